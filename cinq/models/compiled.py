"""Loops compiled by numba, at their first call.

Importing numba takes half a second and compiling a loop about as long, which only those who
compute should pay. What was compiled stays on disk (``NUMBA_CACHE_DIR``); where nothing can be
written, every process compiles for itself.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


class Compiled(Generic[P, R]):
    """A loop over arrays, compiled for one signature; may be shared by threads.

    Unless `reordered`, neither sums are reordered nor products fused, so results are the same bits
    on any processor. It runs without Python's lock.

    Parameters
    ----------
    signature
        In numba's words. With it a loop is compiled once, and no argument, for being read-only
        or not, makes it compile again.
    loop
        What to compile.
    reordered
        Whether sums may be reordered and products fused, which is some times faster; results are
        then the same bits on one kind of processor only. Numbers that are none stay such.

    Raises
    ------
    TypeError
        When called with arrays of another type, or not contiguous.
    """

    def __init__(self, signature: str, loop: Callable[P, R], *, reordered: bool = False) -> None:
        self._signature = signature
        self._loop = loop
        self._options: dict[str, Any] = {"nogil": True}
        if reordered:
            self._options["fastmath"] = {"reassoc", "contract", "nsz"}

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Compute."""
        return self._kernel(*args, **kwargs)

    def make(self) -> None:
        """Compile, or read from disk, before the first call."""
        _ = self._kernel

    @cached_property
    def _kernel(self) -> Callable[P, R]:
        import numba  # noqa: PLC0415 - half a second

        try:
            kernel = numba.njit(self._signature, cache=True, **self._options)(self._loop)
        except RuntimeError as error:
            if "cannot cache" not in str(error):
                raise
            kernel = numba.njit(self._signature, **self._options)(self._loop)
        return cast("Callable[P, R]", kernel)
