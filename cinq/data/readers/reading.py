"""The reader of each kind of data set."""

from pathlib import Path

from cinq.data.declarations import Dataset
from cinq.data.readers.movielens import read_movielens
from cinq.data.readers.ratings import read_ratings
from cinq.data.readers.raw import RawData
from cinq.data.readers.relevance import read_relevance


def read(dataset: Dataset, path: Path) -> RawData:
    """Read a file with the reader that the declaration names.

    Raises
    ------
    IntegrityError
        If the file cannot be read at all.
    """
    match dataset.reader:
        case "movielens":
            return read_movielens(path)
        case "ratings-csv":
            return read_ratings(dataset, path)
        case "relevance-csv":
            return read_relevance(dataset, path)
        case "demo":
            from cinq.data.demo import demo_films  # noqa: PLC0415 - only the demo pays for it

            return read_relevance(dataset, path, demo_films())
