"""Declarations of data sets: what they are, where they come from, how they are read."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cinq.data.interactions import Scale
from cinq.errors import UnknownDataset
from cinq.settings import CONFIGS

FOLDER = CONFIGS / "datasets"

Reader = Literal["demo", "movielens", "relevance-csv", "ratings-csv"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_NAME = r"[a-z0-9][a-z0-9._-]{0,59}"


class Counts(BaseModel):
    """How much its publisher says a data set holds; a difference is fatal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    n_ratings: int | None = None
    n_users: int | None = None
    n_films: int | None = None


class Dataset(BaseModel):
    """The declaration of a data set, one YAML file each.

    Parameters
    ----------
    name
        Its name, that of the YAML file.
    reader
        Which reader understands its files.
    title
        One line for lists.
    url, archive
        Where to download it and the file name it is kept under; None for files of one's own.
    sha256
        SHA-256 of the archive; None if not published (then recorded on first use).
    md5_url
        The publisher's MD5 file, checked before a SHA-256 is recorded.
    path
        A file of one's own; relative paths start at the YAML file's folder.
    films_path
        ``ratings-csv`` only: a second file that describes the films.
    licence, source
        What may be done with it, and the citation its publisher asks for.
    simulated
        Whether its people are made up; said wherever the data is shown.
    scale
        Ends of the rating scale, and from which rating on a film counts as liked.
    columns
        Our column name to the file's, or to several that are tried in order; what is left out is
        looked for under usual English and French names.
    expected
        The publisher's counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=f"^{_NAME}$")]
    reader: Reader
    title: str = ""
    url: str | None = None
    archive: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] | None = None
    sha256: Sha256 | None = None
    md5_url: str | None = None
    path: Path | None = None
    films_path: Path | None = None
    licence: str
    source: str
    simulated: bool = False
    scale: Scale
    columns: dict[str, str | list[str]] = {}
    expected: Counts = Counts()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.url is None) != (self.archive is None):
            raise ValueError("url and archive go together")
        if self.reader != "demo" and (self.path is None) == (self.archive is None):
            raise ValueError("give either path, or url and archive")
        if not self.scale.low < self.scale.liked_from <= self.scale.high:
            raise ValueError("scale must have low < liked_from <= high")
        return self


def declared() -> list[str]:
    """Names of the declarations that can be used now, sorted.

    The examples that read a file of one's own appear once their ``path`` exists.
    """
    names = []
    for file in sorted(FOLDER.glob("*.yaml")):
        dataset = _load(file)
        if dataset.path is None or dataset.path.is_file():
            names.append(dataset.name)
    return names


def declaration(name: str) -> Dataset:
    """The declaration of this name, or the one in this YAML file.

    Parameters
    ----------
    name
        A name of ``configs/datasets``, or the path of a ``.yaml`` file.

    Raises
    ------
    UnknownDataset
        If there is none, naming those there are; or if the file is no valid declaration.
    """
    if name.endswith((".yaml", ".yml")):
        file = Path(name).expanduser()
        if not file.is_file():
            raise UnknownDataset(f"there is no file {name}; {_known()}")
        return _load(file)
    file = FOLDER / f"{name}.yaml"
    if not re.fullmatch(_NAME, name) or not file.is_file():
        raise UnknownDataset(f"no data set is called {name[:60]!r}; {_known()}")
    return _load(file)


def _known() -> str:
    return f"known are {', '.join(['auto', *declared()])}, or give the path of a YAML file"


def _load(file: Path) -> Dataset:
    try:
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnknownDataset(f"{file} cannot be read as YAML: {_one_line(error)}") from error
    if not isinstance(tree, dict):
        raise UnknownDataset(f"{file} is no declaration: it must map names to values")
    declared_here: dict[str, Any] = {"name": file.stem, **tree}
    for key in ("path", "films_path"):
        if isinstance(value := declared_here.get(key), str):
            declared_here[key] = (file.absolute().parent / Path(value).expanduser()).resolve()
    try:
        return Dataset.model_validate(declared_here)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnknownDataset(f"{file}: {place + ': ' if place else ''}{first['msg']}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
