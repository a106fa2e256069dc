"""My data: what is kept of somebody, and what they can do with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Literal

from cinq.accounts import MAX_PASSWORD, MIN_PASSWORD, Consent, OpenSession, Person
from ui.texts import Language, Texts, in_number
from ui.texts.mine import MineTexts
from ui.views.room import ago, document, problem, room, status

Part = Literal["password", "delete"]
"""The form that something went wrong with."""


@dataclass(frozen=True)
class Mine:
    """Everything that the view shows.

    Attributes
    ----------
    kept
        How much of each kind is kept, by the key of the export.
    done
        What was done just now; a key of `MineTexts.done`, or empty.
    wrong
        One line about what went wrong, and with which form.
    """

    person: Person
    kept: Mapping[str, int]
    sessions: Sequence[OpenSession]
    consent: Consent
    now: datetime
    done: str = ""
    wrong: tuple[Part, str] | None = None


def counted(export: Mapping[str, Any], kinds: Iterable[str]) -> dict[str, int]:
    """How much of each kind an export holds: entries, those of all data sets together."""
    found = {}
    for kind in kinds:
        held = export.get(kind, ())
        lists = list(held.values()) if isinstance(held, Mapping) else [held]
        found[kind] = sum(len(one) for one in lists)
    return found


def view_mine(mine: Mine, words: Texts, say: MineTexts) -> str:
    """The page."""
    lead = escape(say.lead).replace("{name}", f"<bdi>{escape(mine.person.name)}</bdi>")
    sections = (
        _kept(mine, words.language, say),
        _learning(mine, say),
        _sessions(mine, say),
        _password(mine, say),
        _delete(mine, say),
    )
    main = (
        f'<div class="lead"><h1>{escape(say.title)}</h1><p>{lead}</p></div>'
        f"{status(say.done.get(mine.done, ''))}"
        f'<div class="sections">{"".join(sections)}</div>'
    )
    return room(words, say, mine.person, "/me", main)


def view_gone(words: Texts, say: MineTexts) -> str:
    """That the account is deleted."""
    return document(
        words,
        say.gone_title,
        f'<main class="gone"><h1>{escape(say.gone_title)}</h1><p>{escape(say.gone)}</p>'
        f'<p><a class="plain" href="/">{escape(say.gone_again)}</a></p></main>',
    )


def _section(name: str, title: str, inside: str, kind: str = "") -> str:
    return (
        f'<section class="card {kind}" aria-labelledby="{name}"><h2 id="{name}">{escape(title)}'
        f"</h2>{inside}</section>"
    )


def _kept(mine: Mine, language: Language, say: MineTexts) -> str:
    rows = "".join(
        f"<li><b>{mine.kept[kind]}</b> {escape(in_number(forms, mine.kept[kind], language))}</li>"
        for kind, forms in say.kept.items()
    )
    inside = (
        f'<p>{escape(say.kept_lead)}</p><ul class="kept">{rows}</ul>'
        f'<p><a class="plain" href="/me/export" download>{escape(say.export)}</a></p>'
        f"<p><small>{escape(say.export_hint)}</small></p>"
    )
    return _section("kept", say.kept_title, inside)


def _learning(mine: Mine, say: MineTexts) -> str:
    given = bool(mine.consent.given)
    stands, ask, answer = (
        (say.learning_yes, say.learning_forbid, "no")
        if given
        else (say.learning_no, say.learning_allow, "yes")
    )
    inside = (
        f"<p>{escape(say.learning_lead)}</p>"
        f'<p class="stands"><span class="lamp {"on" if given else ""}" aria-hidden="true"></span>'
        f"{escape(stands)}</p>"
        f'<form method="post" action="/me/consent"><button class="plain" name="given" '
        f'value="{answer}">{escape(ask)}</button></form>'
    )
    return _section("learning", say.learning_title, inside)


def _sessions(mine: Mine, say: MineTexts) -> str:
    rows = "".join(_session(one, mine.now, say) for one in mine.sessions)
    others = ""
    if any(not one.current for one in mine.sessions):
        others = (
            '<form method="post" action="/me/sessions/end-others"><button class="plain">'
            f"{escape(say.end_others)}</button></form>"
        )
    inside = f'<p>{escape(say.sessions_lead)}</p><ul class="sessions">{rows}</ul>{others}'
    return _section("sessions", say.sessions_title, inside)


def _session(one: OpenSession, now: datetime, say: MineTexts) -> str:
    device, when = one.device or say.unknown_device, ago(one.seen_at, now, say)
    seen = say.seen.replace("{when}", when)
    if one.current:
        return (
            f"<li><span><b>{escape(device)}</b><small>{escape(seen)}</small></span>"
            f'<em class="tag">{escape(say.this_one)}</em></li>'
        )
    name = say.end_named.replace("{device}", device).replace("{when}", when)
    return (
        f"<li><span><b>{escape(device)}</b><small>{escape(seen)}</small></span>"
        f'<form method="post" action="/me/sessions/end"><button class="plain" name="id" '
        f'value="{escape(one.id)}" aria-label="{escape(name)}">{escape(say.end)}</button>'
        "</form></li>"
    )


def _password(mine: Mine, say: MineTexts) -> str:
    wrong = _wrong(mine, "password")
    invalid, tied = _tied(wrong, "password-problem")
    inside = (
        f"<p>{escape(say.password_lead)}</p>"
        f'<form method="post" action="/me/password">{problem(wrong, "password-problem")}'
        f"{_whose(mine)}"
        f'<label for="current">{escape(say.current_password)}</label>'
        f'<input id="current" name="current" type="password" autocomplete="current-password" '
        f'required maxlength="{MAX_PASSWORD}"{invalid} aria-describedby="{tied}">'
        f'<label for="new">{escape(say.new_password)}</label>'
        f'<input id="new" name="new" type="password" autocomplete="new-password" required '
        f'minlength="{MIN_PASSWORD}" maxlength="{MAX_PASSWORD}"{invalid} '
        f'aria-describedby="{tied}new-hint"><small id="new-hint">{escape(say.password_hint)}'
        f'</small><button class="primary">{escape(say.change_password)}</button></form>'
    )
    return _section("password", say.password_title, inside)


def _delete(mine: Mine, say: MineTexts) -> str:
    wrong = _wrong(mine, "delete")
    invalid, tied = _tied(wrong, "delete-problem")
    inside = (
        f'<p>{escape(say.delete_lead)}</p><form method="post" action="/me/delete">'
        f"{problem(wrong, 'delete-problem')}{_whose(mine)}"
        f'<label for="again">{escape(say.current_password)}</label>'
        f'<input id="again" name="password" type="password" autocomplete="current-password" '
        f'required maxlength="{MAX_PASSWORD}"{invalid} aria-describedby="{tied}">'
        f'<label class="tick"><input type="checkbox" name="sure" value="yes" required>'
        f"{escape(say.delete_sure)}</label>"
        f'<button class="plain danger">{escape(say.delete)}</button></form>'
    )
    return _section("delete", say.delete_title, inside, "grave")


def _whose(mine: Mine) -> str:
    """The name, for password managers, which ask whose password it is."""
    return (
        f'<input name="name" value="{escape(mine.person.name)}" autocomplete="username" '
        "readonly hidden>"
    )


def _wrong(mine: Mine, part: Part) -> str:
    return mine.wrong[1] if mine.wrong and mine.wrong[0] == part else ""


def _tied(wrong: str, name: str) -> tuple[str, str]:
    return (' aria-invalid="true"', f"{name} ") if wrong else ("", "")
