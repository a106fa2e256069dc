"""The integrity rules of `cinq.data.integrity` and its readers, as expressions of Spark.

A test holds both to the same rows and reasons.
"""

import time
from typing import TYPE_CHECKING

from cinq import schema
from cinq.adapters.spark.rows import REASON
from cinq.data.interactions import Scale

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

DUPLICATE = "a newer rating of the same person and film stays"

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_WHOLE = r"^\+?\d{1,18}(\.0*)?$"
_SIGNED_WHOLE = r"^[+-]?\d{1,18}(\.\d*)?$"
_DECIMAL_COMMA = r"^([+-]?\d+),(\d+)$"
_MISSING = ("", "na", "n/a", "nan", "null", "none", "-")
_FORMS = {
    schema.USER_ID: (_WHOLE, "whole number from 0"),
    schema.FILM_ID: (_WHOLE, "whole number from 0"),
    schema.RATING: (_NUMBER, "number"),
    schema.TIMESTAMP: (_SIGNED_WHOLE, "time"),
}
_DAY = 86_400
_MILLISECONDS_FROM = 10**11


def with_reasons(
    rows: "DataFrame", scale: Scale, film_ids: "DataFrame", now: float | None = None
) -> "DataFrame":
    """Typed columns of schema.RATINGS and ROW; REASON where a row cannot be used.

    Parameters
    ----------
    rows
        From `numbered_rows`.
    scale
        Off which no rating may lie.
    film_ids
        The known films, column FILM_ID.
    now
        As for `cinq.data.integrity.check`.

    Notes
    -----
    Cost: one pass to learn the unit of the times, and what the caller makes of the result.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415 - an extra

    read = _read(rows)
    reason = f.col(REASON)
    times = f.col(schema.TIMESTAMP)
    middle = f.percentile_approx(times, 0.5)
    usable = read.where(reason.isNull())
    any_time, middle_time = usable.agg(f.max(f.abs(times)), middle).first() or (0, 0)
    if (middle_time or 0) > _MILLISECONDS_FROM:
        read = read.withColumn(schema.TIMESTAMP, f.floor(times / 1000).cast("long"))
    checks = [
        (~f.col(schema.RATING).between(scale.low, scale.high), _off(scale)),
        (f.col("known").isNull(), "film is not in the list of films"),
    ]
    if any_time:
        latest = (time.time() if now is None else now) + _DAY
        checks += [
            (times <= 0, "time is not after 1970"),
            (times > latest, "time lies in the future"),
        ]
    known = f.broadcast(film_ids.withColumn("known", f.lit(1)))
    joined = read.join(known, schema.FILM_ID, "left")
    found = f.coalesce(reason, *(f.when(wrong, why) for wrong, why in checks))
    return joined.select(*schema.RATINGS.names, schema.ROW, found.alias(REASON))


def newest(judged: "DataFrame") -> "DataFrame":
    """Of several usable ratings of one person and film the newest stays; REASON for the others."""
    from pyspark.sql import Window  # noqa: PLC0415 - an extra
    from pyspark.sql import functions as f  # noqa: PLC0415

    latest_first = Window.partitionBy(schema.USER_ID, schema.FILM_ID).orderBy(
        f.col(schema.TIMESTAMP).desc(), f.col(schema.ROW).desc()
    )
    usable = judged.where(f.col(REASON).isNull())
    again = f.row_number().over(latest_first) > 1
    usable = usable.withColumn(REASON, f.when(again, DUPLICATE))
    return usable.unionByName(judged.where(f.col(REASON).isNotNull()))


def _read(rows: "DataFrame") -> "DataFrame":
    """Strings to numbers; REASON names the first field that is missing or malformed."""
    from pyspark.sql import functions as f  # noqa: PLC0415 - an extra

    reasons: list[Column] = [f.col(REASON)]
    typed = {}
    for name, (form, kind) in _FORMS.items():
        if name not in rows.columns:  # only times may be
            typed[name] = f.lit(schema.NO_TIME).cast("long")
            continue
        text = f.regexp_replace(f.coalesce(f.col(name), f.lit("")), r"^\s+|\s+$", "")
        if name == schema.RATING:
            value = f.regexp_replace(text, _DECIMAL_COMMA, "$1.$2")
            typed[name] = value.cast("double").cast("float")
        else:
            value = text
            typed[name] = f.regexp_replace(value, r"^\+|\..*$", "").cast("long")
        reasons += [
            f.when(f.lower(text).isin(*_MISSING), f"{name} is missing"),
            f.when(~value.rlike(form), f"{name} is no {kind}"),
        ]
    return rows.select(
        *(column.alias(name) for name, column in typed.items()),
        schema.ROW,
        f.coalesce(*reasons).alias(REASON),
    )


def _off(scale: Scale) -> str:
    return f"rating off the scale from {scale.low:g} to {scale.high:g}"
