import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cinq.models.compiled import Compiled
from cinq.models.film_scores import add_products, add_products_of_fours, weighted_sums
from cinq.models.fold_in import place
from cinq.serving.topk import scan

SUMMING = """
import sys, types
import numpy as np
sys.path.insert(0, {root!r})
from cinq.models.compiled import Compiled
def added(values):
    total = 0.0
    for value in values:
        total += value
    return total
added.__code__ = added.__code__.replace(co_filename="/nowhere/to/be/found.py")
assert "numba" not in sys.modules
summed = Compiled("float64(float64[::1])", added)
assert "numba" not in sys.modules
assert summed(np.arange(4.0)) == 6.0
"""


def test_numba_is_imported_at_the_first_call_and_needs_no_place_for_its_cache():
    root = str(Path(__file__).parents[2])
    subprocess.run([sys.executable, "-c", SUMMING.format(root=root)], check=True)


def test_read_only_arrays_do_not_compile_again():
    weights, factors = np.ones((2, 4), np.float32), np.ones((4, 3), np.float32)
    once = weighted_sums(weights, factors)
    factors.flags.writeable = False
    np.testing.assert_array_equal(weighted_sums(weights, factors), once)
    assert len(add_products._kernel.signatures) == 1


def test_arrays_of_another_type_are_refused():
    with pytest.raises(TypeError, match="No matching definition"):
        weighted_sums(np.ones((2, 4)), np.ones((4, 3), np.float32))


@pytest.mark.parametrize("kernel", [add_products, add_products_of_fours, place, scan])
def test_every_loop_can_be_made_before_it_is_called(kernel: Compiled):
    kernel.make()
    assert "_kernel" in vars(kernel)
