"""What accounts say of films, as ratings that models learn from."""

from cinq.learning.accounts import join_accounts
from cinq.learning.join import Joining, join
from cinq.learning.voices import Voices, read_voices

__all__ = ["Joining", "Voices", "join", "join_accounts", "read_voices"]
