"""Which language to speak."""

from ui.texts.catalogue import LANGUAGES, Language, Texts
from ui.texts.english import ENGLISH
from ui.texts.french import FRENCH

_BY_LANGUAGE: dict[Language, Texts] = {"en": ENGLISH, "fr": FRENCH}


def texts(language: Language) -> Texts:
    """The texts of a language."""
    return _BY_LANGUAGE[language]


def other_language(language: Language) -> Language:
    """The one to switch to."""
    return "fr" if language == "en" else "en"


def preferred_language(chosen: str | None, accepted: str) -> Language:
    """The language to speak.

    Parameters
    ----------
    chosen
        What the person chose earlier, if anything.
    accepted
        The browser's ``Accept-Language`` header (RFC 9110, 12.5.4), such as ``fr-CH, en;q=0.8``.

    Returns
    -------
    Language
        The one chosen; else the accepted one of highest quality; English if none is ours.
    """
    if chosen in LANGUAGES:
        return chosen
    best: Language = "en"
    best_quality = 0.0
    for part in accepted[:500].split(","):
        tag, _, parameter = part.partition(";")
        quality = _quality(parameter)
        for language in LANGUAGES:
            if tag.strip().lower().split("-")[0] == language and quality > best_quality:
                best, best_quality = language, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def in_number(forms: tuple[str, str], n: int, language: Language) -> str:
    """The word for one thing or for many; in French nothing is in the singular, too."""
    singular = (0, 1) if language == "fr" else (1,)
    return forms[0] if n in singular else forms[1]
