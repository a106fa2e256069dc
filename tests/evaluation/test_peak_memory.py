import sys

import numpy as np
import pytest

from cinq.evaluation.peak_memory import PeakMemory

MEGABYTE = 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux keeps the mark")
def test_what_is_taken_and_freed_in_the_block_counts() -> None:
    with PeakMemory() as memory:
        filled = np.ones(64 * MEGABYTE, np.int8)
        del filled
    assert memory.risen is not None
    assert 60 * MEGABYTE < memory.risen < 90 * MEGABYTE


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux keeps the mark")
def test_what_was_taken_before_does_not_count() -> None:
    held = np.ones(64 * MEGABYTE, np.int8)
    with PeakMemory() as memory:
        total = int(held[:10].sum())
    assert total == 10
    assert memory.risen is not None
    assert memory.risen < 8 * MEGABYTE
