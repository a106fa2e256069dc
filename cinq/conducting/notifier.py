"""Telling people how jobs ended; a failure to tell is logged and fails nothing else."""

import logging
import queue
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import stamina

from cinq.conducting.channels import Channel
from cinq.conducting.notice import Notice

log = logging.getLogger(__name__)

ROOM = 200
"""Notices that wait at most; what comes on top is only logged."""

END_SECONDS = 3.0
"""How long notices that wait are still sent when the conductor ends."""


class Notifier:
    """Hands notices to all channels, in a thread of its own while the block runs.

    Parameters
    ----------
    channels
        Ways to people.
    attempts
        How often each is tried, with waits of about .5, 1, 2… seconds in between.
    first_wait
        The first of these waits, in seconds.
    """

    def __init__(
        self, channels: Sequence[Channel], attempts: int = 3, first_wait: float = 0.5
    ) -> None:
        self._channels = channels
        self._attempts = attempts
        self._first_wait = first_wait
        self._waiting: queue.Queue[Notice | None] = queue.Queue(ROOM)
        self._thread = threading.Thread(target=self._work, name="notifier", daemon=True)

    def tell(self, notice: Notice) -> None:
        """Log a notice and have it sent; returns at once."""
        log.info("%s. %s", notice.title, " ".join(notice.text.split()))
        if not self._channels:
            return
        try:
            self._waiting.put_nowait(notice)
        except queue.Full:
            log.warning("too many notices wait: this one is not sent (%s)", notice.title)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._waiting.put(None, timeout=END_SECONDS)
        except queue.Full:
            log.warning("notices that still wait are not sent")
        self._thread.join(END_SECONDS)

    def _work(self) -> None:
        while (notice := self._waiting.get()) is not None:
            for channel in self._channels:
                self._send(channel, notice)

    def _send(self, channel: Channel, notice: Notice) -> None:
        attempts = stamina.retry_context(
            Exception, attempts=self._attempts, timeout=None, wait_initial=self._first_wait
        )
        try:
            for attempt in attempts:
                with attempt:
                    channel.send(notice)
        except Exception as error:  # noqa: BLE001 - whatever it is, no job may fail by it
            log.warning("%s could not be told: %s (%s)", channel.name, notice.title, error)
