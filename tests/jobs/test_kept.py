"""Kept processes: nothing of them outlives whoever started them."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from cinq.errors import JobError
from cinq.jobs.kept import LARGE_LOG, KeptProcess

GRACE = 0.3


def test_exit_code_is_the_commands(python):
    assert KeptProcess(python("import sys; sys.exit(3)")).result() == 3


def test_end_by_a_signal_is_told_as_128_and_its_number(python):
    assert KeptProcess(python("import os; os.kill(os.getpid(), 9)")).result() == 137


def test_command_that_cannot_be_started_says_so_in_its_log(tmp_path):
    log = tmp_path / "logs" / "it.log"
    assert KeptProcess(["/no/such/command"], log=log).result() == 127
    assert "cannot start /no/such/command: No such file or directory" in log.read_text()


def test_output_is_appended_to_the_log_after_a_line_that_tells_the_command(python, tmp_path):
    log = tmp_path / "it.log"
    for word in ("first", "second"):
        KeptProcess(python(f"import sys; print({word!r}, file=sys.stderr)"), log=log).result()
    lines = log.read_text().splitlines()
    assert [line for line in lines if not line.startswith("---")] == ["first", "second"]
    assert sum(line.startswith("---") for line in lines) == 2


def test_large_log_is_put_aside(python, tmp_path):
    log = tmp_path / "it.log"
    with log.open("wb") as file:
        file.truncate(LARGE_LOG)
    KeptProcess(python("print('new')"), log=log).result()
    assert log.stat().st_size < 1000
    assert (tmp_path / "it.log.1").stat().st_size == LARGE_LOG


def test_log_that_cannot_be_written_is_named(python, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(JobError, match=r"file/it\.log cannot be written"):
        KeptProcess(python("pass"), log=tmp_path / "file" / "it.log")


def test_obedient_command_ends_by_sigterm(python, stage):
    process = KeptProcess(python("obedient"), environment=stage.environment)
    stage.expect("obedient")
    process.stop()
    assert process.result() == 128 + signal.SIGTERM


def test_stubborn_command_is_killed_after_its_grace(python, stage):
    process = KeptProcess(python("stubborn"), environment=stage.environment, grace_seconds=GRACE)
    stage.expect("stubborn")
    before = time.monotonic()
    process.stop()
    assert process.result() == 128 + signal.SIGKILL
    assert GRACE <= time.monotonic() - before < GRACE + 2


def test_kill_gives_no_grace_even_after_a_stop(python, stage):
    process = KeptProcess(python("stubborn"), environment=stage.environment, grace_seconds=3600)
    stage.expect("stubborn")
    process.stop()
    process.kill()
    assert process.result() == 128 + signal.SIGKILL


def test_stop_reaches_grandchildren_in_sessions_of_their_own(python, stage, is_gone):
    process = KeptProcess(python("family"), environment=stage.environment, grace_seconds=GRACE)
    pids = stage.expect("parent", "stubborn")
    process.stop()
    process.result()
    assert all(is_gone(pid, 0) for pid in pids)


def test_command_that_ends_leaves_no_daemon_behind(python, stage, is_gone):
    command = python("daemon", then="sys.exit(3)")
    process = KeptProcess(command, environment=stage.environment, grace_seconds=GRACE)
    (daemon,) = stage.expect("daemon")
    assert process.result() == 3
    assert is_gone(daemon, 0)


def test_stop_and_kill_after_the_end_do_nothing(python):
    process = KeptProcess(python("pass"))
    process.result()
    process.stop()
    process.kill()
    assert process.exit_code == 0


def test_exit_code_is_unknown_while_it_runs(python, stage):
    process = KeptProcess(python("obedient"), environment=stage.environment)
    stage.expect("obedient")
    assert process.exit_code is None
    assert process.wait(0) is None
    process.kill()
    process.result()


def test_exit_is_told_once_everything_has_ended(python):
    ended = threading.Event()
    process = KeptProcess(python("pass"), on_exit=ended.set)
    assert ended.wait(20)
    assert process.exit_code == 0


def test_command_starts_with_default_signals_and_no_input(python):
    check = (
        "import signal, sys\n"
        "names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)\n"
        "assert sys.stdin.read() == ''\n"
        "assert not signal.pthread_sigmask(signal.SIG_BLOCK, [])\n"
        "handlers = {signal.getsignal(n) for n in names}\n"
        "assert handlers <= {signal.SIG_DFL, signal.default_int_handler}, handlers\n"
    )
    assert KeptProcess(python(check)).result() == 0


def test_stop_right_after_the_start_is_not_lost(python):
    processes = [KeptProcess(python("import signal; signal.pause()")) for _ in range(5)]
    for process in processes:
        process.stop()
    assert [process.result() for process in processes] == [143] * 5


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_parent_that_is_killed(python, stage, is_gone, number):
    text = (
        "import sys, signal\n"
        "from cinq.jobs.kept import KeptProcess\n"
        f"KeptProcess({python('family')!r}, grace_seconds={GRACE})\n"
        "signal.pause()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", text], env=stage.environment)
    pids = stage.expect("parent", "stubborn")
    parent.send_signal(number)
    parent.wait()
    assert all(is_gone(pid) for pid in pids)


def test_command_dies_with_a_keeper_that_is_killed(python, stage, is_gone):
    process = KeptProcess(python("stubborn"), environment=stage.environment)
    (pid,) = stage.expect("stubborn")
    os.kill(process.pid, signal.SIGKILL)
    assert process.result() == 128 + signal.SIGKILL
    assert is_gone(pid)
