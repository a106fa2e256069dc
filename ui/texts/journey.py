"""What there is to say after five films are chosen: one field per text, as in the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CardTexts:
    """On the card of a film."""

    judge: str
    liked: str
    seen: str
    not_for_me: str
    similar: str
    watch: str
    watched: str
    stood: Mapping[str, str]
    undo: str
    undo_named: str
    shares: str
    shares_sum: str


@dataclass(frozen=True)
class DialTexts:
    """The dials of a list; ``degrees`` go from familiar to surprising."""

    title: str
    mood: str
    degrees: tuple[str, str, str, str]
    period: str
    period_from: str
    period_to: str
    any_time: str
    before: str
    decade: str
    genres: str
    reset: str


@dataclass(frozen=True)
class ListTexts:
    """Around the list of five."""

    lead_liked_one: str
    lead_liked: str
    another: str
    earlier: str
    fewer: str
    share: str
    share_title: str
    share_lead: str
    share_old: str
    share_anew: str
    share_link: str
    share_until: str
    copy: str
    copied: str
    unshare: str


@dataclass(frozen=True)
class HomeTexts:
    """Home of a returning person, and the bar at the top."""

    title: str
    lead: str
    five: str
    see_five: str
    watchlist: str
    see_watchlist: str
    favourites: str
    two: str
    two_lead: str
    two_go: str
    data: str
    data_lead: str
    nav: str
    nav_home: str
    nav_five: str
    nav_watchlist: str
    nav_two: str


@dataclass(frozen=True)
class WatchTexts:
    """The watchlist, and films like a film."""

    title: str
    lead: str
    empty: str
    remove: str
    put_back: str
    similar_title: str
    similar_lead: str
    similar_none: str
    back: str


@dataclass(frozen=True)
class TwoTexts:
    """A film for two."""

    title: str
    lead: str
    here: str
    here_lead: str
    here_go: str
    here_more: str
    here_change: str
    apart: str
    apart_lead: str
    give: str
    code: str
    code_lead: str
    take: str
    take_go: str
    takers: str
    part: str
    found_here: str
    found_with: str
    you: str
    guest: str
    fit: str
    because_one: str
    because_two: str
    alone: str
    choose_title: str
    choose_lead: str
    tray: str
    show: str
    none: str


@dataclass(frozen=True)
class SharedTexts:
    """A list that somebody shows to others."""

    title: str
    lead: str
    try_it: str
    gone: str
    gone_lead: str
