"""What an API key looks like, and how it is kept.

A key is ``cinq_<prefix>_<secret>``: eight characters by which it is found and named, and 256 random
bits. Only the SHA-256 of the whole is kept. That is enough, and argon2 would be wrong here: a slow
hash makes up for passwords that people choose and others can guess, but 256 random bits cannot be
guessed at any speed, while 55 ms of processor time for each request would be a way to stop the
server. For the same reason no salt is added: no two keys are alike.
"""

import hashlib
import hmac
import secrets

from cinq.settings import KEY_PATTERN

SECRET_BYTES = 32


def new_secret() -> str:
    """Make a key that nobody has."""
    return f"cinq_{secrets.token_hex(4)}_{secrets.token_urlsafe(SECRET_BYTES)}"


def prefix_of(secret: str) -> str | None:
    """Return the part that names a key; None if this is not what a key looks like."""
    found = KEY_PATTERN.fullmatch(secret)
    return found[1] if found else None


def digest_of(secret: str) -> str:
    """Return the SHA-256 that is kept in its place."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, digest: str) -> bool:
    """Tell if a secret is the one with this digest, in a time that says nothing of where not."""
    return hmac.compare_digest(digest_of(secret), digest)
