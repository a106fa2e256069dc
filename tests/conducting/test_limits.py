"""Trainings that nobody asked for by hand keep a cool-down and a budget, and say so."""

import json

import pytest

from cinq.web.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed_headers

from .conftest import SECRETS, alert, group


def ask(world) -> str:
    """Ask for a training with an alert that has just begun."""
    body = group(alert(started=world.clock.now))
    content = json.dumps(body).encode()
    return world.desk.alertmanager(content, f"Bearer {SECRETS.token}").outcome


def test_next_training_waits_for_the_cooldown(world):
    assert ask(world) == "started"
    world.run()
    world.clock.move(hours=5)
    assert ask(world) == "cooldown"
    who, asked = world.told[0]
    assert who == "alertmanager hook: CinqDriftAct"
    assert asked.said.endswith("not again before 2026-03-02T18:10:00+00:00")
    world.clock.move(hours=1)
    assert ask(world) == "started"
    assert world.counted("alertmanager") == {"started": 2, "cooldown": 1}


@pytest.mark.parametrize("state", ["refused", "failed", "succeeded"])
def test_cooldown_begins_however_a_training_ended(world, state):
    assert ask(world) == "started"
    world.run(state)
    assert ask(world) == "cooldown"


def test_job_that_never_ran_starts_no_cooldown(world):
    assert ask(world) == "started"
    world.queue.cancel(world.queue.list()[0].id)
    world.clock.move(minutes=1)
    assert ask(world) == "started"


def test_number_of_trainings_a_week_is_bounded(make_world):
    world = make_world(max_trainings_a_week=3, cooldown_hours=0)
    for _ in range(3):
        assert ask(world) == "started"
        world.run()
    assert ask(world) == "budget"
    assert "3 trainings began within seven days" in world.told[0][1].said
    assert world.figures()["cinq_training_budget_left",] == 0
    world.clock.move(days=7, minutes=-25)
    assert ask(world) == "started"


def test_processor_hours_a_week_are_bounded(make_world):
    world = make_world(max_processor_hours_a_week=2, cooldown_hours=0)
    assert ask(world) == "started"
    world.run(processor_seconds=7200)
    assert ask(world) == "budget"
    assert "2.0 processor hours within seven days, of 2" in world.told[0][1].said
    assert world.figures()["cinq_training_budget_left",] == 0


def test_people_pass_the_limits_and_use_the_budget_up(make_world):
    world = make_world(max_trainings_a_week=1)
    for _ in range(2):
        world.queue.enqueue("train", {}, "ana")
        world.run()
    world.clock.move(hours=7)
    assert ask(world) == "budget"


def test_other_jobs_have_no_limits(make_world):
    world = make_world(max_trainings_a_week=1)
    for _ in range(3):
        body = b'{"ask": "monitor"}'
        headers = signed_headers(SECRETS.signing, int(world.clock.now.timestamp()), body)
        given = headers[SIGNATURE_HEADER], headers[TIMESTAMP_HEADER]
        assert world.desk.signed(body, *given).outcome == "started"
        world.run()
