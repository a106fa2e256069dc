"""Downloads that go on where they broke off."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import stamina

from cinq.data.progress import Progress
from cinq.data.storage import disk_errors
from cinq.errors import DownloadError
from cinq.settings import FetchSettings

_PASSING = {408, 425, 429, 500, 502, 503, 504}


class _TryAgain(DownloadError):
    """A failure that may pass."""


@dataclass(frozen=True)
class Deadline:
    """When to give up, in seconds of `time.monotonic`; None means never."""

    at: float | None

    @classmethod
    def after(cls, seconds: float | None) -> "Deadline":
        """So many seconds from now."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    def check(self) -> None:
        """Raise DownloadError once the time is up."""
        if self.at is not None and time.monotonic() > self.at:
            raise DownloadError("not done in time")


def download(
    url: str,
    part: Path,
    limits: FetchSettings,
    progress: Progress,
    deadline: Deadline,
) -> None:
    """Fetch ``url`` into ``part``, going on after the bytes that it holds already.

    Parameters
    ----------
    url
        An http or https address.
    part
        Where the bytes go; its folder must exist. It stays when the download fails, so that the
        next one goes on from there.
    limits
        ``timeout_seconds`` without a byte end an attempt; there are ``attempts`` of them.
    progress
        Told the part done.
    deadline
        When to give up altogether.

    Raises
    ------
    DownloadError
        If the host cannot be reached, refuses, or breaks off each time.
    DataError
        If the disk is full.
    """
    with _client(limits) as client:
        for attempt in _attempts(limits, deadline):
            with attempt:
                deadline.check()
                _go_on(client, url, part, progress, deadline)


def fetch_text(url: str, limits: FetchSettings, deadline: Deadline) -> str:
    """The text at ``url``, at most 10 kB of it.

    Raises
    ------
    DownloadError
        As for `download`.
    """
    with _client(limits) as client:
        for attempt in _attempts(limits, deadline):
            with attempt, _network_errors(url), client.stream("GET", url) as response:
                deadline.check()
                _refuse_errors(response, url)
                text = next(response.iter_bytes(10_000), b"")
    return text.decode("ascii", "replace")


def _client(limits: FetchSettings) -> httpx2.Client:
    return httpx2.Client(
        timeout=limits.timeout_seconds,
        follow_redirects=True,
        headers={"Accept-Encoding": "identity", "User-Agent": "cinq"},
    )


def _attempts(limits: FetchSettings, deadline: Deadline) -> Iterable[stamina.Attempt]:
    return stamina.retry_context(
        on=_TryAgain,
        attempts=1 if deadline.at is not None else limits.attempts,
        timeout=None,
        wait_initial=0.5,
        wait_max=10.0,
    )


def _go_on(
    client: httpx2.Client, url: str, part: Path, progress: Progress, deadline: Deadline
) -> None:
    with disk_errors(part.parent), part.open("ab") as file:
        have = file.tell()
        headers = {"Range": f"bytes={have}-"} if have else {}
        with _network_errors(url), client.stream("GET", url, headers=headers) as response:
            if response.status_code == httpx2.codes.RANGE_NOT_SATISFIABLE:
                if response.headers.get("Content-Range") == f"bytes */{have}":
                    return
                file.truncate(0)
                raise _TryAgain(f"{url} cannot be resumed")
            _refuse_errors(response, url)
            if have and not _continues(response, have):
                file.truncate(0)
                have = 0
            total = _total(response, have)
            for piece in response.iter_raw():
                deadline.check()
                file.write(piece)
                have += len(piece)
                progress(f"downloading {part.name.removesuffix('.part')}", have / max(total, have))
            if have < total:
                raise _TryAgain(f"{url} broke off after {have} of {total} bytes")


def _continues(response: httpx2.Response, have: int) -> bool:
    sent_from = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
    return response.status_code == httpx2.codes.PARTIAL_CONTENT and sent_from


def _total(response: httpx2.Response, have: int) -> int:
    length = response.headers.get("Content-Length", "")
    return have + int(length) if length.isdigit() else 0


def _refuse_errors(response: httpx2.Response, url: str) -> None:
    status = response.status_code
    if status in _PASSING:
        raise _TryAgain(f"{url} answers {status} at the moment: try later")
    if not response.is_success:
        raise DownloadError(f"{url} answers {status}: the address may have changed")


@contextmanager
def _network_errors(url: str) -> Iterator[None]:
    try:
        yield
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise DownloadError(f"{url} is no address that can be fetched") from error
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        raise _TryAgain(f"{httpx2.URL(url).host} cannot be reached") from error
    except httpx2.HTTPError as error:
        raise _TryAgain(f"{url} broke off ({type(error).__name__})") from error
