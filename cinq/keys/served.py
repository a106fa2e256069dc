"""The keys of a server, from its settings and its database."""

from sqlalchemy import Engine

from cinq.database import utc_now
from cinq.keys.key import Key
from cinq.keys.keyring import Keyring
from cinq.keys.secret import digest_of, prefix_of
from cinq.keys.store import Keys
from cinq.settings import ApiSettings

SETTINGS_KEY = "settings"
"""Name of the key that stands in the settings."""


def keyring_of(settings: ApiSettings, engine: Engine | None) -> Keyring:
    """Return the keys of `cinq keys`, and the one of the settings, which reads and gives feedback.

    Parameters
    ----------
    engine
        Of `cinq.database.connect`; None for a Bento on its own, which takes no key but that one.
    """
    configured = []
    if settings.key is not None:
        secret = settings.key.get_secret_value()
        prefix = prefix_of(secret) or ""
        configured.append(
            Key(prefix, SETTINGS_KEY, ("read", "feedback"), digest_of(secret), utc_now())
        )
    source = Keys(engine) if engine is not None else None
    return Keyring(configured, source, settings.poll_seconds)
