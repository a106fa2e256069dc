"""Keys as they are made, kept, listed and revoked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cinq.database import reading
from cinq.errors import ApiKeyError
from cinq.keys.secret import digest_of, matches, new_secret, prefix_of
from cinq.keys.tables import KeyRow
from cinq.settings import KEY_PATTERN


def test_a_key_is_named_by_its_prefix_and_no_two_are_alike():
    made = {new_secret() for _ in range(200)}
    assert len({prefix_of(secret) for secret in made}) == 200
    assert all(KEY_PATTERN.fullmatch(secret) for secret in made)


@pytest.mark.parametrize("no_key", ["", "cinq_", "cinq_0123456z_" + "a" * 43, "a" * 57, "é" * 57])
def test_what_does_not_look_like_a_key_has_no_prefix(no_key):
    assert prefix_of(no_key) is None


def test_a_secret_matches_its_own_digest_only():
    one, other = new_secret(), new_secret()
    assert matches(one, digest_of(one))
    assert not matches(other, digest_of(one))
    assert not matches(one[:-1], digest_of(one))


def test_only_a_hash_of_the_secret_is_kept(keys, engine, tmp_path):
    key, secret = keys.make("page", ["feedback", "read", "read"])
    assert key.scopes == ("read", "feedback")
    with reading(engine) as session:
        (row,) = session.scalars(select(KeyRow))
    assert row.digest == digest_of(secret)
    random = secret.split("_", 2)[2].encode()
    assert random not in (tmp_path / "cinq.db").read_bytes()


def test_keys_are_listed_newest_first_with_their_state(keys, clock):
    keys.make("old", ["read"], lasts=timedelta(days=1))
    clock.pass_by(days=2)
    keys.make("new", ["admin"])
    keys.revoke("new")
    assert [(key.name, key.state(clock())) for key in keys.list()] == [
        ("new", "revoked"),
        ("old", "expired"),
    ]


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 61, "-x", "[red]"])
def test_a_name_that_would_spoil_a_log_is_refused(keys, name):
    with pytest.raises(ApiKeyError, match="cannot be called"):
        keys.make(name, ["read"])


def test_an_unknown_scope_is_named(keys):
    with pytest.raises(ApiKeyError, match="no scope write: take read, feedback, admin"):
        keys.make("page", ["read", "write"])
    with pytest.raises(ApiKeyError, match="needs a scope"):
        keys.make("page", [])


def test_a_name_is_taken_until_its_key_is_revoked_or_has_expired(keys, clock):
    keys.make("page", ["read"], lasts=timedelta(days=1))
    with pytest.raises(ApiKeyError, match="there is a key page already"):
        keys.make("page", ["read"])
    clock.pass_by(days=1)
    second, _ = keys.make("page", ["read"])
    assert keys.revoke("page").prefix == second.prefix
    keys.make("page", ["read"])


def test_a_key_is_revoked_by_prefix_or_name_and_once(keys):
    key, _ = keys.make("page", ["read"])
    assert keys.revoke(key.prefix).revoked_at is not None
    for which in (key.prefix, "page", "nobody"):
        with pytest.raises(ApiKeyError, match="no key"):
            keys.revoke(which)


def test_the_last_use_is_kept_to_the_hour(keys, clock):
    key, _ = keys.make("page", ["read"])
    keys.note_used(key.prefix, clock())
    first = clock()
    clock.pass_by(minutes=59)
    keys.note_used(key.prefix, clock())
    assert keys.list()[0].used_at == first
    clock.pass_by(minutes=2)
    keys.note_used(key.prefix, clock())
    assert keys.list()[0].used_at == clock()
