"""Titles as MovieLens writes them, and as people do."""

import re
import unicodedata

FIRST_YEAR, LAST_YEAR = 1870, 2200

_YEAR = re.compile(r"(?P<title>.*\S)\s*\((?P<year>\d{4})(?:\s*[-\u2013\u2014]\s*(?:\d{4})?)?\)")
_TRAILING_ARTICLE = re.compile(r"(?P<rest>.*\S)\s*,\s*(?P<article>[^\W\d_]+'?)")
_GROUP = re.compile(r"\(([^()]*)\)")
_ALSO = re.compile(r"^a\.?k\.?a\.?\s+", re.IGNORECASE)
_ARTICLES = frozenset(
    {"the", "a", "an"}
    | {"le", "la", "les", "l'", "un", "une", "des"}
    | {"el", "los", "las", "una", "o", "os", "il", "lo", "gli", "i"}
    | {"der", "die", "das", "ein", "eine", "de", "det", "den", "en", "et", "het"}
)


def parse_title(text: str) -> tuple[str, int | None]:
    """Title in reading order, and year, of a title such as ``"Matrix, The (1999)"``.

    Articles move to the front, in a second title in parentheses too: ``"Class, The (Klass)
    (2007)"`` gives ``("The Class (Klass)", 2007)``. Of a span of years the first counts. Without a
    year in parentheses at the end the year is None.
    """
    title, year = " ".join(unicodedata.normalize("NFC", text).split()), None
    found = _YEAR.fullmatch(title)
    if found and FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        title, year = found["title"], int(found["year"])
    return _in_reading_order(title), year


def title_forms(title: str) -> list[str]:
    """The names a parsed title holds: the main one, then those in parentheses.

    ``"Amelie (Le fabuleux destin d'Amélie Poulain)"`` gives both, ``"Seven (a.k.a. Se7en)"`` gives
    ``["Seven", "Se7en"]``. A title without parentheses gives itself.
    """
    main = " ".join(_GROUP.sub(" ", title).split())
    groups = (_ALSO.sub("", group.strip(), count=1) for group in _GROUP.findall(title))
    return list(dict.fromkeys(form for form in (main or title, *groups) if form))


def _in_reading_order(title: str) -> str:
    main, bracket, rest = title.partition("(")
    groups = _GROUP.sub(lambda group: f"({_second_title(group[1].strip())})", bracket + rest)
    return f"{_article_first(main.strip())} {groups}".strip()


def _second_title(name: str) -> str:
    bare = _ALSO.sub("", name, count=1)
    return name.removesuffix(bare) + _article_first(bare)


def _article_first(name: str) -> str:
    found = _TRAILING_ARTICLE.fullmatch(name)
    if found is None or found["article"].casefold() not in _ARTICLES:
        return name
    article, rest = found["article"], found["rest"]
    if rest.casefold().startswith(article.casefold()):  # "Die, Mommie, Die" ends in no article
        return name
    return f"{article}{rest}" if article.endswith("'") else f"{article} {rest}"
