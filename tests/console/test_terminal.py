"""One way to speak, in a terminal and elsewhere."""

import json
import logging
import sys
import warnings
from pathlib import Path

import pytest
from rich.status import Status

from cinq.console.logs import kept_quiet
from cinq.console.terminal import Terminal, table


def test_without_a_terminal_progress_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal() as terminal:
        terminal.progress("downloading", 0.1)
        terminal.progress("downloading", 0.5)
        terminal.progress("checking", None)

    lines = capsys.readouterr().out.splitlines()
    assert [line.split("s  ")[1] for line in lines] == ["downloading", "checking"]
    assert "\x1b" not in "".join(lines)


def test_json_is_alone_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(json_output=True)
    terminal.progress("working", 0.5)
    terminal.answer({"release": 1, "film": "Amélie [2001]"}, table("never shown"))

    told = capsys.readouterr()
    assert json.loads(told.out) == {"release": 1, "film": "Amélie [2001]"}
    assert "working" in told.err


def test_a_spinner_whose_end_was_interrupted_is_not_ended_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(_: Status) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    terminal.progress("fitting", 0.5)
    with monkeypatch.context() as patch:
        patch.setattr(Status, "stop", interrupted)
        with pytest.raises(KeyboardInterrupt):
            terminal.say("fitted")
    monkeypatch.setattr(Status, "stop", lambda _: pytest.fail("ended twice"))
    terminal.say("on")


def test_nobody_is_asked_where_nobody_sits() -> None:
    assert not Terminal().interactive


def test_noise_goes_to_the_log_and_our_words_to_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    logging.captureWarnings(False)  # a framework imported by another test may have left it on
    with kept_quiet(terminal, tmp_path, "train", debug=False) as log:
        sys.stdout.write("a framework's print\n")
        logging.getLogger("framework").warning("a framework's warning")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("a library's warning", stacklevel=1)
        logging.getLogger("cinq.steps").info("fitting", extra={"fraction": 0.5})

    shown, kept = capsys.readouterr(), log.read_text()
    assert shown.out.split("s  ")[1].strip() == "fitting"
    for noise in ("a framework's print", "a framework's warning", "a library's warning"):
        assert noise in kept
        assert noise not in shown.out + shown.err
    assert "fitting" in kept


def test_debug_leaves_prints_in_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with kept_quiet(Terminal(), tmp_path, "train", debug=True):
        sys.stdout.write("a framework's print\n")

    assert "a framework's print" in capsys.readouterr().out


def test_streams_come_back_after_a_failure(tmp_path: Path) -> None:
    before = sys.stdout
    with pytest.raises(ZeroDivisionError), kept_quiet(Terminal(), tmp_path, "t", debug=False):
        1 / 0  # noqa: B018

    assert sys.stdout is before


def test_a_full_disk_loses_lines_of_the_log_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "train.log").symlink_to("/dev/full")
    with kept_quiet(Terminal(), tmp_path, "train", debug=False):
        sys.stdout.write("a framework's print\n")
        logging.getLogger("framework").warning("a framework's warning")

    assert capsys.readouterr() == ("", "")
