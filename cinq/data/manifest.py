"""What is known of a prepared data set."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from cinq import schema
from cinq.data.findings import Finding
from cinq.data.interactions import Scale
from cinq.errors import DataError

FORMAT = 1


class JoinedPart(BaseModel):
    """What accounts said, where that is part of a data set.

    Their ids are below 0, and stand for nobody outside the user database; those of the data set's
    own people are not.

    Parameters
    ----------
    base_version
        Of the data set without them.
    n_people, n_ratings
        How many they are, and how many of the ratings are theirs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_version: str
    n_people: int
    n_ratings: int


class Manifest(BaseModel):
    """Facts about a prepared data set; the same source gives the same manifest everywhere.

    Parameters
    ----------
    version
        SHA-256 over the content (ratings, films, scale), independent of the machine, of file
        formats and of row order in the source.
    mean, median, standard_deviation
        Of the ratings, in units of ``scale``; the standard deviation divides by n.
    first_time, last_time
        Oldest and newest rating, seconds since 1970; None where the source knows no time.
    n_rejected
        Rows of the source that were left out, listed in ``rejected.parquet``.
    findings
        The outcome of every check.
    joined
        What accounts add to the data set, which all counts include; None if nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    dataset: str
    version: str
    source: str
    licence: str
    simulated: bool
    scale: Scale
    n_users: int
    n_films: int
    n_ratings: int
    n_rejected: int
    mean: float
    median: float
    standard_deviation: float
    first_time: int | None
    last_time: int | None
    findings: tuple[Finding, ...]
    archive: str
    archive_sha256: str
    joined: JoinedPart | None = None

    @property
    def mended(self) -> tuple[Finding, ...]:
        """The findings that changed or left out something."""
        return tuple(finding for finding in self.findings if finding.severity == "mended")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read ``manifest.json`` of a prepared data set.

        Raises
        ------
        DataError
            If it is missing, damaged or of another format.
        """
        file = folder / schema.MANIFEST_FILE
        try:
            manifest = cls.model_validate_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise DataError(f"{file} is missing or damaged: prepare the data again") from error
        if manifest.format != FORMAT:
            raise DataError(f"{file} has format {manifest.format}, not {FORMAT}: prepare again")
        return manifest

    def write(self, folder: Path) -> None:
        """Write ``manifest.json``."""
        text = self.model_dump_json(indent=2) + "\n"
        (folder / schema.MANIFEST_FILE).write_text(text, encoding="utf-8")
