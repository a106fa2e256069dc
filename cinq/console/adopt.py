"""Writing what tuning found into ``configs/cinq.yaml``: those lines only, nothing else moves."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from cinq.errors import SettingsError
from cinq.evaluation.dimensions import Value
from cinq.evaluation.study import StudyResult

Change = tuple[str, Value, Value]
"""Dotted key, value before, value now."""


def adopt(found: StudyResult, file: Path) -> list[Change]:
    """Write the best trial's values, and what it was measured with beside them, into the file.

    Returns
    -------
    list of Change
        What is different now; empty if the file said so already.

    Raises
    ------
    SettingsError
        If no trial is complete, or the file does not have the model's section as expected; the
        file is as it was then.
    """
    best = found.best
    if best is None:
        raise SettingsError(f"study {found.name} has no complete trial: nothing to adopt")
    text = file.read_text(encoding="utf-8")
    written = yaml.safe_load(text)["training"].get(found.plan.model, {})
    wanted = found.plan.configured | best.values
    values = {name: value for name, value in wanted.items() if written.get(name) != value}
    edited = with_values(text, found.plan.model, values)
    _replace(file, edited)
    return [
        (f"training.{found.plan.model}.{name}", written[name], value)
        for name, value in values.items()
    ]


def with_values(text: str, model: str, values: Mapping[str, Value]) -> str:
    """The YAML with these values in ``training.<model>``; comments and order stay.

    Raises
    ------
    SettingsError
        If a key does not stand there on a line of its own, exactly once.
    """
    lines = text.splitlines(keepends=True)
    start, end = _block(lines, "training:", 0, 0, len(lines))
    start, end = _block(lines, f"  {model}:", 2, start, end)
    for name, value in values.items():
        pattern = re.compile(rf"(\s+{re.escape(name)}:\s+)([^\s#]+)([ \t]*)(#.*)?\n?")
        places = [place for place in range(start, end) if pattern.fullmatch(lines[place])]
        if len(places) != 1:
            raise SettingsError(
                f"configs/cinq.yaml has no line of its own for training.{model}.{name}: "
                "write it by hand"
            )
        found = pattern.fullmatch(lines[places[0]])
        assert found is not None  # noqa: S101 - its place was just found with it
        lines[places[0]] = _line(found, _scalar(value))
    edited = "".join(lines)
    expected = yaml.safe_load(text)
    expected["training"][model] |= values
    if yaml.safe_load(edited) != expected:
        raise SettingsError(
            f"configs/cinq.yaml is not laid out as expected around training.{model}: "
            "write the values by hand"
        )
    return edited


def _block(lines: list[str], head: str, indent: int, start: int, end: int) -> tuple[int, int]:
    """Places of the lines below a key, up to the next line that is not further in."""
    heads = [place for place in range(start, end) if lines[place].split("#")[0].rstrip() == head]
    if len(heads) != 1:
        raise SettingsError(
            f"configs/cinq.yaml has no section {head.strip()} where it should be: "
            "write the values by hand"
        )
    place = heads[0] + 1
    while place < end and (not lines[place].strip() or _indent(lines[place]) > indent):
        place += 1
    return heads[0] + 1, place


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line(found: "re.Match[str]", value: str) -> str:
    """The line with the value; its comment stays where it was, if there is room."""
    key, before, gap, comment = found.groups(default="")
    if not comment:
        return f"{key}{value}\n"
    room = max(1, len(before) + len(gap) - len(value))
    return f"{key}{value}{' ' * room}{comment}\n"


def _scalar(value: Value) -> str:
    return yaml.safe_dump(value).splitlines()[0]


def _replace(file: Path, text: str) -> None:
    """Put the text in the file's place at once: nobody ever reads half of it."""
    mode = file.stat().st_mode
    handle, made = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(made).chmod(mode)
        Path(made).replace(file)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
