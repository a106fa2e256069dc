"""Texts of the plain pages for who is signed in, by language."""

from ui.texts.catalogue import Language
from ui.texts.english_mine import ENGLISH_MINE
from ui.texts.french_mine import FRENCH_MINE
from ui.texts.mine import MineTexts

_MINE: dict[Language, MineTexts] = {"en": ENGLISH_MINE, "fr": FRENCH_MINE}


def mine_texts(language: Language) -> MineTexts:
    """What "My data" says."""
    return _MINE[language]
