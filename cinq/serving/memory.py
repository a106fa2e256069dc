"""What a worker's own memory holds, beside the arrays that all workers share."""

import ctypes
import gc

import pyarrow as pa


def share_allocator() -> None:
    """Let Arrow take its memory where everything else does, so that all of it can be given back.

    Its own allocator keeps tens of megabytes of what was only needed to open a model.
    """
    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Return to the system what opening a model has left behind; some milliseconds."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's; others do without
    if trim is not None:
        trim(0)
