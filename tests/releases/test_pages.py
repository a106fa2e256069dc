"""The ledger as the API shows it."""

import pytest

from cinq import wire
from cinq.database import connect, open_database
from cinq.releases.ledger import Ledger
from cinq.releases.pages import releases_page
from cinq.serving.sources import Identity, ServedModel
from tests.serving.worlds import bundle


@pytest.fixture(scope="module")
def served() -> ServedModel:
    return ServedModel(bundle(), Identity(0, "7", None, "d" * 64, {"hit_at_5": 0.8}), "packed")


@pytest.fixture
def engine(tmp_path):
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield made
    made.dispose()


def publish(engine, version: str) -> None:
    Ledger(engine).publish(
        model_version=version,
        artefact=f"/models/{version}",
        digest=version * 64,
        dataset="toy",
        data_version="0",
        decision={"figures": {"hit_at_5": 0.7}},
        actor="ana@host",
        reason="better",
    )


def page(engine, served, **fields) -> wire.ReleasesAnswer:
    return releases_page(engine, served, wire.ReleasesRequest(**fields))


def test_releases_come_newest_first_page_by_page(engine, served):
    for version in "12345":
        publish(engine, version)
    first = page(engine, served, limit=2)
    second = page(engine, served, limit=2, before=first.next_before)
    third = page(engine, served, limit=2, before=second.next_before)
    numbers = [[one.release for one in part.releases] for part in (first, second, third)]
    assert numbers == [[5, 4], [3, 2], [1]]
    assert third.next_before is None
    assert first.ledger


def test_a_rollback_names_what_it_brought_back_and_figures_are_told(engine, served):
    publish(engine, "1")
    publish(engine, "2")
    Ledger(engine).rollback(actor="ana", reason="worse on the page")
    newest = page(engine, served).releases[0]
    assert (newest.kind, newest.rolled_back_to, newest.model_version) == ("rollback", 1, "1")
    assert newest.figures == {"hit_at_5": 0.7}


def test_who_asked_and_where_files_lie_is_not_told(engine, served):
    publish(engine, "1")
    told = page(engine, served).model_dump_json()
    assert "ana" not in told
    assert "/models" not in told


def test_a_bento_on_its_own_tells_its_packed_model(served):
    answer = page(None, served)
    (only,) = answer.releases
    assert not answer.ledger
    assert (only.release, only.kind, only.model_version) == (0, "packed", "7")
    assert only.figures == {"hit_at_5": 0.8}
    assert (only.released_at, answer.next_before, answer.serving) == (None, None, 0)


def test_so_does_one_whose_ledger_is_empty_or_was_never_made(engine, served, tmp_path):
    file = tmp_path / "none.db"
    for where in (engine, connect(f"sqlite:///{file}")):
        answer = page(where, served, before=9)
        assert not answer.ledger
        assert [one.kind for one in answer.releases] == ["packed"]
    assert not file.exists()
