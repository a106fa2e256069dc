"""Signing a hook, and checking who signed it: HMAC-SHA256 over time and body.

As Grafana's webhook contact point does it where it is given a timestamp header: the signature is
the hexadecimal HMAC of ``<unix seconds>:<body>``, both headers are sent with the body.
"""

import hashlib
import hmac

SIGNATURE_HEADER = "X-Grafana-Alerting-Signature"
"""Grafana's own name for it."""

TIMESTAMP_HEADER = "X-Grafana-Alerting-Timestamp"
"""To be given to Grafana as "timestamp header", which is empty by default."""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a body that is sent at a time, in Unix seconds."""
    signed = f"{timestamp}:".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def signed_headers(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers to send with a body."""
    return {
        SIGNATURE_HEADER: signature(secret, timestamp, body),
        TIMESTAMP_HEADER: str(timestamp),
    }


def signed_at(secret: str, body: bytes, given: str, timestamp: str) -> int | None:
    """Return when a body was signed, in Unix seconds; None if it was not, or with another secret.

    Takes the same time wherever a signature is wrong.

    Parameters
    ----------
    given, timestamp
        Both headers as they came; empty where there were none.
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return None
    right = signature(secret, int(timestamp), body)
    same = hmac.compare_digest(right.encode(), given.strip().lower().encode("utf-8", "replace"))
    return int(timestamp) if same and timestamp == str(int(timestamp)) else None


def same_token(right: str, authorization: str) -> bool:
    """Tell if an ``Authorization`` header bears this token, in a time that says nothing of it."""
    scheme, _, token = authorization.strip().partition(" ")
    same = hmac.compare_digest(
        hashlib.sha256(right.encode()).digest(),
        hashlib.sha256(token.strip().encode("utf-8", "replace")).digest(),
    )
    return same and scheme.lower() == "bearer"
