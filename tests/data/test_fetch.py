"""Archives: where they are looked for, how they are downloaded and verified."""

import hashlib
import socket
from pathlib import Path

import pytest

from cinq.data.checksums import recorded, sidecar
from cinq.data.datasets import Dataset
from cinq.data.fetch import obtain, raw_folder
from cinq.errors import ChecksumError, DataError, DownloadError
from cinq.settings import Settings

pytestmark = pytest.mark.usefixtures("no_waiting")


def part_of(dataset: Dataset, settings: Settings, content: bytes) -> Path:
    folder = raw_folder(settings)
    folder.mkdir(parents=True)
    part = folder / f"{dataset.archive}.part"
    part.write_bytes(content)
    return part


def test_download_is_verified_and_kept(served, server, settings):
    told = []
    archive = obtain(served, settings, lambda message, part: told.append(part))
    assert archive.read_bytes() == server.files["tiny.zip"]
    assert max(told) == 1
    assert obtain(served, settings) == archive
    assert len(server.asked) == 1


def test_broken_connection_is_resumed_where_it_broke(served, server, settings):
    server.breaks = [100, 50]
    archive = obtain(served, settings)
    assert archive.read_bytes() == server.files["tiny.zip"]
    assert server.asked == [None, "bytes=100-", "bytes=150-"]


def test_part_of_an_earlier_run_is_resumed(served, server, settings):
    part_of(served, settings, server.files["tiny.zip"][:200])
    assert obtain(served, settings).read_bytes() == server.files["tiny.zip"]
    assert server.asked == ["bytes=200-"]


def test_complete_part_is_taken(served, server, settings):
    part_of(served, settings, server.files["tiny.zip"])
    assert obtain(served, settings).read_bytes() == server.files["tiny.zip"]


def test_part_longer_than_the_file_is_fetched_anew(served, server, settings):
    part_of(served, settings, server.files["tiny.zip"] + b"more")
    assert obtain(served, settings).read_bytes() == server.files["tiny.zip"]


def test_server_without_ranges_sends_all_again(served, server, settings):
    server.ranges = False
    part_of(served, settings, b"x" * 200)
    assert obtain(served, settings).read_bytes() == server.files["tiny.zip"]


def test_part_of_another_file_is_fetched_anew(served, server, settings):
    part_of(served, settings, b"x" * 200)
    assert obtain(served, settings).read_bytes() == server.files["tiny.zip"]
    assert server.asked == ["bytes=200-", None]


def test_passing_failure_is_tried_again(served, server, settings):
    server.statuses = [503, 429]
    assert obtain(served, settings).is_file()


def test_connection_that_always_breaks_is_named(served, server, settings):
    server.breaks = [10, 10, 10]
    with pytest.raises(DownloadError, match="broke off"):
        obtain(served, settings)
    assert (raw_folder(settings) / "tiny.zip.part").stat().st_size == 30


def test_wrong_bytes_are_named_and_not_kept(served, server, settings):
    server.files["tiny.zip"] = b"another file"
    with pytest.raises(ChecksumError, match=r"tiny\.zip.*is not the file it should be.*run again"):
        obtain(served, settings)
    assert not list(raw_folder(settings).glob("tiny.zip*[!k]"))


def test_missing_address_is_named(served, settings):
    gone = served.model_copy(update={"url": served.url.replace("tiny", "gone")})
    with pytest.raises(DownloadError, match=r"gone\.zip answers 404.*CINQ_ARCHIVES"):
        obtain(gone, settings)


def test_unreachable_host_is_named(movielens, settings, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    away = movielens.model_copy(update={"url": f"http://127.0.0.1:{port}/tiny.zip"})
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1 cannot be reached"):
        obtain(away, settings)


def test_address_that_is_none_is_named(movielens, settings):
    odd = movielens.model_copy(update={"url": "gopher://somewhere/tiny.zip"})
    with pytest.raises(DownloadError, match="no address that can be fetched"):
        obtain(odd, settings)


def test_full_disk_is_one_line(served, settings):
    folder = raw_folder(settings)
    folder.mkdir(parents=True)
    (folder / "tiny.zip.part").symlink_to("/dev/full")
    with pytest.raises(DataError, match="no space left on the disk"):
        obtain(served, settings)


def test_home_that_is_a_file_is_one_line(served, settings):
    settings.home.write_text("a file")
    with pytest.raises(DataError, match="cannot write to"):
        obtain(served, settings)


def test_time_that_is_up_ends_the_download(served, settings):
    with pytest.raises(DownloadError, match="not done in time"):
        obtain(served, settings, seconds=0)


class TestArchivesFolder:
    def test_archive_there_is_used_first(self, served, server, settings, tmp_path):
        (tmp_path / "tiny.zip").write_bytes(server.files["tiny.zip"])
        at_hand = settings.model_copy(update={"archives": tmp_path})
        assert obtain(served, at_hand) == tmp_path / "tiny.zip"
        assert server.asked == []

    def test_damaged_archive_there_is_named(self, served, settings, tmp_path):
        (tmp_path / "tiny.zip").write_bytes(b"damaged")
        at_hand = settings.model_copy(update={"archives": tmp_path})
        with pytest.raises(ChecksumError, match=str(tmp_path / "tiny.zip")):
            obtain(served, at_hand)

    def test_setting_that_is_no_folder_is_named(self, served, settings, tmp_path):
        wrong = settings.model_copy(update={"archives": tmp_path / "nowhere"})
        with pytest.raises(DataError, match=r"CINQ_ARCHIVES=.*nowhere is not a folder"):
            obtain(served, wrong)


class TestPublishersMd5:
    @pytest.fixture
    def big(self, served, server) -> Dataset:
        md5 = hashlib.md5(server.files["tiny.zip"], usedforsecurity=False).hexdigest()
        server.files["tiny.zip.md5"] = f"MD5 (tiny.zip) = {md5}\n".encode()
        return served.model_copy(update={"sha256": None, "md5_url": f"{served.url}.md5"})

    def test_sha256_is_recorded_on_first_use(self, big, server, settings):
        archive = obtain(big, settings)
        found = hashlib.sha256(server.files["tiny.zip"]).hexdigest()
        assert recorded(archive.parent, "tiny.zip")["sha256"] == found

    def test_file_that_changed_after_first_use_is_refused(self, big, settings):
        obtain(big, settings).write_bytes(b"changed")
        with pytest.raises(ChecksumError, match="record of its first use"):
            obtain(big, settings)

    def test_wrong_md5_is_refused_and_nothing_recorded(self, big, server, settings):
        server.files["tiny.zip.md5"] = b"0" * 32 + b"  tiny.zip"
        with pytest.raises(ChecksumError, match="md5"):
            obtain(big, settings)
        assert not sidecar(raw_folder(settings), "tiny.zip").exists()

    def test_download_without_published_md5_is_refused(self, big, server, settings):
        server.files["tiny.zip.md5"] = b"<html>moved</html>"
        with pytest.raises(DownloadError, match="holds no MD5"):
            obtain(big, settings)

    def test_archive_at_hand_is_used_offline_but_not_recorded(
        self, big, server, settings, tmp_path
    ):
        (tmp_path / "tiny.zip").write_bytes(server.files.pop("tiny.zip"))
        del server.files["tiny.zip.md5"]
        told = []
        at_hand = settings.model_copy(update={"archives": tmp_path})
        obtain(big, at_hand, lambda message, part: told.append(message))
        assert any("unverified" in message for message in told)
        assert not sidecar(raw_folder(settings), "tiny.zip").exists()


class TestOwnFile:
    def test_missing_one_is_named(self, movielens, settings, tmp_path):
        own = movielens.model_copy(update={"path": tmp_path / "mine.csv", "archive": None})
        with pytest.raises(DataError, match=r"mine\.csv is not there"):
            obtain(own, settings)

    def test_declared_checksum_is_verified(self, movielens, settings, tmp_path):
        (tmp_path / "mine.csv").write_text("user,item\n")
        update = {"path": tmp_path / "mine.csv", "archive": None, "sha256": "0" * 64}
        with pytest.raises(ChecksumError):
            obtain(movielens.model_copy(update=update), settings)
