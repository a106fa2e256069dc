"""Passwords: which are refused, and how they are kept."""

import pytest

from cinq.accounts.common_passwords import WORDS, is_common
from cinq.accounts.passwords import Passwords, checked_password
from cinq.errors import InvalidAccount

GOOD = "five quiet lanterns"


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x7#kQ9v!",
        "épée-à-deux-mains",
        "日本語のパスワードです",
        "ü" * 3 + "lantern",
        "a b" * 85,
    ],
)
def test_good_password_is_taken(password):
    assert checked_password(password, "Ana")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "at least 8"),
        ("lantern", "at least 8"),
        ("\ufdfa" * 100, "at most 256"),
        ("lantern " * 33, "at most 256"),
        ("x" * 10_000_000, "at most 256"),
        ("\ud800 lantern", "valid text"),
        ("password", "first that anybody tries"),
        ("Passw0rd!", "first that anybody tries"),
        ("ANA-lanterns", "does not hold the name"),
        ("lanternsana", "does not hold the name"),
    ],
)
def test_password_that_breaks_a_rule_is_told_which(password, said):
    with pytest.raises(InvalidAccount, match=said):
        checked_password(password, "Ana")


def test_short_name_may_stand_in_a_password():
    assert checked_password("quiet lanterns", "Al")


def test_password_equal_to_a_short_name_in_another_form_is_refused():
    with pytest.raises(InvalidAccount, match="name"):
        checked_password("QUIET LANTERNS", "Quiet Lanterns")


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "87654321",
        "123456789",
        "11111111",
        "19841984",
        "01011990",
        "abababab",
        "qwertyuiop",
        "asdfghjkl",
        "1q2w3e4r",
        "password123",
        "123password",
        "p4ssw0rd",
        "passwordpassword",
        "iloveyou2",
        "letmein!!",
        "starwars1977",
        "motdepasse1",
        "abcd1234",
        "qwerty123",
        "azerty123!",
    ],
)
def test_well_known_password_is_known(password):
    assert is_common(password)


@pytest.mark.parametrize("password", [GOOD, "x7#kq9v!", "31415926535897", "wohnzimmerteppich"])
def test_other_password_is_not(password):
    assert not is_common(password)


def test_list_holds_some_two_hundred_words():
    assert len(WORDS) >= 200


def test_hash_is_argon2id_at_its_documented_cost():
    hashed = Passwords().hash(GOOD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert Passwords().fits(GOOD, hashed)
    assert not Passwords().fits(GOOD + "!", hashed)
    assert not Passwords().outdated(hashed)


@pytest.fixture
def cheap() -> Passwords:
    return Passwords(memory_kib=8, passes=1)


def test_salts_differ(cheap):
    assert cheap.hash(GOOD) != cheap.hash(GOOD)


def test_password_is_compared_in_normal_form(cheap):
    hashed = cheap.hash(checked_password("cafe\u0301 lanterns", "Ana"))
    assert cheap.fits("caf\u00e9 lanterns", hashed)


def test_without_a_hash_nothing_fits(cheap):
    assert not cheap.fits("nobody's password", None)


@pytest.mark.parametrize("hashed", ["", "x", "$argon2id$broken"])
def test_damaged_hash_fits_nothing(cheap, hashed):
    assert not cheap.fits(GOOD, hashed)


def test_hash_of_another_cost_is_outdated(cheap):
    assert Passwords().outdated(cheap.hash(GOOD))
