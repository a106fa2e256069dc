"""Names: what they may be, and when two are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.accounts.names import clean_name, name_hash, name_key
from cinq.errors import InvalidAccount


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ana", "Ana"),
        ("  Ana\n", "Ana"),
        ("Ana \u00a0 Lou", "Ana Lou"),
        ("\u0041\u030a", "\u00c5"),
        ("\uff21\uff4e\uff41", "Ana"),
        ("Zoë 🎬", "Zoë 🎬"),
        ("李安", "李安"),
        ("x" * 50, "x" * 50),
    ],
)
def test_name_is_shown_in_normal_form(typed, shown):
    assert clean_name(typed) == shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "at least one"),
        ("   \t ", "at least one"),
        ("x" * 51, "at most 50"),
        ("\ufdfa" * 10, "at most 50"),
        ("x" * 10_000_000, "at most 50"),
        ("a\x00b", "invisible"),
        ("a\nb", "invisible"),
        ("a\u200bb", "invisible"),
        ("a\u202eb", "invisible"),
        ("a\u2028b", "invisible"),
        ("a\ud800", "invisible"),
        ("a\ue000", "invisible"),
        ("\u3164", "invisible"),
        ("\u2800", "invisible"),
        ("\ufe0f", "invisible"),
        ("\u0301\u0301", "invisible"),
    ],
)
def test_name_that_breaks_a_rule_is_told_which(name, said):
    with pytest.raises(InvalidAccount, match=said):
        clean_name(name)


def test_names_that_differ_in_case_only_are_one():
    assert name_key("STRASSE") == name_key("straße") == name_key(" Strasse ")
    assert name_key("Ana") != name_key("Anna")


def test_names_that_differ_in_the_drawing_of_a_sign_only_are_one():
    assert clean_name("\u2764\ufe0f") == "\u2764\ufe0f"
    assert name_key("\u2764\ufe0f") == name_key("\u2764")


def test_text_that_is_no_name_has_a_hash_of_its_own():
    assert len({name_hash(text) for text in ("", "\n", "\ud800", "ana", "x" * 60)}) == 5


@given(st.text(max_size=60))
def test_normal_form_is_stable(text):
    try:
        shown = clean_name(text)
    except InvalidAccount:
        return
    assert clean_name(shown) == shown
    assert name_key(shown) == name_key(text)
    assert 1 <= len(shown) <= 50
