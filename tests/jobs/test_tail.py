"""The last line of a log."""

from cinq.jobs.tail import last_line


def test_last_line_that_is_not_empty_is_told(tmp_path):
    log = tmp_path / "it.log"
    log.write_bytes(b"first\n  second \xff \n\n   \n")
    assert last_line(log) == "second \ufffd"


def test_lines_of_the_keeper_are_left_out(tmp_path):
    log = tmp_path / "it.log"
    log.write_text("said\n--- 2026-01-01 python it.py\n")
    assert last_line(log) == "said"


def test_long_line_is_cut(tmp_path):
    log = tmp_path / "it.log"
    log.write_text("x" * 50_000)
    assert last_line(log) == "x" * 300


def test_log_that_is_not_there_has_no_last_line(tmp_path):
    assert last_line(tmp_path / "it.log") == ""
