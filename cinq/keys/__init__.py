"""API keys: what they may do, how they are kept, and the ones a server takes."""

from cinq.keys.key import SCOPES, Key, Scope
from cinq.keys.keyring import Keyring
from cinq.keys.secret import new_secret
from cinq.keys.store import Keys

__all__ = ["SCOPES", "Key", "Keyring", "Keys", "Scope", "new_secret"]
