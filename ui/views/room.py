"""Plain pages for who is signed in, as whole HTML documents: a bar at the top, and sections."""

from datetime import datetime
from html import escape

from cinq.accounts import Person
from ui.texts import Texts
from ui.texts.mine import MineTexts
from ui.views.frame import brand, sign_out, switch


def room(words: Texts, say: MineTexts, person: Person, path: str, main: str) -> str:
    """A page; `path` is where it lies, and stands in the bar as the current one.

    Parameters
    ----------
    main
        HTML that starts with the page's heading.
    """
    places = [("/app", say.films), ("/me", say.nav)]
    if person.role == "team":
        places.append(("/team", say.team))
    ways = "".join(
        f'<a href="{to}"{_CURRENT if to == path else ""}>{escape(name)}</a>' for to, name in places
    )
    bar = (
        f'<header class="top">{brand()}<nav class="ways-bar" aria-label="{escape(say.ways)}">'
        f"{ways}</nav>{switch(words, path)}{sign_out(words)}</header>"
    )
    title = dict(places)[path]
    return document(words, title, f"{bar}<main>{main}</main>")


def document(words: Texts, title: str, body: str) -> str:
    """A whole document around HTML."""
    return f"""<!doctype html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cinq: {escape(title)}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/cinq.css">
<link rel="stylesheet" href="/static/rooms.css">
</head>
<body class="entrance room">
{body}
</body>
</html>"""


def view_trouble(words: Texts, said: str) -> str:
    """That something did not work, with the way back."""
    return document(
        words,
        said,
        f'<main class="gone"><h1>{escape(said)}</h1>'
        f'<p><a class="plain" href="/">{escape(words.entrance.way_back)}</a></p></main>',
    )


def ago(then: datetime, now: datetime, say: MineTexts) -> str:
    """How long ago something was, in words that hold in every time zone."""
    minutes = int((now - then).total_seconds() // 60)
    for n, words in (
        (minutes // 1440, say.days),
        (minutes // 60, say.hours),
        (minutes, say.minutes),
    ):
        if n > 0:
            return words[0] if n == 1 else words[1].replace("{n}", str(n))
    return say.now


def problem(text: str, name: str) -> str:
    """One line about what went wrong, to be tied to its field by `name`."""
    return f'<p class="problem" id="{name}" role="alert">{escape(text)}</p>' if text else ""


def status(text: str) -> str:
    """What was done, read aloud when the page opens."""
    return (
        f'<p class="done" role="status" tabindex="-1" autofocus>{escape(text)}</p>' if text else ""
    )


_CURRENT = ' aria-current="page"'
