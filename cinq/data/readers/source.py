"""Where bytes come from: a member of an archive, or a file."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from cinq.errors import IntegrityError


@dataclass(frozen=True)
class Source:
    """A file, or one member of a zip archive, that is read where it lies and never unpacked.

    Parameters
    ----------
    path
        The file or archive.
    member
        Name of the member inside the archive; None for a plain file.
    """

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """What to call it in messages."""
        if self.member is None:
            return self.path.name
        return f"{PurePosixPath(self.member).name} in {self.path.name}"

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Its bytes as a stream.

        Raises
        ------
        IntegrityError
            If it, or the archive around it, is damaged or cannot be read.
        """
        with _damage(self.path, self.name):
            if self.member is None:
                with self.path.open("rb") as stream:
                    yield stream
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    yield stream

    def read(self) -> bytes:
        """All its bytes."""
        with self.open() as stream:
            return stream.read()


def members(path: Path) -> dict[str, Source]:
    """Members of a zip archive by file name, whatever folder they lie in.

    Of several with one name the one nearest the top is taken.

    Raises
    ------
    IntegrityError
        If the archive is damaged or none.
    """
    with _damage(path, path.name), zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    names.sort(key=lambda name: (len(PurePosixPath(name).parts), name), reverse=True)
    return {PurePosixPath(name).name: Source(path, name) for name in names}


@contextmanager
def _damage(path: Path, name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise IntegrityError(f"{path} is damaged or no zip archive: fetch it again") from error
    except RuntimeError as error:  # zipfile's way to say that a password is needed
        raise IntegrityError(f"{name} cannot be read: {error}") from error
    except OSError as error:
        raise IntegrityError(f"{name} cannot be read: {error.strerror or error}") from error
