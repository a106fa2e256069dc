"""A disk that is really full, in a mount namespace of the test's own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.small_world import declare, write_archive

pytestmark = pytest.mark.integration

MOUNTED = 'mount -t tmpfs -o size=4m tmpfs "$1" && exec "$2" -c "$3" "$1" "$4"'
FILLED = """
import json, sys
from pathlib import Path
from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.errors import CinqError
from cinq.models.artefact import load_bundle, save_bundle
from cinq.serving.predictions import write_predictions
from tests.serving.worlds import bundle

disk, dataset = Path(sys.argv[1]), declaration(sys.argv[2])
made = bundle()
works = {
    "prepare": lambda: prepare(dataset, dataset.path, disk / "data"),
    "artefact": lambda: save_bundle(made, disk / "model"),
    "predictions": lambda: write_predictions(
        made, disk / "all.parquet", 7, release=1, model_version="1"
    ),
}
works["prepare"]()
works["predictions"]()
before = sorted(map(str, disk.rglob("*")))
older = (disk / "all.parquet").read_bytes()
ballast = disk / "ballast"
with ballast.open("wb", buffering=0) as stream:
    try:
        while stream.write(b"x" * 4096):
            pass
    except OSError:
        pass
told = {}
for name, work in works.items():
    try:
        work()
    except CinqError as error:
        told[name] = str(error)
whole = load_prepared(disk / "data").manifest.n_ratings
ballast.unlink()
left = sorted(set(map(str, disk.rglob("*"))) - set(before))
kept = (disk / "all.parquet").read_bytes() == older
for work in works.values():
    work()
load_bundle(disk / "model")
print(json.dumps({"told": told, "left": left, "kept": kept, "whole": whole}))
"""


def test_each_writer_says_so_in_one_line_and_what_was_there_stays_whole(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    write_archive(tmp_path / "small.zip")
    dataset = declare(tmp_path, "small", str(tmp_path / "small.zip"))
    arguments = [str(disk), sys.executable, FILLED, str(dataset)]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", MOUNTED, "sh", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["told"].keys() == {"prepare", "artefact", "predictions"}
    for line in found["told"].values():
        assert line.startswith(f"no space left on the disk of {disk}: free some, or ")
        assert "\n" not in line
    assert found["left"] == []
    assert found["kept"]
    assert found["whole"] == 12_000
