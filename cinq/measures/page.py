"""What the page measures of itself."""

from typing import Literal, get_args

from cinq.measures.measure import Measure

Step = Literal["visit", "account", "first_choice", "five_chosen", "list_shown", "judged"]
"""How far somebody has come on the way from the door to a judged list; counted when it is taken.

``visit``: the door was opened by somebody who is not signed in. ``list_shown``: five films were
shown to somebody who had just chosen five. ``judged``: the first word on a film of that list.
"""

ONBOARDING = Measure(
    "cinq_onboarding_total",
    "counter",
    "steps taken on the way from the door to a list that was judged: visit, account, first_choice, "
    "five_chosen, list_shown, judged",
    ("step",),
    begin=tuple((step,) for step in get_args(Step)),
)

PAGE = (ONBOARDING,)
"""All that the page measures."""
