"""How a list is asked for: mood, years, genres."""

from html import escape

from ui.acts.list import FIRST_YEAR, LAST_YEAR
from ui.screen import Five
from ui.texts import Texts
from ui.views.film import button

DEGREES = ("0", "", "0.3", "0.7")
"""Diversity from familiar to surprising; the empty one is the list as the model was judged."""

_DECADES = tuple(range(1940, 2030, 10))
_OLDEST = 1940


def view_dials(five: Five, words: Texts) -> str:
    """The dials, folded away until they are wanted."""
    say, dials = words.dials, five.dials
    set_at_all = bool(dials.genres or dials.years or dials.diversity is not None)
    told = "" if dials.diversity is None else f"{dials.diversity:g}"
    degrees = "".join(
        button(
            "dial",
            escape(label),
            style="degree",
            value=f"diversity:{degree}",
            pressed=degree == told,
        )
        for degree, label in zip(DEGREES, say.degrees, strict=True)
    )
    chips = "".join(
        button(
            "dial",
            escape(words.genre(genre)),
            style="chip",
            value=f"genre:{genre}",
            pressed=genre in dials.genres,
        )
        for genre in (*five.genres, *(g for g in dials.genres if g not in five.genres))
        if words.genre(genre)
    )
    reset = button("dial", escape(say.reset), style="plain", value="all:") if set_at_all else ""
    return (
        f'<details class="dials" data-keep="dials"{" open" if set_at_all else ""}>'
        f"<summary>{escape(say.title)}</summary>"
        f'<div class="dial"><h2>{escape(say.mood)}</h2><div class="degrees" role="group" '
        f'aria-label="{escape(say.mood)}">{degrees}</div></div>'
        f'<div class="dial"><h2>{escape(say.period)}</h2><div class="period">'
        f"{_years('from', five, words)}{_years('to', five, words)}</div></div>"
        f'<div class="dial wide"><h2>{escape(say.genres)}</h2><div class="chips" role="group" '
        f'aria-label="{escape(say.genres)}">{chips}</div></div>{reset}</details>'
    )


def _years(end: str, five: Five, words: Texts) -> str:
    """A choice of decades for one end of the years."""
    say = words.dials
    first, last = five.dials.years or (FIRST_YEAR, LAST_YEAR)
    options = [("", say.any_time, False)]
    for decade in _DECADES:
        year = decade if end == "from" else decade + 9
        label = say.decade.format(year=decade)
        if decade == _OLDEST and end == "to":
            label = say.before.format(year=decade + 10)
        options.append((str(year), label, year == (first if end == "from" else last)))
    listed = "".join(
        f'<option value="{end}:{value}"{" selected" if on else ""}>{escape(label)}</option>'
        for value, label, on in options
    )
    name = say.period_from if end == "from" else say.period_to
    return (
        f'<label><span>{escape(name)}</span><select data-act="dial" data-key="{end}">{listed}'
        "</select></label>"
    )
