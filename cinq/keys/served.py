"""The keys of a server, from its settings and its database."""

from pydantic import SecretStr
from sqlalchemy import Engine

from cinq.database import utc_now
from cinq.keys.key import Key, Scope
from cinq.keys.keyring import Keyring
from cinq.keys.secret import digest_of, prefix_of
from cinq.keys.store import Keys
from cinq.settings import ApiSettings

SETTINGS_KEY, TEAM_KEY = "settings", "page for the team"
"""Names of the keys that stand in the settings."""


def keyring_of(settings: ApiSettings, engine: Engine | None) -> Keyring:
    """Return the keys of `cinq keys`, and those of the settings.

    One of these reads and gives feedback, the other is for admins.

    Parameters
    ----------
    engine
        Of `cinq.database.connect`; None for a Bento on its own, which takes no keys but those.
    """
    configured = []
    told: tuple[tuple[str, SecretStr | None, tuple[Scope, ...]], ...] = (
        (SETTINGS_KEY, settings.key, ("read", "feedback")),
        (TEAM_KEY, settings.team_key, ("admin",)),
    )
    for name, key, scopes in told:
        if key is not None:
            secret = key.get_secret_value()
            prefix = prefix_of(secret) or ""
            configured.append(Key(prefix, name, scopes, digest_of(secret), utc_now()))
    source = Keys(engine) if engine is not None else None
    return Keyring(configured, source, settings.poll_seconds)
