"""The README and the docs: what they name exists."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")])


def commands_of(page: Path, program: str) -> list[str]:
    """Lines of code blocks that start with this program, comments cut off."""
    blocks = re.findall(r"```(?:bash|text)\n(.*?)```", page.read_text(), re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [re.split(r"\s{2,}", line)[0] for line in lines if line.startswith(f"{program} ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            continue
        aim = (page.parent / path).resolve()
        assert aim.exists(), f"{page.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", aim.read_text(), re.MULTILINE)
            assert anchor in [heading.lower().replace(" ", "-") for heading in headings]


def test_every_make_target_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z]+)`", page.read_text()))
        named |= {command.split()[1] for command in commands_of(page, "make")}
        assert named <= targets, page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_cinq_command_named_is_known(page: Path) -> None:
    named = [command.split()[1:] for command in commands_of(page, "cinq")]
    named += [words.split() for words in re.findall(r"`cinq ([a-z ]+?)`", page.read_text())]
    for words in named:
        plain = []
        for word in words:
            if not re.fullmatch(r"[a-z]+", word):
                break
            plain.append(word)
        depth = 2 if plain[0] in ("alerts", "models", "data", "users") else 1
        result = CliRunner().invoke(app, [*plain[:depth], "--help"])
        assert result.exit_code == 0, f"{page.name}: cinq {' '.join(words)}"


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150
