"""How steps tell where they stand: through the logger that people see."""

import logging

_LOGGER = logging.getLogger("cinq.steps")


def say(message: str, fraction: float | None = None) -> None:
    """Tell one line, and the part done (0 to 1) where it is known."""
    _LOGGER.info("%s", message, extra={"fraction": fraction})
