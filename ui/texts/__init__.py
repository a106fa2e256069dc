"""Everything the page says, in English and French."""

from ui.texts.catalogue import LANGUAGES, EntranceTexts, Language, Texts
from ui.texts.choice import in_number, other_language, preferred_language, texts

__all__ = [
    "LANGUAGES",
    "EntranceTexts",
    "Language",
    "Texts",
    "in_number",
    "other_language",
    "preferred_language",
    "texts",
]
