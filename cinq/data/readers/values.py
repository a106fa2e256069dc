"""Strings to numbers and ids, column by column."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cinq.errors import IntegrityError

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_WHOLE = r"^\+?\d{1,18}(\.0*)?$"
_SIGNED_WHOLE = r"^[+-]?\d{1,18}(\.\d*)?$"
_DECIMAL_COMMA = r"^([+-]?\d+),(\d+)$"
_MISSING = ["", "na", "n/a", "nan", "null", "none", "-"]
_ENOUGH_WHOLE = 0.8


@dataclass(frozen=True)
class Column:
    """A column of numbers.

    Parameters
    ----------
    values
        Shape (n_rows,); 0 where missing or malformed.
    missing, malformed
        Shape (n_rows,): no value; a value that is none.
    n_mended
        Decimal commas that were read as points.
    """

    values: NDArray[Any]
    missing: NDArray[np.bool_]
    malformed: NDArray[np.bool_]
    n_mended: int = 0


def numbers(strings: pa.ChunkedArray) -> Column:
    """Read as float64; decimal commas count as points."""
    text, missing = _trimmed(strings)
    commas = pc.match_substring_regex(text, _DECIMAL_COMMA)
    n_commas = pc.sum(commas).as_py() or 0
    if n_commas:
        text = pc.replace_substring_regex(text, _DECIMAL_COMMA, r"\1.\2")
    return _cast(text, missing, _NUMBER, pa.float64(), n_commas)


def whole_numbers(strings: pa.ChunkedArray | pa.Array) -> Column:
    """Read as int64; signs are allowed, fractions are cut off."""
    text, missing = _trimmed(strings)
    well_formed = pc.match_substring_regex(text, _SIGNED_WHOLE)
    bare = pc.replace_substring_regex(text, r"^\+|\..*$", "")
    return _cast(bare, missing | ~_mask(well_formed), r"^-?\d+$", pa.int64(), 0, missing)


def times(strings: pa.ChunkedArray) -> Column:
    """Read times as whole numbers, or as ISO 8601 dates in UTC; seconds since 1970 as int64."""
    column = whole_numbers(strings)
    if column.malformed.sum() < (1 - _ENOUGH_WHOLE) * len(column.values):
        return column
    import pandas as pd  # noqa: PLC0415 - only files that spell dates out pay for it

    text, missing = _trimmed(strings)
    dates = pd.to_datetime(text.to_pandas(), errors="coerce", utc=True, format="ISO8601")
    unknown = dates.isna().to_numpy()
    seconds = dates.to_numpy("datetime64[s]").astype(np.int64)
    return Column(np.where(unknown, 0, seconds), missing, unknown & ~missing)


@dataclass(frozen=True)
class Ids:
    """A column of ids.

    Parameters
    ----------
    column
        Ids as int64, 0 or more.
    numbered
        Whether they were made from strings by `number_of` because most are no whole numbers.
    names
        Table of ``id`` and ``source_id``, sorted by id, if ``numbered``.
    """

    column: Column
    numbered: bool
    names: pa.Table | None


def ids(strings: pa.ChunkedArray, numbered: bool | None = None) -> Ids:
    """Read ids: whole numbers as they are, other ids by `number_of`.

    Parameters
    ----------
    strings
        The column.
    numbered
        Whether to number; None decides by whether four in five are whole numbers.

    Raises
    ------
    IntegrityError
        If two ids get one number, which is as good as impossible.
    """
    text, missing = _trimmed(strings)
    whole = _mask(pc.match_substring_regex(text, _WHOLE))
    if numbered is None:
        n_whole = pc.sum(pc.match_substring_regex(text, _SIGNED_WHOLE)).as_py() or 0
        numbered = bool(n_whole < _ENOUGH_WHOLE * (~missing).sum())
    if not numbered:
        bare = pc.replace_substring_regex(text, r"^\+|\..*$", "")
        column = _cast(bare, missing | ~whole, r"^\d+$", pa.int64(), 0, missing)
        return Ids(column, numbered=False, names=None)
    encoded = text.dictionary_encode()
    source = encoded.dictionary.to_pylist()
    made = np.fromiter((number_of(name) for name in source), np.int64, len(source))
    if len(np.unique(made)) != len(made):
        raise IntegrityError("two ids get the same number: give whole numbers as ids")
    values = made[encoded.indices.to_numpy(zero_copy_only=False)]
    present = [place for place, name in enumerate(source) if name not in _MISSING]
    order = sorted(present, key=lambda place: made[place])
    names = pa.table(
        {"id": pa.array(made[order], pa.int64()), "source_id": [source[p] for p in order]}
    )
    column = Column(np.where(missing, 0, values), missing, np.zeros(len(values), np.bool_))
    return Ids(column, numbered=True, names=names)


def number_of(source_id: str) -> int:
    """The number that stands for an id that is none: 53 bits of its BLAKE2b hash.

    It depends on the id alone, so that people stay in their part, and favourites stay theirs, when
    the data grows; and 53 bits survive JSON in a browser.
    """
    digest = hashlib.blake2b(source_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 11


def _trimmed(strings: pa.ChunkedArray | pa.Array) -> tuple[Any, NDArray[np.bool_]]:
    flat = strings.combine_chunks() if isinstance(strings, pa.ChunkedArray) else strings
    text = pc.fill_null(pc.utf8_trim_whitespace(flat), "")
    missing = pc.is_in(pc.utf8_lower(text), value_set=pa.array(_MISSING))
    return text, _mask(missing)


def _cast(
    text: Any,
    unusable: NDArray[np.bool_],
    pattern: str,
    kind: pa.DataType,
    n_mended: int,
    missing: NDArray[np.bool_] | None = None,
) -> Column:
    well_formed = _mask(pc.match_substring_regex(text, pattern)) & ~unusable
    values = pc.cast(pc.if_else(pa.array(well_formed), text, "0"), kind).to_numpy()
    empty = unusable if missing is None else missing
    return Column(values, empty, ~well_formed & ~empty, n_mended)


def _mask(booleans: Any) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = booleans.to_numpy(zero_copy_only=False)
    return mask
