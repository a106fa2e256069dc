"""Make `.venv` from the hashed locks; needs nothing but Python's standard library.

Usage: ``python3 requirements/install.py runtime|dev|spark``. Does nothing when it is all up to
date. Any Python from 3.6 on can read it, and says which one is needed.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / ".venv-install.log"
OLDEST, NEWEST = (3, 11), (3, 13)
BESIDE = ("spark",)
SPACE = 4 * 2**30
SAYS_FULL = ("No space left", "os error 28", "Disk quota")
SAYS_AWAY = ("dns error", "Failed to fetch", "Connection", "timed out", "NewConnection")


class Failed(Exception):
    """One line for the person who typed `make`."""


def main(kind: str) -> None:
    """Bring `.venv` up to date with the lock of this kind."""
    python = supported_python()
    if kind in BESIDE:
        main("runtime")
        add(kind, python)
        return
    if stamped(kind, python) or stamped("dev", python):
        return
    start = time.time()
    missing = SPACE - shutil.disk_usage(ROOT).free
    if missing > 0 and not PYTHON.exists():
        raise Failed(f"the disk is full: free {missing // 2**20 + 1} MB more in {ROOT}")
    say(f"environment: making .venv from requirements/{kind}.txt (the first time downloads)")
    if not PYTHON.exists() or version_of(str(PYTHON)) != version_of(python):
        shutil.rmtree(VENV, ignore_errors=True)
        run([python, "-m", "venv", str(VENV)], "cannot make .venv (apt install python3-venv?)")
    install(LOCKS / f"{kind}.txt")
    for name in ("dev", "runtime") if kind == "dev" else (kind,):
        stamp_file(name).write_text(stamp_of(name, python))
    say(f"environment: ready in {time.time() - start:.0f} s")


def add(kind: str, python: str) -> None:
    """Install a lock beside what `.venv` holds already."""
    if stamped(kind, python):
        return
    start = time.time()
    say(f"environment: adding requirements/{kind}.txt (the first time downloads)")
    with_lock(LOCKS / f"{kind}.txt")
    stamp_file(kind).write_text(stamp_of(kind, python))
    say(f"environment: {kind} ready in {time.time() - start:.0f} s")


def install(lock: Path) -> None:
    """Install a lock, then the checkout itself."""
    with_lock(lock)
    checkout = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    with_pip = [str(PYTHON), "-m", "pip", "install", "--quiet"]
    run([*with_pip, *checkout], "cannot install the checkout into .venv")


def with_lock(lock: Path) -> None:
    """Install a lock by uv, or by pip where uv cannot."""
    with_pip = [str(PYTHON), "-m", "pip", "install", "--quiet"]
    with_uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
    hashed = ["--require-hashes", "-r"]
    run([*with_pip, *hashed, str(LOCKS / "uv.txt")], "pip could not install uv")
    try:
        run([*with_uv, *hashed, str(lock)], f"uv could not install {lock.name}")
    except Failed as reason:
        if "disk" in str(reason):
            raise
        say(f"environment: {reason}; pip tries the same")
        run([*with_pip, *hashed, str(lock)], f"pip could not install {lock.name}")


def say(line: str) -> None:
    """Print at once, so that `make` shows it while the work goes on."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def supported_python() -> str:
    """Return this interpreter if its version fits, otherwise another one on the path."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and version_of(found) == f"3.{minor}":
            return found
    raise Failed(
        "Python {}.{} is not supported: install Python 3.11, 3.12 or 3.13, or name one with "
        "`make PYTHON=/path/to/python3.12 …`".format(*sys.version_info[:2])
    )


def version_of(python: str) -> str:
    """Major and minor version of an interpreter, empty if it does not run."""
    return said([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])


def said(command: list) -> str:
    """What a command prints, empty if it fails."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return result.stdout.decode().strip() if result.returncode == 0 else ""


def stamp_file(kind: str) -> Path:
    """Where the state of an installed lock is noted."""
    return VENV / f".cinq-{kind}"


def stamp_of(kind: str, python: str) -> str:
    """Digest of what the environment depends on: lock, project file, Python and place."""
    digest = hashlib.sha256((LOCKS / f"{kind}.txt").read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    digest.update((version_of(python) + str(ROOT)).encode())
    return digest.hexdigest()


def stamped(kind: str, python: str) -> bool:
    """Whether this lock is installed as it stands."""
    file = stamp_file(kind)
    return file.exists() and file.read_text() == stamp_of(kind, python)


def uv_environment() -> dict:
    """Variables that make uv ask the index pip was told to ask, and never fetch a Python."""
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="1")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for variable, ours, setting in (
        ("UV_DEFAULT_INDEX", "PIP_INDEX_URL", "index-url"),
        ("SSL_CERT_FILE", "PIP_CERT", "cert"),
    ):
        ask = [sys.executable, "-m", "pip", "config", "get", f"global.{setting}"]
        value = os.environ.get(ours) or said(ask)
        if value:
            environment.setdefault(variable, value)
    return environment


def run(command: list, what_failed: str) -> None:
    """Run a command, or raise one line that says what to do."""
    result = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=uv_environment(),
        check=False,
    )
    if result.returncode == 0:
        return
    output = result.stdout.decode(errors="replace")
    if any(words in output for words in SAYS_FULL):
        raise Failed(f"the disk is full: free some space for {ROOT} and run the command again")
    LOG.write_text(output)
    if any(words in output for words in SAYS_AWAY):
        what_failed = "the package index cannot be reached: check the network, then run it again"
    raise Failed(f"{what_failed} (what was said stands in {LOG})")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is running ends with us
    try:
        main(sys.argv[1])
    except Failed as reason:
        sys.exit(f"cinq: {reason}")
    except KeyboardInterrupt:
        sys.exit(130)
