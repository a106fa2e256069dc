"""`cinq users`: who is of the team is said here and nowhere else."""

import json
import os
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cinq.accounts import Accounts, open_accounts
from cinq.settings import load_settings
from cli import app

PASSWORD = "five quiet lanterns"


@pytest.fixture(autouse=True)
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """Accounts with one Ada, in a home of their own."""
    for name in [name for name in os.environ if name.startswith("CINQ_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CINQ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(os, "environ", os.environ.copy())
    made = open_accounts(load_settings())
    made.sign_up("Ada", PASSWORD)
    return made


def cinq(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_nobody_is_of_the_team_by_themselves(accounts) -> None:
    assert accounts.who(accounts.sign_in("Ada", PASSWORD)).role == "member"


def test_a_role_is_given_and_taken_while_somebody_is_signed_in(accounts) -> None:
    token = accounts.sign_in("Ada", PASSWORD)
    told = json.loads(cinq("users", "role", "ada", "team", "--json").stdout)
    assert told == {"name": "Ada", "role": "team"}
    assert accounts.who(token).role == "team"
    assert cinq("users", "role", "ada", "member").exit_code == 0
    assert accounts.who(token).role == "member"


def test_an_unknown_role_or_name_is_told(accounts) -> None:
    wrong = cinq("users", "role", "ada", "king")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)
    assert "take member or team" in wrong.stderr
    nobody = cinq("users", "role", "bea", "team")
    assert nobody.exit_code == 1
    assert "no account is named 'bea'" in nobody.stderr
