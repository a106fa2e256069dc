"""What a name may be, and when two names are the same."""

import hashlib
import unicodedata

from cinq.errors import InvalidAccount

MAX_NAME = 50
"""Characters of a name."""

_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")
"""Characters that take part in text, as Unicode has it, but show nothing."""

_STYLES = dict.fromkeys((*range(65024, 65040), *range(917760, 918000)))
"""Variation selectors: they only choose how the character before them is drawn."""


def clean_name(name: str) -> str:
    """Return a name as it is shown: normalised (NFKC), trimmed, single blanks inside.

    Raises
    ------
    InvalidAccount
        If it is empty, longer than 50 characters, or holds characters that cannot be seen.
    """
    if len(name) > 4 * MAX_NAME:
        raise InvalidAccount(f"a name has at most {MAX_NAME} characters: shorten it", "name_long")
    shown = unicodedata.normalize("NFKC", name).strip()
    if not shown:
        raise InvalidAccount("a name has at least one character: choose one", "name_empty")
    if any(map(_unseen, shown)) or all(unicodedata.category(one)[0] in "MZ" for one in shown):
        raise InvalidAccount(
            "a name has no control or invisible characters: leave them out", "name_unseen"
        )
    shown = " ".join(shown.split())
    if len(shown) > MAX_NAME:
        raise InvalidAccount(f"a name has at most {MAX_NAME} characters: shorten it", "name_long")
    return shown


def name_key(name: str) -> str:
    """Return what is compared: two names with one key are the same name, whatever their case."""
    return unicodedata.normalize("NFKC", clean_name(name).casefold().translate(_STYLES))


def name_hash(name: str) -> str:
    """Return a SHA-256 to count attempts by, also of text that is no name."""
    try:
        key = name_key(name)
    except InvalidAccount:
        key = "\n" + name
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("C") or category in ("Zl", "Zp") or character in _BLANK
