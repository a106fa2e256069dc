"""The pages in front of the door, as whole HTML documents."""

from collections.abc import Collection
from html import escape
from typing import Literal

from ui.posters import poster
from ui.texts import EntranceTexts, Texts
from ui.views.frame import brand, switch

Door = Literal["sign-up", "sign-in"]

_SHOWN = (
    ("Comet", 1982, ["Sci-Fi"]),
    ("The Long Dusk", 1951, ["Film-Noir"]),
    ("Canyon", 1968, ["Western"]),
    ("Confetti", 2009, ["Animation"]),
    ("Tides", 1994, ["Drama"]),
)
"""Films that do not exist: pictures for the welcome."""


def view_entrance(
    door: Door, words: Texts, name: str = "", problem: str = "", faulty: Collection[str] = ()
) -> str:
    """Welcome with one form: to sign up or to sign in.

    Parameters
    ----------
    name
        What was typed as the name; a password is never shown again.
    problem
        One line about what went wrong.
    faulty
        The fields that it is about: ``name``, ``password``.
    """
    say = words.entrance
    new = door == "sign-up"
    headline = "<br>".join(escape(line) for line in say.headline.split("\n"))
    posters = "".join(poster(title, year, genres) for title, year, genres in _SHOWN)
    steps = "".join(f"<li>{escape(step)}</li>" for step in say.steps)
    main = f"""<section class="welcome">
<h1>{headline}</h1>
<p class="promise">{escape(say.promise)}</p>
<div class="strip" aria-hidden="true">{posters}</div>
<ol class="steps">{steps}</ol>
</section>
{_form(say, name, problem, faulty, new=new)}"""
    title = say.sign_up if new else say.sign_in
    return document(words, title, door, switch(words, "/" if new else "/sign-in"), main)


def view_nothing(words: Texts) -> str:
    """That an address leads nowhere, with the way back."""
    say = words.entrance
    main = f"""<section class="welcome">
<h1>{escape(say.nothing_here)}</h1>
<p><a class="plain" href="/">{escape(say.way_back)}</a></p>
</section>"""
    return document(words, say.nothing_here, "nothing", switch(words, "/"), main)


def document(words: Texts, title: str, kind: str, language: str, main: str) -> str:
    """A whole HTML document.

    Parameters
    ----------
    title, kind
        Its title, and the class that its body bears.
    language, main
        HTML of the switch of language, and of what stands below the bar.
    """
    return f"""<!doctype html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cinq: {escape(title)}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/cinq.css">
<link rel="stylesheet" href="/static/journey.css">
<script src="/static/entrance.js" defer></script>
</head>
<body class="entrance {kind}">
<header class="top">{brand()}{language}</header>
<main>
{main}
</main>
</body>
</html>"""


def _form(
    say: EntranceTexts, name: str, problem: str, faulty: Collection[str], *, new: bool
) -> str:
    """The form; what went wrong stands in it and is tied to the fields that it is about."""
    action, lead, send = (
        ("/account", say.sign_up_lead, say.sign_up)
        if new
        else ("/session", say.sign_in_lead, say.sign_in)
    )
    shown = f'<p class="problem" id="problem" role="alert">{escape(problem)}</p>' if problem else ""
    name_hint = f'<small id="name-hint">{escape(say.name_hint)}</small>' if new else ""
    word_hint = f'<small id="password-hint">{escape(say.password_hint)}</small>' if new else ""
    password_kind = "new-password" if new else "current-password"
    length = ' minlength="8"' if new else ""
    other = (say.have_account, "/sign-in") if new else (say.no_account, "/")
    points = "".join(f"<li>{escape(point)}</li>" for point in say.privacy_points)
    privacy = (
        f'<p class="privacy">{escape(say.privacy)}</p><details class="privacy"><summary>'
        f"{escape(say.privacy_title)}</summary><ul>{points}</ul></details>"
        if new
        else ""
    )
    return f"""<form class="card" method="post" action="{action}">
<h2>{escape(lead)}</h2>
{shown}
<label for="name">{escape(say.name)}</label>
<input id="name" name="name" value="{escape(name)}" autocomplete="username" required
 maxlength="50" autocapitalize="none" spellcheck="false"{_tied("name", faulty, new=new)}>{name_hint}
<label for="password">{escape(say.password)}</label>
<div class="secret"><input id="password" name="password" type="password"
 autocomplete="{password_kind}" required maxlength="256"{length}
{_tied("password", faulty, new=new)}><button type="button" class="reveal" hidden
 data-reveal="password" data-show="{escape(say.show_password)}"
 data-hide="{escape(say.hide_password)}"
 aria-controls="password">{escape(say.show_password)}</button>
</div>{word_hint}
<button class="primary">{escape(send)}</button>
<p><a href="{other[1]}">{escape(other[0])}</a></p>
{privacy}
</form>"""


def _tied(field: str, faulty: Collection[str], *, new: bool) -> str:
    """Attributes that tie a field to its hint, and to what went wrong with it."""
    wrong = field in faulty
    told = [*(["problem"] if wrong else []), *([f"{field}-hint"] if new else [])]
    tied = f' aria-describedby="{" ".join(told)}"' if told else ""
    if wrong:
        tied += ' aria-invalid="true"'
    return f"{tied} autofocus" if wrong and next(iter(faulty)) == field else tied
