"""How much memory a piece of work needs at its height."""

import ctypes
import gc
from pathlib import Path

_RESET = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


class PeakMemory:
    """Watches the resident memory of this process during a block.

    The kernel keeps the highest value it ever saw (``VmHWM``) and forgets it when told to (man 5
    proc), so nothing is sampled, nothing is slowed down, and compiled libraries count too; so do
    other threads. Memory that is free before the block is given back to the system first (where
    the C library can), or using it again would not be seen.

    After the block ``risen`` is the rise above the level before it, in bytes; None where the
    system keeps no such mark (anywhere but on Linux).
    """

    risen: int | None = None

    def __enter__(self) -> "PeakMemory":
        """Forget the highest value so far."""
        _give_back()
        self._before = _resident("VmRSS") if _forget() else None
        return self

    def __exit__(self, *_: object) -> None:
        """Read the highest value since."""
        highest = _resident("VmHWM")
        if self._before is not None and highest is not None:
            self.risen = max(highest - self._before, 0)


def _give_back() -> None:
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)


def _forget() -> bool:
    try:
        _RESET.write_text("5")
    except OSError:
        return False
    return True


def _resident(field: str) -> int | None:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith(f"{field}:")]
    return int(found[0]) * 1024 if found else None
