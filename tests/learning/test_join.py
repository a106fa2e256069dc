"""A data set with what joined it: versions, files, and those who left."""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from cinq import schema
from cinq.accounts.tables import TombstoneRow
from cinq.data.content import content_version
from cinq.data.manifest import Manifest
from cinq.data.people import assign, split_people
from cinq.data.prepared import load_prepared
from cinq.database import reading
from cinq.errors import DataError
from cinq.learning import Joining, join_accounts
from cinq.settings import JudgingSettings, LearningSettings
from tests.learning.crowds import NOW

RULES = LearningSettings()


@pytest.fixture
def join(engine, small, tmp_path):
    """Join what the database holds; what would be removed is not told."""

    def joined(out: str = "joined", rules: LearningSettings = RULES, prepared=small) -> Joining:
        url = engine.url.render_as_string(hide_password=False)
        return join_accounts(prepared, url, rules, tmp_path / out, lambda: None, NOW)

    return joined


def test_without_accounts_the_data_are_what_they_were(join, small, tmp_path):
    found = join()
    assert found.version == found.base_version == Manifest.read(small).version
    assert found.told() == "no account joined"
    assert not (tmp_path / "joined").exists()


def test_what_joins_is_a_data_set_like_any_other(join, joins, small, tmp_path):
    for place in range(4):
        joins(f"Ana {place}", range(1 + place, 9 + place))
    joins("Ben", range(1, 9), consent=False)
    found, base = join(), load_prepared(small)
    data = load_prepared(tmp_path / "joined")
    assert (found.people, found.opinions, found.version) == (4, 32, data.manifest.version)
    assert found.people_left_out == {"without consent": 1}
    assert len(data.interactions) == len(base.interactions) + 32
    assert data.manifest.n_users == base.manifest.n_users + 4
    assert data.manifest.joined is not None
    assert data.manifest.joined.base_version == base.manifest.version
    assert data.manifest.mean == pytest.approx(float(data.interactions.ratings.mean()), rel=1e-6)
    assert data.manifest.last_time == int(data.interactions.timestamps.max())


def test_own_people_are_what_they_were_and_in_the_same_parts(join, joins, small, tmp_path):
    joins("Ana", range(1, 9))
    join()
    base = load_prepared(small).interactions
    data = load_prepared(tmp_path / "joined").interactions
    for name in ("user_ids", "users", "films", "ratings", "timestamps"):
        assert np.array_equal(getattr(data.own, name), getattr(base, name))
    judging = JudgingSettings()
    parts = dict(zip(data.user_ids.tolist(), assign(data.user_ids, judging).tolist(), strict=True))
    assert [parts[user] for user in base.user_ids.tolist()] == assign(
        base.user_ids, judging
    ).tolist()
    assert np.array_equal(
        split_people(data, judging).own.judging.films, split_people(base, judging).judging.films
    )


def test_the_version_is_that_of_the_content(join, joins, small, tmp_path):
    joins("Ana", range(1, 9))
    first, second = join("one"), join("two")
    assert first.version == second.version != first.base_version
    tables = [
        pq.read_table(tmp_path / "one" / name) for name in ("ratings.parquet", "films.parquet")
    ]
    assert first.version == content_version(*tables, Manifest.read(small).scale)
    joins("Ben", range(1, 9))
    assert join("three").version != first.version
    assert join("four", RULES.model_copy(update={"favourite": 1.0})).version != first.version


def test_a_deleted_account_leaves_the_version_of_data_that_never_had_it(join, joins, accounts):
    joins("Ana", range(1, 9))
    never = join("one")
    ben = joins("Ben", range(3, 12))
    assert join("two").version != never.version
    accounts.delete(ben)
    after = join("three")
    assert after.version == never.version
    assert after.buried == 1
    assert after.told().endswith("1 deleted since the last training")


def test_tombstones_are_cleared_once_earlier_files_are_removed(
    engine, small, joins, accounts, tmp_path
):
    accounts.delete(joins("Ana", range(1, 9)))
    url = engine.url.render_as_string(hide_password=False)

    def fails() -> None:
        raise DataError("the store is away")

    with pytest.raises(DataError, match="away"):
        join_accounts(small, url, RULES, tmp_path / "joined", fails, NOW)
    assert tombstones(engine) == 1
    asked = []
    join_accounts(
        small, url, RULES, tmp_path / "joined", lambda: asked.append(tombstones(engine)), NOW
    )
    assert (asked, tombstones(engine)) == ([1], 0)


def test_consent_taken_back_is_as_if_never_given(join, joins, accounts):
    joins("Ana", range(1, 9))
    before = join("one").version
    joins("Ben", range(3, 12))
    token = accounts.sign_in("Ben", "five quiet lanterns")
    accounts.own.set_consent(token, given=False)
    assert join("two").version == before


def test_people_with_ids_below_0_and_accounts_never_mix(join, joins, small, tmp_path):
    odd = tmp_path / "odd"
    shutil.copytree(small, odd)
    table = pq.read_table(odd / schema.RATINGS_FILE)
    ids = pa.array(table[schema.USER_ID].to_numpy() - 1000)
    pq.write_table(table.set_column(0, schema.RATINGS.field(0), ids), odd / schema.RATINGS_FILE)
    assert join(prepared=odd).people == 0
    joins("Ana", range(1, 9))
    with pytest.raises(DataError, match="ids below 0"):
        join(prepared=odd)
    assert not (tmp_path / "joined").exists()


def test_no_name_and_no_id_stands_in_the_files(join, joins, tmp_path):
    ana = joins("Anastasia", range(1, 9))
    join()
    for file in Path(tmp_path / "joined").iterdir():
        content = file.read_bytes()
        assert b"Anastasia" not in content
        assert str(ana.id).encode() not in content
        assert ana.id.bytes not in content


def tombstones(engine) -> int:
    with reading(engine) as session:
        return len(session.scalars(select(TombstoneRow)).all())
