"""What there is to say: one field per text, so that no language can lack one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from ui.texts.journey import (
    CardTexts,
    DialTexts,
    HomeTexts,
    ListTexts,
    SharedTexts,
    TwoTexts,
    WatchTexts,
)

Language = Literal["en", "fr"]

LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class EntranceTexts:
    """Welcome, sign up and sign in."""

    headline: str
    promise: str
    steps: tuple[str, str, str]
    privacy: str
    privacy_title: str
    privacy_points: tuple[str, ...]
    show_password: str
    hide_password: str
    sign_up: str
    sign_up_lead: str
    sign_in: str
    sign_in_lead: str
    name: str
    name_hint: str
    password: str
    password_hint: str
    have_account: str
    no_account: str
    unreadable_form: str
    nothing_here: str
    way_back: str


@dataclass(frozen=True)
class AccountTexts:
    """One line for each way an account cannot be made or entered.

    ``rules`` says what is wrong with a name or password, by `cinq.errors.AccountRule`; ``minutes``
    is how long to wait, for one and for ``{n}``.
    """

    name_taken: str
    rules: Mapping[str, str]
    wrong: str
    too_many: str
    too_many_accounts: str
    minutes: tuple[str, str]
    overburdened: str
    away: str
    other: str
    too_fast: str
    other_site: str
    broken: str


@dataclass(frozen=True)
class ChoosingTexts:
    """Choosing five films."""

    title: str
    lead: str
    search: str
    search_hint: str
    hits: str
    no_hits: str
    proposals: str
    others: str
    no_proposals: str
    add: str
    already: str
    tray: str
    counted: str
    remove: str
    free_place: str
    missing_one: str
    missing: str
    show: str
    restore: str


@dataclass(frozen=True)
class FiveTexts:
    """The five films that come out."""

    title: str
    lead: str
    because_one: str
    because_two: str
    popular: str
    love: str
    like: str
    chance: str
    bold: str
    score: str
    change: str
    restart: str
    chosen: str
    none: str
    popularity_lead: str


@dataclass(frozen=True)
class Texts:
    """All texts of one language; braces mark what is filled in.

    ``notes`` are said, and read aloud, after something was done; their keys are
    `ui.screen.NoteKind`. ``genres`` translates the genres of MovieLens: one that it empties is not
    shown, another one as it is. ``decimal`` is the decimal sign, ``day`` how a date is written.
    """

    language: Language
    language_name: str
    switch: str
    decimal: str
    months: tuple[str, ...]
    day: str
    brand_line: str
    hello: str
    sign_out: str
    loading: str
    simulated: str
    again: str
    ended: str
    unreachable: str
    offline: str
    unknown_year: str
    tmdb: str
    entrance: EntranceTexts
    account: AccountTexts
    choosing: ChoosingTexts
    five: FiveTexts
    card: CardTexts
    dials: DialTexts
    list: ListTexts
    home: HomeTexts
    watch: WatchTexts
    two: TwoTexts
    shared: SharedTexts
    notes: Mapping[str, str]
    genres: Mapping[str, str]

    def genre(self, genre: str) -> str:
        """The genre's name in this language."""
        return self.genres.get(genre, genre)

    def date(self, when: datetime) -> str:
        """A day as one writes it, such as "3 December 2026"."""
        return self.day.format(day=when.day, month=self.months[when.month - 1], year=when.year)
