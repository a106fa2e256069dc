"""One way to speak: rich in a terminal, plain lines anywhere else, JSON where asked for."""

import json
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from rich.console import Console, RenderableType
from rich.prompt import IntPrompt
from rich.status import Status
from rich.table import Table


class Terminal:
    """Where a command tells people what it does.

    Parameters
    ----------
    json_output
        Answer with one JSON document; progress then goes to standard error.
    """

    def __init__(self, *, json_output: bool = False) -> None:
        self.json_output = json_output
        # the streams are kept: frameworks' prints are sent to the log while a command works
        self._out = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        side = sys.stderr if json_output else sys.stdout
        self._side = Console(file=side, highlight=False, soft_wrap=True)
        self._errors = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._status: Status | None = None
        self._started = time.monotonic()
        self._last = ""

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return self._out.is_terminal and sys.stdin.isatty() and not self.json_output

    def __enter__(self) -> Self:
        """Start counting the seconds that progress lines show."""
        self._started = time.monotonic()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the spinner away."""
        self._settle()

    def say(self, line: str) -> None:
        """Tell something that stays on the screen."""
        self._settle()
        self._side.print(line, markup=False)

    def warn(self, line: str) -> None:
        """Tell something that somebody may have to act on."""
        self._settle()
        self._errors.print(line, markup=False, style="yellow")

    def fail(self, line: str) -> None:
        """Tell in one line what is wrong and what to do."""
        self._settle()
        self._errors.print(line, markup=False, style="red")

    def progress(self, message: str, fraction: float | None = None) -> None:
        """Tell what is being done; a message that only moves its fraction is one line.

        Parameters
        ----------
        message
            What is being done.
        fraction
            The part done, from 0 to 1; None where nobody knows.
        """
        seconds = time.monotonic() - self._started
        if message != self._last:
            self._last = message
            self.say(f"{seconds:6.1f} s  {message}")
        if self._side.is_terminal and fraction is not None and fraction < 1:
            shown = f"{message} {fraction:.0%}"
            if self._status is None:
                self._status = self._side.status(shown)
                self._status.start()
            self._status.update(shown)

    def answer(self, document: Any, table: RenderableType) -> None:
        """Give the command's result: the document where JSON was asked for, else the table."""
        self._settle()
        if self.json_output:
            self._out.print(
                json.dumps(document, ensure_ascii=False, indent=2, default=str), markup=False
            )
        else:
            self._out.print(table)

    def ask(self, question: str, choices: Sequence[str]) -> int:
        """Let a person choose; the place of the choice. Only where `interactive`."""
        self._settle()
        self._out.print(question, markup=False)
        for place, choice in enumerate(choices, 1):
            self._out.print(f"  {place}. {choice}", markup=False)
        allowed = [str(place) for place in range(1, len(choices) + 1)]
        return IntPrompt.ask("Which one", choices=allowed, console=self._out) - 1

    def _settle(self) -> None:
        status, self._status = self._status, None  # first: a Ctrl-C may come while it stops
        if status is not None:
            status.stop()


def table(*columns: str, title: str = "") -> Table:
    """A table without ornament."""
    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
