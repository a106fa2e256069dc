"""Two pictures for the team: the funnel, and drift."""

from collections.abc import Mapping
from html import escape

from ui.overview import FUNNEL_DAYS, Drift, Shift
from ui.texts import Texts
from ui.texts.team import TeamTexts
from ui.views.team_parts import decimals, hint


def view_funnel(funnel: Mapping[str, int], say: TeamTexts) -> str:
    """How far newcomers come: a bar for each step."""
    most = max(funnel.values(), default=0)
    if not most:
        return hint(say.no_people)
    rows = "".join(
        f'<li><span>{escape(label)}</span><b>{funnel.get(step, 0)}</b><i aria-hidden="true" '
        f'style="width:{100 * funnel.get(step, 0) / most:.1f}%"></i></li>'
        for step, label in say.steps.items()
    )
    lead = say.funnel_lead.replace("{days}", str(FUNNEL_DAYS))
    return f'<p>{escape(lead)}</p><ol class="funnel">{rows}</ol>'


def view_drift(drift: Drift | None, words: Texts, say: TeamTexts) -> str:
    """How far requests have moved: a bar for each feature, marked where it warns and acts."""
    if drift is None:
        return hint(say.no_monitoring)
    if not drift.shifts:
        return hint(say.no_drift)
    lead = (
        say.drift_lead.replace("{when}", drift.made_at[:16].replace("T", " "))
        .replace("{since}", drift.since[:16].replace("T", " "))
        .replace("{requests}", str(drift.requests))
    )
    longest = max(max(shift.psi, shift.act) for shift in drift.shifts) * 1.1 or 1.0
    rows = "".join(_shift(shift, longest, words, say) for shift in drift.shifts)
    return f'<p>{escape(lead)}</p><ul class="drift">{rows}</ul>'


def _shift(shift: Shift, longest: float, words: Texts, say: TeamTexts) -> str:
    def at(value: float) -> str:
        return f"{100 * value / longest:.1f}%"

    bounds = say.threshold.replace("{warn}", decimals(shift.warn, words)).replace(
        "{act}", decimals(shift.act, words)
    )
    level = say.levels.get(shift.level, shift.level)
    title = say.features.get(shift.name, shift.title)
    return (
        f'<li class="{escape(shift.level)}"><span>{escape(title)}'
        f"<small>{escape(bounds)}</small></span><b>{decimals(shift.psi, words)}</b>"
        f'<em class="tag">{escape(level)}</em><span class="scale" aria-hidden="true">'
        f'<i style="width:{at(shift.psi)}"></i><u style="left:{at(shift.warn)}"></u>'
        f'<u style="left:{at(shift.act)}"></u></span></li>'
    )
