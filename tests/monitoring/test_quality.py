"""Acceptance, precision and later likes, with people as the unit."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest

from cinq import wire
from cinq.accounts.tables import FavouriteRow, PersonRow
from cinq.database import writing
from cinq.feedback import FeedbackBook
from cinq.monitoring.later_likes import later_hits
from cinq.monitoring.quality import fall, read_answers, share, shares_of
from cinq.monitoring.watch import qualities
from cinq.serving.engine import Engine
from cinq.settings import MonitoringSettings
from cinq.traffic.findings import Bounded
from tests.monitoring.world import NOON, champion, release
from tests.serving.worlds import film_of

SETTINGS = MonitoringSettings()
END = NOON + timedelta(days=100)


def say(database, who: str, film: int, kind: str, answered: str | None = "a", days: float = 0.0):
    named = answered and {"request_id": answered, "release": 1, "model_version": "1"}
    request = wire.FeedbackRequest(film_id=film, kind=kind, subject=who, recommendation=named)
    FeedbackBook(database, lambda: NOON + timedelta(days=days)).record(request, "toy", "page")


def test_what_stands_is_counted_by_person(database) -> None:
    say(database, "ana", 1, "liked")
    say(database, "ana", 2, "not_for_me", "b")
    say(database, "ana", 2, "liked", "b")
    say(database, "ana", 3, "seen")
    say(database, "ben", 1, "liked")
    say(database, "ben", 1, "undo")
    say(database, "ben", 4, "not_for_me")
    say(database, "cem", 5, "liked", None)
    say(database, "dan", 6, "liked", days=200)
    found = read_answers(database, 1, NOON, END)
    assert sorted(zip(found.liked, found.judged, found.shown, strict=True)) == [
        (0, 1, 5),
        (2, 2, 10),
    ]
    assert len(read_answers(database, 2, NOON, END).liked) == 0


def test_a_share_has_wilsons_interval_where_people_answer_once() -> None:
    told = share(np.array([1.0] * 30 + [0.0] * 70), np.ones(100))
    assert told is not None
    assert (told.mean, told.people) == (0.3, 100)
    assert told.lower == pytest.approx(0.2189, abs=0.002)
    assert told.upper == pytest.approx(0.3958, abs=0.002)


def test_answers_of_one_person_that_hang_together_count_less() -> None:
    likes = np.repeat([5.0, 0.0], 20)
    together = share(likes, np.full(40, 5.0))
    apart = share(np.tile([1.0, 0.0], 100), np.ones(200))
    assert together is not None
    assert apart is not None
    assert together.mean == apart.mean == 0.5
    assert together.upper - together.lower > 2 * (apart.upper - apart.lower)


def test_a_share_of_all_or_nothing_is_still_unsure() -> None:
    every, none = (share(np.full(10, value), np.ones(10)) for value in (1.0, 0.0))
    assert every is not None
    assert none is not None
    assert every.lower == pytest.approx(0.722, abs=0.001)
    assert none.upper == pytest.approx(0.278, abs=0.001)
    assert share(np.zeros(3), np.zeros(3)) is None


def test_the_interval_holds_the_truth_in_about_95_of_100_cases() -> None:
    random = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        own = random.beta(3, 2, 60)
        judged = random.integers(1, 6, 60)
        told = share(random.binomial(judged, own).astype(float), judged.astype(float))
        assert told is not None
        held += told.lower <= 0.6 <= told.upper
    assert 0.92 <= held / 400 <= 0.99


def test_a_share_that_fell_is_told_by_how_sure_it_is() -> None:
    then = Bounded(mean=0.6, lower=0.56, upper=0.64, people=300)
    same = Bounded(mean=0.58, lower=0.53, upper=0.63, people=200)
    lower = Bounded(mean=0.5, lower=0.45, upper=0.55, people=200)
    half = Bounded(mean=0.3, lower=0.25, upper=0.36, people=200)
    few = half.model_copy(update={"people": 10})
    told = [fall(now, then, SETTINGS) for now in (same, lower, half, few, None)]
    assert told == ["quiet", "warn", "act", "quiet", "quiet"]
    assert fall(half, None, SETTINGS) == "quiet"


def test_without_a_fall_there_is_seldom_an_alarm() -> None:
    random = np.random.default_rng(3)

    def answers(n: int):
        own, judged = random.beta(3, 2, n), random.integers(1, 6, n).astype(float)
        return share(random.binomial(judged.astype(int), own).astype(float), judged)

    alarms = [fall(answers(60), answers(150), SETTINGS) != "quiet" for _ in range(1000)]
    assert np.mean(alarms) <= 0.015


def test_the_first_weeks_are_the_reference_once_they_are_over(database, tmp_path) -> None:
    of = release(database, tmp_path / "model")
    for day in range(60):
        for person in range(3):
            kind = "liked" if day < 30 or person == 0 else "not_for_me"
            say(database, f"{day}-{person}", film_of(0, person), kind, f"{day}", days=day + 0.5)

    def at(day: int):
        until = NOON + timedelta(days=day)
        found = qualities(database, of, champion(), SETTINGS, until)
        return {one.name: one for one in found}

    early = at(10)["acceptance"]
    assert early.reference is None
    assert early.current is not None
    assert (early.current.mean, early.current.people) == (1.0, 30)
    late = at(60)
    acceptance, precision = late["acceptance"], late["precision"]
    assert acceptance.level == "act"
    assert acceptance.reference is not None
    assert acceptance.current is not None
    assert (acceptance.reference.mean, acceptance.reference.people) == (1.0, 42)
    assert acceptance.current.mean == pytest.approx(1 / 3)
    assert precision.current is not None
    assert precision.current.mean == pytest.approx(1 / 15)


def test_later_likes_are_sought_among_the_five_for_the_earlier_favourites(database) -> None:
    model = champion()
    asked = [film_of(0, place) for place in range(4)]
    shown = Engine(model).recommend_one(wire.RecommendRequest(favourites=asked)).films[0].film_id
    likes = {"hit": shown, "miss": film_of(2, 19), "nothing": None}
    book = FeedbackBook(database, lambda: NOON + timedelta(days=1))
    for name, film in likes.items():
        person = PersonRow(id=uuid4(), name=name, name_key=name, password_hash="-", created_at=NOON)
        with writing(database) as session:
            session.add(person)
            session.flush()
            for place, favourite in enumerate([*asked, *([film] if film else [])]):
                session.add(
                    FavouriteRow(
                        person_id=person.id, dataset="toy", film_id=favourite, position=place
                    )
                )
        if film:
            said = wire.FeedbackRequest(film_id=film, kind="liked", account=person.id)
            book.record(said, "toy")
    found = later_hits(database, model, "toy", NOON, END)
    assert found.current is not None
    assert (found.current.mean, found.current.people) == (0.5, 2)
    assert later_hits(database, model, "other", NOON, END).current is None


def test_nobodys_answers_are_no_shares(database) -> None:
    nothing = read_answers(database, 1, NOON, END)
    assert [one.current for one in shares_of(nothing, None, SETTINGS)] == [None, None]
