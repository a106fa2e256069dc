"""Getting the file of a data set, verified."""

from hashlib import sha256
from pathlib import Path

from cinq.data.checksums import file_hash, record, recorded, sidecar, verify
from cinq.data.declarations import Dataset
from cinq.data.download import Deadline, download, fetch_text
from cinq.data.progress import Progress, silent
from cinq.data.storage import disk_errors, locked
from cinq.errors import ChecksumError, DataError, DownloadError
from cinq.settings import ROOT, Settings


def raw_folder(settings: Settings) -> Path:
    """Where archives are kept: ``data/raw`` of the home folder."""
    return settings.home / "data" / "raw"


def at_hand(dataset: Dataset, settings: Settings) -> Path | None:
    """The archive in CINQ_ARCHIVES or in the home folder, unverified; None if in neither.

    Raises
    ------
    DataError
        If CINQ_ARCHIVES is set and is no folder.
    """
    if dataset.archive is None:
        return None
    if settings.archives is not None and not settings.archives.is_dir():
        raise DataError(
            f"CINQ_ARCHIVES={settings.archives} is not a folder: name the one that holds "
            f"{dataset.archive}, or unset it to download"
        )
    folders = [settings.archives] if settings.archives else []
    for folder in [*folders, raw_folder(settings)]:
        if (folder / dataset.archive).is_file():
            return folder / dataset.archive
    return None


def obtain(
    dataset: Dataset,
    settings: Settings,
    progress: Progress = silent,
    seconds: float | None = None,
) -> Path:
    """The verified archive or file of a data set: from CINQ_ARCHIVES, from home, or downloaded.

    Parameters
    ----------
    dataset
        Its declaration.
    settings
        ``archives``, ``home`` and ``fetch`` are used.
    progress
        Told how the download, or the making of the demo, goes.
    seconds
        Give up a download after this time; None means only ``fetch`` sets limits.

    Raises
    ------
    DownloadError
        If it is not at hand and cannot be downloaded.
    ChecksumError
        If it is not the file its publisher announced, or not the one of the first use.
    DataError
        If a file of one's own is missing, CINQ_ARCHIVES is no folder, or the disk is full.
    """
    if dataset.reader == "demo":
        return _demo(settings, progress)
    if dataset.path is not None:
        return _own_file(dataset, dataset.path)
    deadline = Deadline.after(seconds)
    present = at_hand(dataset, settings)
    if present is not None:
        _verify(dataset, present, settings, progress, deadline)
        return present
    return _downloaded(dataset, settings, progress, deadline)


def _own_file(dataset: Dataset, path: Path) -> Path:
    if not path.is_file():
        raise DataError(f"{path} is not there: put the file of {dataset.name} there, or set `path`")
    if dataset.sha256 is not None:
        verify(path, dataset.sha256, f"the declaration of {dataset.name}", "check the file")
    return path


def _downloaded(
    dataset: Dataset, settings: Settings, progress: Progress, deadline: Deadline
) -> Path:
    if dataset.url is None or dataset.archive is None:
        raise DataError(f"{dataset.name} has no address to download from")
    folder = raw_folder(settings)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    final, part = folder / dataset.archive, folder / f"{dataset.archive}.part"
    with locked(folder / f"{dataset.archive}.lock"):
        if final.is_file():  # another process was faster
            return final
        resumed = part.exists() and part.stat().st_size > 0
        try:
            try:
                _download_verified(dataset, part, settings, progress, deadline)
            except ChecksumError:
                if not resumed:
                    raise
                _download_verified(dataset, part, settings, progress, deadline)
        except DownloadError as error:
            raise DownloadError(
                f"{error}: put {dataset.archive} into a folder and set CINQ_ARCHIVES to it"
            ) from error
        with disk_errors(folder):
            part.replace(final)
    return final


def _download_verified(
    dataset: Dataset, part: Path, settings: Settings, progress: Progress, deadline: Deadline
) -> None:
    download(dataset.url or "", part, settings.fetch, progress, deadline)
    try:
        _verify(dataset, part, settings, progress, deadline)
    except ChecksumError:
        part.unlink()
        raise


def _verify(
    dataset: Dataset, file: Path, settings: Settings, progress: Progress, deadline: Deadline
) -> None:
    """Compare with the declared SHA-256, else with the one recorded, else with the publisher's MD5.

    A file of CINQ_ARCHIVES whose publisher cannot be asked is used and not recorded.
    """
    name = dataset.archive or file.name
    progress(f"verifying {name}", 0.0)
    if file.name.endswith(".part"):
        advice = "it will be fetched anew: run again"
    else:
        advice = "delete it and run again"
    if dataset.sha256 is not None:
        verify(file, dataset.sha256, f"the declaration of {dataset.name}", advice)
        return
    folder = raw_folder(settings)
    if first := recorded(folder, name).get("sha256"):
        said_by = f"the record of its first use ({sidecar(folder, name)})"
        verify(file, first, said_by, f"{advice}; if it is a new edition, delete the record")
        return
    if dataset.md5_url is not None:
        try:
            md5 = _published_md5(dataset, settings, deadline)
        except DownloadError as error:
            if file.name.endswith(".part"):
                raise
            progress(f"{name} is used unverified: {error}", 1.0)
            return
        verify(file, md5, dataset.md5_url, advice, "md5")
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            record(folder, name, sha256=file_hash(file), md5=md5, md5_from=dataset.md5_url)
    progress(f"verified {name}", 1.0)


def _published_md5(dataset: Dataset, settings: Settings, deadline: Deadline) -> str:
    url = dataset.md5_url or ""
    words = fetch_text(url, settings.fetch, deadline).replace("=", " ").lower().split()
    for word in words:
        if len(word) == 32 and set(word) <= set("0123456789abcdef"):
            return word
    raise DownloadError(f"{url} holds no MD5")


def _demo(settings: Settings, progress: Progress) -> Path:
    """The demo's CSV, made unless it stands there as the present code made it."""
    from cinq.data.demo import make_demo  # noqa: PLC0415 - only the demo pays for its maker

    folder = raw_folder(settings) / "demo"
    recipe = _demo_recipe()
    known = recorded(folder, "demo")
    if known.get("recipe") == recipe:
        present = folder / known.get("file", "")
        if present.is_file() and file_hash(present) == known.get("sha256"):
            return present
    progress("making the demo's audience", 0.0)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        made = make_demo(folder)
        record(folder, "demo", file=made.name, sha256=file_hash(made), recipe=recipe)
    progress("made the demo's audience", 1.0)
    return Path(made)


def _demo_recipe() -> str:
    digest = sha256()
    sources = [
        *(ROOT / "cinq" / "data" / "demo").glob("*.py"),
        ROOT / "data" / "demo" / "films.csv",
    ]
    for file in sorted(sources):
        digest.update(file.read_bytes())
    return digest.hexdigest()
