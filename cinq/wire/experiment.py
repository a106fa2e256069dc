"""Which experiment an answer belongs to."""

from typing import Literal

from cinq.wire.message import Reply

Standing = Literal["served", "fallback", "moved"]


class Assigned(Reply):
    """The arm of an experiment that a subject belongs to, and whether it answered.

    ``served``: the arm answered, and the answer counts for it. ``fallback``: its model is not at
    hand, and the champion answered; nothing is counted. ``moved``: the subject's own arm has
    ended, the control, which is named, answers in its place; nothing is counted.
    """

    name: str
    arm: str
    standing: Standing
