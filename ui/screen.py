"""What the page shows at one moment: values without any markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cinq.accounts import Dials, Pairs, Share
from cinq.wire import (
    FeedbackKind,
    FilmFacts,
    FoundFilm,
    ModelAnswer,
    RecommendedFilm,
    SimilarAnswer,
    TogetherAnswer,
)
from ui.gesture import Place

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
    "liked",
    "seen",
    "not_for_me",
    "undone",
    "another",
    "earlier",
    "tuned",
    "watched",
    "watch_full",
    "unwatched",
    "shared",
    "unshared",
    "given",
    "taken",
    "parted",
    "unknown_code",
    "many_codes",
]


@dataclass(frozen=True)
class Note:
    """Something to say after an action; ``film`` is the title, or the name, that it is about."""

    kind: NoteKind
    film: str = ""


@dataclass(frozen=True)
class Judged:
    """A film that stood in a place before it was judged."""

    film: FilmFacts
    kind: FeedbackKind


@dataclass(frozen=True)
class Five:
    """Films for one person.

    Attributes
    ----------
    films
        In their places; fewer than five where there are no more.
    by_popularity
        Whether they are what most people love, since nothing is known of the person.
    judged
        By place, 0 to 4: what was judged there last and can be taken back.
    dials
        How the list is asked for.
    genres
        Those that can be asked for.
    n_liked
        How many films that came out were liked, and count beside the favourites.
    share
        The link that shows this list or an earlier one; None without one.
    can_go_back
        Whether the five before are still known.
    """

    films: tuple[RecommendedFilm, ...]
    by_popularity: bool = False
    judged: Mapping[int, Judged] = field(default_factory=dict)
    dials: Dials = field(default_factory=Dials)
    genres: tuple[str, ...] = ()
    n_liked: int = 0
    share: Share | None = None
    can_go_back: bool = False


@dataclass(frozen=True)
class Two:
    """A film for two.

    Attributes
    ----------
    pairs
        Codes given and taken.
    answer
        Films for both; None while nobody else takes part.
    """

    pairs: Pairs = field(default_factory=Pairs)
    answer: TogetherAnswer | None = None


@dataclass(frozen=True)
class Screen:
    """Everything on the page at one moment.

    Attributes
    ----------
    name
        The person's name.
    place
        Which view it is.
    chosen, guest
        The favourites of the person, and of a second one, in the order chosen, at most
        `N_FAVOURITES`.
    proposals
        Films offered; None when the API could not be asked.
    skipped
        Ids of films offered before and not wanted, newest last.
    five, similar, two, watchlist
        What the views of these names show.
    watched
        Ids of the films on the watchlist.
    model
        The model that answers, for the scale of its scores; None when it was never reached.
    restorable
        Ids that "undo" brings back.
    trouble
        Whether the API could not be reached.
    lost
        Whether the gesture could therefore not be carried out.
    of_team
        Whether the person may see the team's view.
    """

    name: str
    place: Place = field(default_factory=lambda: Place("choosing"))
    chosen: tuple[FilmFacts, ...] = ()
    guest: tuple[FilmFacts, ...] = ()
    proposals: tuple[FilmFacts, ...] | None = ()
    skipped: tuple[int, ...] = ()
    five: Five | None = None
    similar: SimilarAnswer | None = None
    two: Two | None = None
    watchlist: tuple[FilmFacts, ...] = ()
    watched: frozenset[int] = frozenset()
    model: ModelAnswer | None = None
    note: Note | None = None
    restorable: tuple[int, ...] = ()
    trouble: bool = False
    lost: bool = False
    of_team: bool = False

    @property
    def picks(self) -> tuple[FilmFacts, ...]:
        """Those who choose at the moment: the person's films, or the second person's."""
        return self.guest if self.place.view == "guest" else self.chosen

    @property
    def complete(self) -> bool:
        """Whether all favourites are chosen."""
        return len(self.picks) >= N_FAVOURITES

    @property
    def choosing(self) -> bool:
        """Whether films are being chosen."""
        return self.place.view in ("choosing", "guest")


@dataclass(frozen=True)
class Found:
    """What a search brought; ``films`` is None when the API could not be asked."""

    query: str
    films: tuple[FoundFilm, ...] | None = ()
    chosen: frozenset[int] = field(default_factory=frozenset)
