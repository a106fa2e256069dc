import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import get_args

import pytest

from cinq.errors import AccountRule
from ui.screen import NoteKind
from ui.texts import LANGUAGES, in_number, preferred_language, texts


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name != "genres":
                yield from _flat(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{path}.{place}")
    else:
        yield path, str(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_has_its_text(language) -> None:
    assert set(texts(language).notes) == set(get_args(NoteKind))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_for_names_and_passwords_has_its_text(language) -> None:
    assert set(texts(language).account.rules) == set(get_args(AccountRule))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language) -> None:
    assert all(text for _, text in _flat(texts(language)))


def test_both_languages_fill_in_the_same_things() -> None:
    english, french = (dict(_flat(texts(language))) for language in ("en", "fr"))
    assert english.keys() == french.keys()
    differing = [
        path
        for path, text in english.items()
        if set(re.findall(r"{\w+}", text)) != set(re.findall(r"{\w+}", french[path]))
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("chosen", "accepted", "spoken"),
    [
        (None, "", "en"),
        (None, "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        (None, "de, en;q=0.5, fr;q=0.7", "fr"),
        (None, "fr;q=0, en;q=nonsense", "en"),
        ("en", "fr", "en"),
        ("xx", "fr", "fr"),
    ],
)
def test_the_language_chosen_goes_before_the_browsers(chosen, accepted, spoken) -> None:
    assert preferred_language(chosen, accepted) == spoken


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ["films", "film", "films"]), ("fr", ["film", "film", "films"])],
)
def test_words_follow_their_number(language, expected) -> None:
    assert [in_number(("film", "films"), n, language) for n in (0, 1, 2)] == expected
