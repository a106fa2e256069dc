"""How what people say here becomes ratings to learn from."""

from typing import Annotated

from pydantic import Field

from cinq.hyperparameters import Count, Section

Part = Annotated[float, Field(ge=0, le=1)]


class LearningSettings(Section):
    """Who is learned from, what a word is worth, and how much one person can say.

    ``favourite`` and ``liked`` are places between the least liked rating (0) and the top of the
    scale (1), ``not_for_me`` one between its bottom (0) and the least liked rating (1).
    ``subjects`` takes also what programs tell of people of their own, who were asked for consent
    by nobody here.
    """

    accounts: bool = True
    subjects: bool = False
    favourite: Part = 0.5
    liked: Part = 0.0
    not_for_me: Part = 0.3
    min_opinions: Count = 5
    max_opinions: Count = 100
    min_age_hours: Annotated[float, Field(ge=0)] = 24.0
    max_film_share: Annotated[float, Field(ge=0, lt=1)] = 0.5
    free_film_opinions: Annotated[int, Field(ge=0)] = 3
