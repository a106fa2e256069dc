"""Who is in which arm: a pure function of the subject's name, the salt and the weights.

A subject is a point of a circle of 2**64 points, drawn by a keyed hash (BLAKE2b, keyed with the
salt's own hash), and an arm is an interval of it. So the same subject is always in the same arm,
on every machine and in every process, nothing has to be kept, and experiments of different salts
are independent of each other.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

POINTS = 2**64


def point_of(subject: str, salt: str) -> int:
    """A subject's point, 0 to 2**64 - 1."""
    return _point(subject, _key(salt))


def bounds(weights: Mapping[str, int]) -> list[int]:
    """Where each arm's interval ends (its last point plus one), in the order of `weights`.

    Exact whole numbers: with weights w of sum W, the i-th is ⌊2**64 · (w_1 + … + w_i) / W⌋, so that
    an arm's chance is w_i / W to within 2**-64. When weights change, an interval's ends move by no
    more than the weights before them did: of two arms exactly the fewest subjects change sides.
    """
    total = sum(weights.values())
    return [POINTS * reached // total for reached in accumulate(weights.values())]


class Assignment:
    """Assigns subjects of one experiment; some 1.5 µs each.

    Parameters
    ----------
    salt
        At least one character.
    weights
        Positive whole numbers by arm; their order counts.
    """

    def __init__(self, salt: str, weights: Mapping[str, int]) -> None:
        self._key = _key(salt)
        self._arms = list(weights)
        self._bounds = bounds(weights)

    def arm_of(self, subject: str) -> str:
        """The subject's arm.

        >>> half = Assignment("a salt", {"A": 1, "B": 1})
        >>> [half.arm_of(subject) for subject in ("ana", "lea", "ana")]
        ['A', 'B', 'A']
        """
        return self._arms[bisect_right(self._bounds, _point(subject, self._key))]


def _key(salt: str) -> bytes:
    return hashlib.blake2b(salt.encode(), digest_size=32, person=b"cinq.experiment").digest()


def _point(subject: str, key: bytes) -> int:
    digest = hashlib.blake2b(subject.encode(), digest_size=8, key=key).digest()
    return int.from_bytes(digest, "big")
