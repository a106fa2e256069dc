"""How titles are brought to one form, so that case, accents, articles and signs do not matter."""

import re
import unicodedata

from rapidfuzz.distance import OSA

from cinq.data.titles import title_forms

_LEADING = frozenset(
    {"the", "a", "an", "le", "la", "les", "l", "un", "une", "el", "los", "las", "il"}
)
_TRAILING = _LEADING | {"der", "die", "das", "de", "het", "den", "det", "ein", "eine", "gli", "lo"}

_ELIDED = re.compile(r"\b([ldjnsctm]|qu)['\u2019`]", re.IGNORECASE)
_APOSTROPHE = re.compile(r"['\u2019`]")
_OTHER = re.compile(r"[^\w]+|_+")
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d"})
_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")
_NUMERALS = {"ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_ARTICLE_SLIP = 1
_YEAR = re.compile(r"^(.*\S)\s*(?:\((\d{4})\)|[\s,]\s*(\d{4}))\s*$")


def plain(text: str) -> str:
    """Words in lower case without accents or signs, one space between them.

    >>> plain("R.I.P.D.: L'Été")
    'ripd l ete'
    """
    text = _ELIDED.sub(r"\1 ", _INITIALS.sub(r"\1", text))
    text = _APOSTROPHE.sub("", text).replace("&", " and ").casefold().translate(_LIGATURES)
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _OTHER.sub(" ", bare).strip()


def key(title: str) -> str:
    """What two titles share if they agree apart from case, accents, signs, article and numerals.

    >>> key("Matrix, The") == key("the MATRIX") == "matrix"
    True
    >>> key("Cité des enfants perdus, La")
    'cite des enfants perdus'
    >>> key("Rocky III") == key("rocky 3")
    True
    """
    front, comma, article = title.strip().rpartition(",")
    words = plain(title).split()
    if comma and front.strip() and plain(article) in _TRAILING:
        words = plain(front).split()
    if len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    return " ".join([*words[:1], *(_NUMERALS.get(word, word) for word in words[1:])])


def keys(title: str) -> tuple[str, ...]:
    """Keys of a title and of the other titles in its parentheses, the title itself first.

    >>> keys("Seven (a.k.a. Se7en)")
    ('seven', 'se7en')
    """
    found = tuple(dict.fromkeys(filter(None, map(key, title_forms(title)))))
    return found or (title.strip().casefold(),)


def without_slipped_article(key: str) -> str | None:
    """A key without the "the" at its beginning that was misspelled or joined; None without one.

    >>> without_slipped_article("teh matrix")
    'matrix'
    >>> without_slipped_article("thematrix")
    'matrix'
    >>> without_slipped_article("heat") is None
    True
    """
    first, _, rest = key.partition(" ")
    if rest and OSA.distance(first, "the", score_cutoff=_ARTICLE_SLIP) <= _ARTICLE_SLIP:
        return rest
    joined = key.removeprefix("the")
    return joined if len(joined) > 2 and joined != key and joined[0] != " " else None


def split_year(query: str) -> tuple[str, int | None]:
    """A query without the year at its end, and that year.

    >>> split_year("Solaris (1972)")
    ('Solaris', 1972)
    >>> split_year("1984")
    ('1984', None)
    """
    match = _YEAR.match(query)
    if match is None:
        return query, None
    return match[1], int(match[2] or match[3])
