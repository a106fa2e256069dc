"""A picture of a drill: what was watched, and what people got, second by second."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np

from cinq.drill.evidence import Evidence
from cinq.drill.traffic import Answered
from cinq.drill.verdicts import LEVELS
from cinq.pictures import SOFT, STYLE

COLOURS = {1: "#4c78a8", 2: "#e07b39", 3: "#54a24b"}
"""By release."""
MARKS = {
    "release 1": "first model",
    "quiet": "traffic begins",
    "shift": "taste shifts",
    "alert": "alert",
    "trained": "new model",
    "rollback": "rollback",
}
SECONDS = 4.0
"""How much time one point of the picture stands for."""


def picture(evidence: Evidence, answered: Sequence[Answered]) -> str:
    """Return an SVG of three panels over the seconds since the drill began.

    What monitoring found and when the alert fired; in how many lists there was a film that the
    person likes; and how long answers took, middle and 99th of 100.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - a second, and only this draws
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context({**STYLE, "font.size": 9}):
        sheet = Figure(figsize=(9.2, 6.2), dpi=96, layout="constrained")
        FigureCanvasSVG(sheet)
        watched, liked, times = sheet.subplots(
            3, 1, sharex=True, gridspec_kw={"height_ratios": (2, 3, 3)}
        )
        _watched(watched, evidence)
        for release, colour in COLOURS.items():
            points = _points(evidence, [each for each in answered if each.release == release])
            if not points:
                continue
            at, share, middle, late = zip(*points, strict=True)
            named = {"color": colour, "label": f"release {release}"}
            liked.plot(at, share, "o", markersize=3.5, **named)
            times.plot(at, middle, "o", markersize=3.5, **named)
            times.plot(at, late, "_", markersize=5, color=colour)
        _label(liked, "lists with a film that\nthe person likes", "percent")
        _label(times, "milliseconds to answer:\nmiddle (●), 99th of 100 (-)", "milliseconds")
        times.set_xlabel("seconds since the drill began")
        for mark in MARKS:
            at_mark = evidence.at(mark)
            if at_mark is not None:
                for axis in (watched, liked, times):
                    axis.axvline(at_mark, color=SOFT, linestyle=":", linewidth=0.9)
        text = StringIO()
        sheet.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :].replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)


def _watched(axis: Any, evidence: Evidence) -> None:
    """Drift as a step, and the time in which the alert fired as a ground."""
    drift = evidence.curves.get("drift level", [])
    axis.step([at for at, _ in drift], [level for _, level in drift], where="post", color="#b4489a")
    firing = [at for at, _ in evidence.curves.get("alert", [])]
    if firing:
        axis.axvspan(min(firing), max(firing), color="#c44e52", alpha=0.18, linewidth=0)
        axis.text(min(firing) + 1, 0.5, "alert fires", color="#c44e52")
    axis.set_yticks(range(len(LEVELS)), LEVELS)
    axis.set_ylim(-0.3, 2.5)
    axis.set_ylabel("drift, by\nPrometheus")
    axis.spines[["top", "right"]].set_visible(False)
    for place, (mark, text) in enumerate(MARKS.items()):
        at = evidence.at(mark)
        if at is not None:
            height = 1.04 + 0.16 * (place % 2)
            where = axis.get_xaxis_transform()
            axis.text(at, height, text, ha="center", fontsize=8, transform=where)


def _label(axis: Any, text: str, unit: str) -> None:
    axis.set_ylabel(text)
    axis.set_ylim(bottom=0)
    axis.spines[["top", "right"]].set_visible(False)
    if unit == "percent":
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        if axis.lines:
            axis.legend(frameon=False, ncols=3, loc="upper right", fontsize=8)


def _points(
    evidence: Evidence, answered: Sequence[Answered]
) -> list[tuple[float, float, float, float]]:
    """Time, share with a liked film, middle and 99th percentile in ms, of every few seconds."""
    found: dict[int, list[Answered]] = {}
    for each in answered:
        found.setdefault(int((each.at - evidence.began) // SECONDS), []).append(each)
    return [
        (
            (place + 0.5) * SECONDS,
            float(np.mean([each.hits > 0 for each in part])),
            1000 * float(np.median([each.seconds for each in part])),
            1000 * float(np.quantile([each.seconds for each in part], 0.99)),
        )
        for place, part in sorted(found.items())
    ]
