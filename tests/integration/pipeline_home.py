"""A home in which this process runs whole pipelines."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from zenml.client import Client
from zenml.config.global_config import GlobalConfiguration

from cinq.environment import apply_environment
from cinq.settings import load_settings


@contextmanager
def pipelines_at(home: Path) -> Iterator[None]:
    """Apply the environment of a home; afterwards all is as before, for a home of other tests.

    A process of the product has one home only, and ZenML remembers the first store it opened.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("CINQ_", "ZENML_"))]:
            patch.delenv(name)
        before = dict(os.environ)
        apply_environment(load_settings({"home": str(home)}))
        _forget_store()
        try:
            yield
        finally:
            _forget_store()
            for name in set(os.environ) - set(before):
                del os.environ[name]
            os.environ.update(before)


def _forget_store() -> None:
    Client._reset_instance()
    GlobalConfiguration._reset_instance()
