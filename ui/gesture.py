"""What a person did on the page, as the browser tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cinq.wire import MAX_EXCLUDE

View = Literal["home", "choosing", "five", "similar", "watchlist", "two", "guest"]
"""The page's views; ``guest`` is choosing for a second person."""

Action = Literal[
    "open",
    "add",
    "remove",
    "others",
    "five",
    "change",
    "restart",
    "restore",
    "home",
    "judge",
    "undo",
    "another",
    "earlier",
    "dial",
    "similar",
    "watchlist",
    "watch",
    "unwatch",
    "share",
    "unshare",
    "two",
    "guest",
    "alone",
    "give",
    "take",
    "part",
]

MAX_VALUE = 100


@dataclass(frozen=True)
class Place:
    """A view, and the film it is about where it is about one; what stands after ``#``."""

    view: View
    film_id: int | None = None

    @property
    def hash(self) -> str:
        """As the browser's address holds it: ``five``, ``similar/296``."""
        return self.view if self.film_id is None else f"{self.view}/{self.film_id}"


@dataclass(frozen=True)
class Gesture:
    """A press, a choice or a load.

    Attributes
    ----------
    action
        What shall be done.
    film_id, film_ids, value
        With what.
    skipped
        Proposals offered before and not wanted.
    place
        Where the browser stands; None when it says nothing sensible.
    """

    action: Action
    film_id: int | None = None
    film_ids: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    value: str = ""
    place: Place | None = None


def read_gesture(data: object) -> Gesture:
    """Read what the browser sent; anything malformed becomes the harmless ``open``.

    Parameters
    ----------
    data
        ``{"act": …, "film": "296", "films": "1,2", "skipped": "3,4", "value": "seen",
        "place": "five"}``; not to be trusted.
    """
    if not isinstance(data, Mapping) or data.get("act") not in get_args(Action):
        return Gesture("open")
    film_ids = _ids(data.get("film"))
    value = data.get("value")
    return Gesture(
        action=data["act"],
        film_id=film_ids[0] if film_ids else None,
        film_ids=_ids(data.get("films")),
        skipped=_ids(data.get("skipped")),
        value=value if isinstance(value, str) and len(value) <= MAX_VALUE else "",
        place=read_place(data.get("place")),
    )


def read_place(text: object) -> Place | None:
    """The place that the browser's address names; None if it names none."""
    if not isinstance(text, str):
        return None
    name, _, film = text[:60].removeprefix("#").partition("/")
    view: View | None = next((one for one in get_args(View) if one == name), None)
    if view is None:
        return None
    film_ids = _ids(film)
    if (view == "similar") != bool(film_ids):
        return None
    return Place(view, film_ids[0] if film_ids else None)


def _ids(text: object) -> tuple[int, ...]:
    """The film ids in a list such as ``"3,4"``, without repetition; the newest ones if too many."""
    if not isinstance(text, str) or len(text) > 20 * MAX_EXCLUDE:
        return ()
    words = (word for word in text.split(",") if word.isascii() and word.isdigit())
    numbers = (int(word) for word in words if len(word) < 20)
    return tuple(dict.fromkeys(n for n in numbers if n < 2**63))[-MAX_EXCLUDE:]
