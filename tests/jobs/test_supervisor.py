"""The supervisor: servers run until it ends, are started again, and end with it."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from cinq.errors import JobError
from cinq.jobs.supervisor import Child, RestartRules, Supervisor

SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/ready?now" else 503)
        self.end_headers()
HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""
QUICKLY = RestartRules(times=2, first_wait_seconds=0.01)


def test_child_is_ready_once_its_url_answers(python, free_port, tmp_path):
    url = f"http://127.0.0.1:{free_port}/ready?now"
    child = Child("api", [*python(SERVER), str(free_port)], tmp_path / "api.log", ready=url)
    with Supervisor(grace_seconds=0.3) as supervisor:
        assert supervisor.start(child)


def test_child_that_answers_503_is_not_ready(python, free_port):
    url = f"http://127.0.0.1:{free_port}/busy"
    child = Child("api", [*python(SERVER), str(free_port)], ready=url, ready_seconds=0.3)
    with (
        Supervisor(grace_seconds=0.3) as supervisor,
        pytest.raises(JobError, match=r"^api was not ready within 0\.3 seconds$"),
    ):
        supervisor.start(child)


def test_children_start_side_by_side(python, stage):
    children = [Child(n, python("obedient"), environment=stage.environment) for n in "ab"]
    both = threading.Event()

    def await_both() -> None:
        stage.expect("obedient")
        stage.expect("obedient")
        both.set()

    helper = threading.Thread(target=await_both)
    helper.start()
    children = [replace(child, ready=both.is_set) for child in children]
    with Supervisor(grace_seconds=0.3) as supervisor:
        assert supervisor.start_all(children)
    helper.join()


def test_one_of_several_that_dies_at_start_is_named(python):
    children = [
        Child("api", python("import signal; signal.pause()"), ready=lambda: False),
        Child("page", python("raise SystemExit(4)"), ready=lambda: False),
    ]
    with (
        Supervisor() as supervisor,
        pytest.raises(JobError, match=r"^page ended before it was ready with exit code 4$"),
    ):
        supervisor.start_all(children)


def test_child_that_dies_at_start_is_told_with_its_log_and_last_line(python, tmp_path):
    log = tmp_path / "page.log"
    text = "import sys; sys.exit('no such setting')"
    child = Child("page", python(text), log, ready=lambda: False)
    with Supervisor() as supervisor, pytest.raises(JobError) as caught:
        supervisor.start(child)
    assert str(caught.value) == (
        f"page ended before it was ready with exit code 1; see {log} (no such setting)"
    )


def test_children_end_with_the_block_whatever_they_do(python, stage, is_gone):
    with Supervisor(grace_seconds=0.3) as supervisor:
        for name in ("family", "obedient"):
            supervisor.start(Child(name, python(name), environment=stage.environment))
        pids = stage.expect("parent", "stubborn", "obedient")
        before = time.monotonic()
    assert all(is_gone(pid, 0) for pid in pids)
    assert time.monotonic() - before < 4


def test_children_end_where_the_block_fails(python, stage, is_gone):
    child = Child("it", python("stubborn"), environment=stage.environment)

    def fail() -> None:
        with Supervisor(grace_seconds=0.1) as supervisor:
            supervisor.start(child)
            stage.expect("stubborn")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    (pid,) = stage.pids
    assert is_gone(pid, 0)


def test_child_that_ends_is_started_again(python, stage):
    said: list[str] = []
    child = Child("api", python("obedient"), environment=stage.environment)
    with Supervisor(restart_rules=QUICKLY, say=said.append) as supervisor:
        supervisor.start(child)
        (first,) = stage.expect("obedient")

        def kill_then_stop() -> None:
            os.kill(first, signal.SIGKILL)
            stage.expect("obedient")
            supervisor.ask_stop()

        helper = threading.Thread(target=kill_then_stop)
        helper.start()
        supervisor.watch()
        helper.join()
    assert said == ["api ended with exit code 137; starting it again in 0.01 s"]


def test_child_that_ends_again_and_again_is_given_up_with_its_log(python, stage, tmp_path):
    log = tmp_path / "api.log"
    text = "print('disk full', flush=True)\n"
    child = Child("api", python("obedient", before=text), log, stage.environment)

    def kill_three_times() -> None:
        for _ in range(3):
            os.kill(*stage.expect("obedient"), signal.SIGKILL)

    helper = threading.Thread(target=kill_three_times)
    with Supervisor(restart_rules=QUICKLY) as supervisor:
        supervisor.start(child)
        helper.start()
        with pytest.raises(JobError) as caught:
            supervisor.watch()
    helper.join()
    assert str(caught.value) == f"api ended 3 times with exit code 137; see {log} (disk full)"
    assert log.read_text().splitlines().count("disk full") == 3


def test_run_returns_the_exit_code_of_a_process_that_ends(python):
    with Supervisor() as supervisor:
        assert supervisor.run(Child("train", python("raise SystemExit(3)"))) == 3


def test_run_and_start_tell_that_they_were_interrupted(python, stage):
    with Supervisor(grace_seconds=0.3) as supervisor:
        helper = threading.Thread(target=lambda: (stage.expect("obedient"), supervisor.ask_stop()))
        helper.start()
        child = Child("train", python("obedient"), environment=stage.environment)
        assert supervisor.run(child) is None
        helper.join()
        assert supervisor.stopping
        assert supervisor.start(Child("api", python("obedient"), ready=lambda: False)) is False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_watch_and_the_handlers_are_set_back(python, stage, number):
    before = signal.getsignal(number)
    child = Child("api", python("obedient"), environment=stage.environment)
    with Supervisor(grace_seconds=0.3) as supervisor:
        supervisor.start(child)
        stage.expect("obedient")
        os.kill(os.getpid(), number)
        supervisor.watch()
        assert supervisor.stopping
    assert signal.getsignal(number) == before


def test_second_signal_gives_no_grace(python, stage, is_gone):
    before = time.monotonic()
    with Supervisor(grace_seconds=3600) as supervisor:
        supervisor.start(Child("it", python("stubborn"), environment=stage.environment))
        (pid,) = stage.expect("stubborn")
        supervisor.ask_stop()
        supervisor.watch()
        threading.Timer(0.2, supervisor.ask_stop).start()
    assert is_gone(pid, 0)
    assert time.monotonic() - before < 10


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_nothing_outlives_a_supervisor_however_it_ends(python, stage, is_gone, number):
    text = (
        "from cinq.jobs.supervisor import Child, Supervisor\n"
        "with Supervisor(grace_seconds=0.3) as supervisor:\n"
        f"    supervisor.start(Child('family', {python('family')!r}))\n"
        f"    supervisor.start(Child('daemon', {python('daemon', then='signal.pause()')!r}))\n"
        "    supervisor.watch()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", text], env=stage.environment, start_new_session=True
    )
    pids = stage.expect("parent", "stubborn", "daemon")
    os.killpg(process.pid, number)
    code = process.wait(20)
    assert all(is_gone(pid) for pid in pids)
    assert code == (-number if number == signal.SIGKILL else 0)
