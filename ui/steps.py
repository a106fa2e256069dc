"""How far people come on the way from the door to a list that was judged."""

from cinq.measures import ONBOARDING, MemoryMeter, Meter, Step
from ui.screen import N_FAVOURITES, Screen
from ui.turn import Outcome, Turn


class Steps:
    """Counts steps; of nobody in particular.

    Parameters
    ----------
    meter
        Where they are counted; left out, nobody looks.
    """

    def __init__(self, meter: Meter | None = None) -> None:
        self._meter = meter or MemoryMeter()

    def count(self, step: Step) -> None:
        """Somebody took a step."""
        self._meter.count(ONBOARDING, step)

    def passed(self, before: Turn, outcome: Outcome, screen: Screen) -> None:
        """Count the steps that lie between what was known before a gesture and what is seen."""
        had, has = len(before.kept), len(outcome.turn.kept)
        if had == 0 < has and before.gesture.action == "add":
            self.count("first_choice")
        if had < N_FAVOURITES <= has and before.gesture.action == "add":
            self.count("five_chosen")
        if screen.place.view == "five" and before.desk.shown is None:
            self.count("list_shown")
        if not before.opinions and outcome.turn.opinions:
            self.count("judged")
