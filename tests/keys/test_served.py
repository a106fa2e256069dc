"""The keys that stand in the settings."""

from pydantic import SecretStr

from cinq.keys.secret import new_secret
from cinq.keys.served import TEAM_KEY, keyring_of
from cinq.settings import ApiSettings


def test_the_page_has_a_key_for_everybody_and_one_for_the_team() -> None:
    everybody, team = new_secret(), new_secret()
    settings = ApiSettings(key=SecretStr(everybody), team_key=SecretStr(team))
    keyring = keyring_of(settings, None)
    for secret, name, scopes in (
        (everybody, "settings", ("read", "feedback")),
        (team, TEAM_KEY, ("admin",)),
    ):
        key = keyring.find(secret)
        assert key is not None
        assert (key.name, key.scopes) == (name, scopes)
        assert keyring.is_live(key)


def test_without_them_nobody_has_one() -> None:
    assert keyring_of(ApiSettings(), None).find(new_secret()) is None
