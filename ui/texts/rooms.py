"""Texts of the plain pages for who is signed in, by language."""

from ui.texts.catalogue import Language
from ui.texts.english_mine import ENGLISH_MINE
from ui.texts.english_team import ENGLISH_TEAM
from ui.texts.french_mine import FRENCH_MINE
from ui.texts.french_team import FRENCH_TEAM
from ui.texts.mine import MineTexts
from ui.texts.team import TeamTexts

_MINE: dict[Language, MineTexts] = {"en": ENGLISH_MINE, "fr": FRENCH_MINE}

_TEAM: dict[Language, TeamTexts] = {"en": ENGLISH_TEAM, "fr": FRENCH_TEAM}


def mine_texts(language: Language) -> MineTexts:
    """What "My data" says."""
    return _MINE[language]


def team_texts(language: Language) -> TeamTexts:
    """What the team's view says."""
    return _TEAM[language]
