"""A film for two: with somebody beside one, or with another account that agrees."""

from anyio.to_thread import run_sync

from cinq.accounts import TooManyAttempts, UnknownCode
from ui.gesture import Place
from ui.screen import Note
from ui.shelf import Shelf
from ui.turn import Outcome, Turn, keep_desk

TWO = Place("two")


class Pairing:
    """Codes given and taken, and their end.

    Parameters
    ----------
    shelf
        What is kept.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def two(self, turn: Turn) -> Outcome:
        """Go and see what there is for two."""
        return Outcome(turn, TWO)

    async def alone(self, turn: Turn) -> Outcome:
        """The person beside one leaves; their films can be brought back."""
        films = turn.desk.guest
        turn = turn.with_desk(guest=())
        await keep_desk(self._shelf, turn)
        return Outcome(turn, TWO, Note("parted"), films)

    async def give(self, turn: Turn) -> Outcome:
        """A code for somebody else."""
        await run_sync(self._shelf.pairs.give, turn.person)
        return Outcome(turn, TWO, Note("given"))

    async def take(self, turn: Turn) -> Outcome:
        """Somebody else's code."""
        try:
            giver = await run_sync(self._shelf.pairs.take, turn.person, turn.gesture.value)
        except UnknownCode:
            return Outcome(turn, TWO, Note("unknown_code"))
        except TooManyAttempts:
            return Outcome(turn, TWO, Note("many_codes"))
        return Outcome(turn, TWO, Note("taken", giver.name))

    async def part(self, turn: Turn) -> Outcome:
        """Nobody makes lists with this person any more."""
        await run_sync(self._shelf.pairs.end, turn.person)
        return Outcome(turn, TWO, Note("parted"))
