"""`bentoml serve`, which notices at once that a worker has died: a program of its own.

BentoML's parent process looks only every ten seconds whether a worker has died, and has no option
for it. Its arbiter has one, which is set here. Run by path and isolated (``python -I``), it needs
nothing but BentoML: in a container it stands outside of any package that can be imported.
"""

import functools

LOOK_SECONDS = 0.5


def main() -> None:
    """Take the arguments of ``bentoml`` and do what it does."""
    from bentoml._internal.utils import circus  # noqa: PLC0415 - only this program needs it
    from bentoml_cli.cli import cli  # noqa: PLC0415

    patient = circus.create_standalone_arbiter
    circus.create_standalone_arbiter = functools.partial(patient, check_delay=LOOK_SECONDS)
    cli()


if __name__ == "__main__":
    main()
