"""What the page shows, and what a person did on it: values without any markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from cinq.wire import MAX_EXCLUDE, Answer, FilmFacts, FoundFilm, ModelAnswer

N_FAVOURITES = 5

NoteKind = Literal[
    "added",
    "completed",
    "removed",
    "twice",
    "full",
    "gone",
    "dropped",
    "emptied",
    "restored",
    "others",
    "five",
    "unreachable",
]


@dataclass(frozen=True)
class Note:
    """Something to say after an action; ``film`` is the title it is about."""

    kind: NoteKind
    film: str = ""


@dataclass(frozen=True)
class Screen:
    """Everything on the page at one moment.

    Attributes
    ----------
    name
        The person's name.
    chosen
        Their favourites, in the order chosen, at most `N_FAVOURITES`.
    proposals
        Films offered; None when the API could not be asked.
    skipped
        Ids of films offered before and not wanted, newest last.
    answer
        The films that come out; None while choosing.
    model
        The model that answers, for the scale of its scores; None when it was never reached.
    restorable
        Ids that "undo" brings back.
    trouble
        Whether the API could not be reached.
    """

    name: str
    chosen: tuple[FilmFacts, ...] = ()
    proposals: tuple[FilmFacts, ...] | None = ()
    skipped: tuple[int, ...] = ()
    answer: Answer | None = None
    model: ModelAnswer | None = None
    note: Note | None = None
    restorable: tuple[int, ...] = ()
    trouble: bool = False

    @property
    def complete(self) -> bool:
        """Whether all favourites are chosen."""
        return len(self.chosen) >= N_FAVOURITES


@dataclass(frozen=True)
class Found:
    """What a search brought; ``films`` is None when the API could not be asked."""

    query: str
    films: tuple[FoundFilm, ...] | None = ()
    chosen: frozenset[int] = field(default_factory=frozenset)


Action = Literal["open", "add", "remove", "others", "five", "change", "restart", "restore"]


@dataclass(frozen=True)
class Gesture:
    """A click, as the browser tells it."""

    action: Action
    film_id: int | None = None
    film_ids: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()


def read_gesture(data: object) -> Gesture:
    """Read what the browser sent; anything malformed becomes the harmless ``open``.

    Parameters
    ----------
    data
        ``{"act": …, "film": "296", "films": "1,2", "skipped": "3,4"}``; not to be trusted.
    """
    if not isinstance(data, Mapping) or data.get("act") not in get_args(Action):
        return Gesture("open")
    film_ids = _ids(data.get("film"))
    return Gesture(
        action=data["act"],
        film_id=film_ids[0] if film_ids else None,
        film_ids=_ids(data.get("films")),
        skipped=_ids(data.get("skipped")),
    )


def _ids(text: object) -> tuple[int, ...]:
    """The film ids in a list such as ``"3,4"``, without repetition; the newest ones if too many."""
    if not isinstance(text, str) or len(text) > 20 * MAX_EXCLUDE:
        return ()
    words = (word for word in text.split(",") if word.isascii() and word.isdigit())
    numbers = (int(word) for word in words if len(word) < 20)
    return tuple(dict.fromkeys(n for n in numbers if n < 2**63))[-MAX_EXCLUDE:]
