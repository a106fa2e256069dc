"""What a password may be, and how it is kept.

Rules follow NIST SP 800-63B (length, no composition rules, no well-known ones); the cost of a
hash follows the argon2id profile of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes.
"""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cinq.accounts.common_passwords import is_common
from cinq.accounts.names import name_key
from cinq.errors import InvalidAccount

MIN_PASSWORD = 8
MAX_PASSWORD = 256
"""Characters of a password after normalisation (NFKC)."""

MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
MAX_HASHES_AT_ONCE = 4
"""Hashes made at the same time in one process: each takes `MEMORY_KIB`."""


def checked_password(password: str, name: str) -> str:
    """Return a new password in normal form.

    Raises
    ------
    InvalidAccount
        If it is shorter than 8 or longer than 256 characters, well known, or holds the name.
    """
    normal = _normal(password)
    if normal is None or len(normal) > MAX_PASSWORD:
        raise InvalidAccount(
            f"a password has at most {MAX_PASSWORD} characters of valid text: shorten it",
            "password_long",
        )
    if len(normal) < MIN_PASSWORD:
        raise InvalidAccount(
            f"a password has at least {MIN_PASSWORD} characters: lengthen it", "password_short"
        )
    folded, key = normal.casefold(), name_key(name)
    if folded == key or (len(key) >= 3 and key in folded):
        raise InvalidAccount(
            "a password does not hold the name: choose another", "password_has_name"
        )
    if is_common(folded):
        raise InvalidAccount(
            "this password is among the first that anybody tries: choose another",
            "password_common",
        )
    return normal


class Passwords:
    """Makes and checks argon2id hashes, a few at a time.

    Parameters
    ----------
    memory_kib, passes, lanes
        The cost of one hash; about 50 ms as they stand. Only tests lower it.
    """

    def __init__(
        self, memory_kib: int = MEMORY_KIB, passes: int = PASSES, lanes: int = LANES
    ) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=lanes, hash_len=32, salt_len=16
        )
        self._turns = threading.BoundedSemaphore(MAX_HASHES_AT_ONCE)
        self._nobody: str | None = None

    def hash(self, normal: str) -> str:
        """Hash a password that `checked_password` gave; the salt is new each time."""
        with self._turns:
            return self._hasher.hash(normal)

    def fits(self, password: str, hashed: str | None) -> bool:
        """Tell if a password is the one that was hashed.

        Without a hash the same work is done for nothing, so that the time of an answer does not
        tell which names exist.
        """
        normal = _normal(password)
        if self._nobody is None:
            self._nobody = self.hash("nobody's password")
        with self._turns:
            try:
                self._hasher.verify(hashed or self._nobody, normal or "")
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None and normal is not None

    def rehash(self, password: str) -> str:
        """Hash a password that has just been found to fit."""
        return self.hash(_normal(password) or "")

    def outdated(self, hashed: str) -> bool:
        """Tell if a hash was made at another cost, and should be made anew."""
        return self._hasher.check_needs_rehash(hashed)


def _normal(password: str) -> str | None:
    """Return the normal form; None where the text is far too long or no valid Unicode."""
    if len(password) > 4 * MAX_PASSWORD:
        return None
    try:
        password.encode()
    except UnicodeEncodeError:
        return None
    return unicodedata.normalize("NFKC", password)
