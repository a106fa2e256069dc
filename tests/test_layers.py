"""What import-linter cannot hold: the single files at the root."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"cinq", "pipelines", "steps", "ui", "service", "cli"}
MAY_IMPORT = {"service.py": {"cinq"}, "cli.py": {"cinq", "pipelines", "service", "ui"}}


def imported(file: Path) -> set[str]:
    """Names of our packages that a file imports anywhere, functions included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names & OURS


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_a_root_file_imports_only_what_its_layer_may(name: str) -> None:
    assert imported(ROOT / name) <= MAY_IMPORT[name]


def test_steps_and_pipelines_keep_their_annotations() -> None:
    files = [*ROOT.glob("steps/*.py"), *ROOT.glob("pipelines/*.py")]
    assert files
    assert not [f.name for f in files if "from __future__ import annotations" in f.read_text()]


def test_init_files_define_nothing() -> None:
    for file in ROOT.glob("cinq/**/__init__.py"):
        body = ast.parse(file.read_text()).body
        kinds = {type(node) for node in body}
        assert kinds <= {ast.Expr, ast.ImportFrom, ast.Import, ast.Assign}, file
