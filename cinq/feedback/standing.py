"""What still stands of what somebody said of one film, one thing after the other."""

from collections.abc import Iterable

UNDO = "undo"


def standing(kinds: Iterable[str]) -> list[str]:
    """Kinds that were not taken back, the last said last.

    Saying a thing again moves it to the end; ``undo`` takes the last one away, and is of no effect
    where nothing stands.

    >>> standing(["seen", "liked", "not_for_me", "undo"])
    ['seen', 'liked']
    """
    said: list[str] = []
    for kind in kinds:
        if kind != UNDO:
            said = [*(one for one in said if one != kind), kind]
        elif said:
            said.pop()
    return said
