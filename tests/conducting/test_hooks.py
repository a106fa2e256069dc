"""Hooks over HTTP: who may start what, and what is turned away, counted, and starts nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from cinq.client import ApiError, ask_conductor
from cinq.web.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed_headers

from .conftest import NOON, SECRETS, alert, group

TRAIN = {"ask": "train", "reason": "new films"}


def test_signed_hook_starts_a_training(world, post):
    response = post.signed(TRAIN)
    assert response.status_code == 202
    assert response.json()["outcome"] == "started"
    (job,) = world.queue.list()
    assert (job.kind, job.asked_by) == ("train", "signed hook: new films")
    assert world.counted("signed") == {"started": 1}


def test_the_client_signs_as_the_server_expects(world, post):
    now = world.clock.now.timestamp
    answer = ask_conductor(post.url, SECRETS.signing, "train", "new films", clock=now)
    assert (answer.outcome, world.jobs) == ("started", ["train"])
    with pytest.raises(ApiError) as caught:
        ask_conductor(post.url, "another secret", clock=now)
    assert caught.value.status == 401


def test_a_conductor_that_is_away_is_told_by_its_name():
    with pytest.raises(ApiError, match=r"^the conductor at .* cannot be reached"):
        ask_conductor("http://127.0.0.1:1", "secret")


@pytest.mark.parametrize(
    "headers",
    [
        {SIGNATURE_HEADER: "0" * 64},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "é".encode()},
        {TIMESTAMP_HEADER: ""},
        {TIMESTAMP_HEADER: "soon"},
        {TIMESTAMP_HEADER: "-5"},
        {TIMESTAMP_HEADER: "9" * 40},
        {TIMESTAMP_HEADER: str(int(NOON.timestamp()) + 1)},
    ],
    ids=lambda headers: next(f"{name}: {value[:12]!r}" for name, value in headers.items()),
)
def test_forged_signature_is_refused_and_starts_nothing(world, post, headers):
    response = post.signed(TRAIN, **headers)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert (world.jobs, world.counted("signed")) == ([], {"forged": 1})


def test_signature_of_another_secret_or_another_body_is_refused(world, post):
    assert post.signed(TRAIN, secret="another").status_code == 401
    at = int(world.clock.now.timestamp())
    other = signed_headers(SECRETS.signing, at, b"{}")
    assert post.signed(TRAIN, **other).status_code == 401
    assert (world.jobs, world.counted("signed")) == ([], {"forged": 2})


@pytest.mark.parametrize("off", [-301, 301])
def test_hook_whose_time_is_off_is_refused(world, post, off):
    at = int(world.clock.now.timestamp()) + off
    body = b'{"ask": "train"}'
    response = post.signed(body, **signed_headers(SECRETS.signing, at, body))
    assert response.status_code == 401
    assert "301 s off" in response.json()["detail"]
    assert (world.jobs, world.counted("signed")) == ([], {"stale": 1})


def test_hook_that_is_sent_again_is_refused_also_after_a_restart(world, make_world, post):
    assert post.signed(TRAIN).status_code == 202
    world.run()
    world.clock.move(minutes=-10)
    again = post.signed(TRAIN)
    assert again.status_code == 401
    assert again.json()["detail"] == "this very hook came before"
    restarted = make_world()
    body = b'{"ask": "train", "reason": "new films"}'
    at = int(NOON.timestamp())
    headers = signed_headers(SECRETS.signing, at, body)
    given = headers[SIGNATURE_HEADER].upper(), headers[TIMESTAMP_HEADER]
    assert restarted.desk.signed(body, *given).outcome == "replayed"
    assert world.jobs == ["train"]
    assert world.counted("signed") == {"started": 1, "replayed": 1}
    restarted.book.flush()
    assert world.counted("signed") == {"started": 1, "replayed": 2}


def test_alertmanager_starts_what_the_rules_say(world, post):
    response = post.alertmanager(group(alert("CinqDriftAct"), alert("CinqModelOld"), alert("Disk")))
    assert response.status_code == 202
    (job,) = world.queue.list()
    assert (job.kind, job.asked_by) == ("train", "alertmanager hook: CinqDriftAct, CinqModelOld")


def test_alerts_may_ask_for_jobs_of_several_kinds(world, post):
    assert post.alertmanager(group(alert("CinqSilent"), alert("CinqDriftAct"))).is_success
    assert sorted(world.jobs) == ["monitor", "train"]


def test_grafana_sends_alerts_with_a_signature(world, post):
    assert post.signed(group(alert())).json()["outcome"] == "started"
    assert world.jobs == ["train"]


@pytest.mark.parametrize("token", [None, "", "wrong", SECRETS.token + "x", SECRETS.token[:-1]])
def test_wrong_bearer_token_is_refused_and_starts_nothing(world, post, token):
    assert post.alertmanager(group(alert()), token).status_code == 401
    assert (world.jobs, world.counted("alertmanager")) == ([], {"forged": 1})


def test_alert_that_was_acted_on_is_passed_over_while_it_goes_on(world, post):
    assert post.alertmanager(group(alert())).json()["outcome"] == "started"
    world.run()
    world.clock.move(hours=30)
    again = post.alertmanager(group(alert()))
    assert (again.status_code, again.json()["outcome"]) == (200, "repeated")
    assert world.jobs == ["train"]
    later = post.alertmanager(group(alert(started=NOON + timedelta(hours=20))))
    assert later.json()["outcome"] == "started"
    assert world.counted("alertmanager") == {"started": 2, "repeated": 1}


def test_alert_that_goes_on_for_days_may_ask_again(world, post):
    assert post.alertmanager(group(alert())).json()["outcome"] == "started"
    world.run()
    world.clock.move(hours=73)
    assert post.alertmanager(group(alert())).json()["outcome"] == "started"


def test_alert_that_was_held_back_is_not_forgotten(world, post):
    assert post.signed(TRAIN).is_success
    world.run()
    world.clock.move(hours=1)
    assert post.alertmanager(group(alert())).json()["outcome"] == "cooldown"
    world.clock.move(hours=6)
    assert post.alertmanager(group(alert())).json()["outcome"] == "started"


@pytest.mark.parametrize(
    "body",
    [group(alert(status="resolved")), group(alert("Disk")), group()],
    ids=["resolved", "not named by a rule", "empty"],
)
def test_what_asks_for_nothing_is_ignored(world, post, body):
    response = post.alertmanager(body)
    assert (response.status_code, response.json()["outcome"]) == (200, "ignored")
    assert (world.jobs, world.counted("alertmanager")) == ([], {"ignored": 1})


MALFORMED = [b"", b"{", b"[]", b"\xff", b'{"ask": "fly"}', b'{"ask": "train", "x": 1}', b"[" * 9999]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:20]))
def test_malformed_body_is_refused_and_starts_nothing(world, post, body):
    assert post.signed(body).status_code == 422
    assert post.alertmanager(body).status_code == 422
    assert world.jobs == []
    assert world.counted("signed") == world.counted("alertmanager") == {"malformed": 1}


def test_large_body_is_cut_off(world, post):
    body = b"x" * (world.settings.max_body_bytes + 1)
    assert post.signed(body).status_code == post.alertmanager(body).status_code == 413
    assert world.counted("signed") == world.counted("alertmanager") == {"too_large": 1}


def test_twenty_at_once_are_one_run(world, post):
    hooks = [{"ask": "train", "reason": str(n)} for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = [response.json() for response in pool.map(post.signed, hooks)]
    assert sorted(answer["outcome"] for answer in answers) == ["joined"] * 19 + ["started"]
    assert {answer["job_id"] for answer in answers} == {world.queue.list()[0].id}
    world.run()
    assert world.queue.claim("test") is None
    assert world.counted("signed") == {"started": 1, "joined": 19}


def test_twenty_alerts_at_once_are_one_run(world, post):
    hooks = [group(alert(started=NOON + timedelta(seconds=n % 4))) for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = [response.json()["outcome"] for response in pool.map(post.alertmanager, hooks)]
    assert answers.count("started") == 1
    assert set(answers) <= {"started", "joined", "repeated"}
    assert world.jobs == ["train"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"ask": "fly"}, "ask: input should be 'train', 'monitor' or 'predict'"),
        ({"ask": "train", "reason": "x" * 201}, "reason: string should have at most 200"),
        ({"reason": "new films"}, "alerts: field required"),
        ([], "body: "),
    ],
    ids=["no job", "long reason", "no wish", "a list"],
)
def test_malformed_body_is_told_by_what_it_wanted_to_be(world, post, body, said):
    assert post.signed(body).json()["detail"].startswith(said)


def test_what_nobody_could_read_in_a_reason_is_left_out(world, post):
    assert post.signed({"ask": "train", "reason": "new\x00\x1b[31m \u202efilms\n"}).is_success
    assert [job.asked_by for job in world.queue.list()] == ["signed hook: new [31m films"]


def test_hook_that_finds_the_database_away_may_be_sent_again(world, post, tmp_path):
    file = tmp_path / "cinq.db"
    kept = file.read_bytes()
    file.write_bytes(b"no database" * 4096)
    for response in (post.signed(TRAIN), post.alertmanager(group(alert()))):
        assert response.status_code == 503
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["retry-after"] == "5"
        assert "again later" in response.json()["detail"]
    file.write_bytes(kept)
    assert post.signed(TRAIN).status_code == 202
    assert world.jobs == ["train"]


def test_other_methods_and_paths_start_nothing(world, post):
    for path, status in (("/hooks/signed", 405), ("/", 404), ("/metrics/", 404)):
        response = post.get(path)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert "POST /hooks/signed" in response.json()["detail"]
    assert post.get("/healthz").json() == {"status": "ok"}
    assert post.get("/metrics").text == "figures\n"
    assert world.jobs == []


def test_a_name_that_somebody_leads_to_this_machine_reads_no_figures(post):
    for headers in ({"Host": "evil.test"}, {"X-Forwarded-For": "192.0.2.1"}):
        response = post.get("/metrics", headers)
        assert response.status_code == 403
        assert "conductor.host" in response.json()["detail"]
        assert post.get("/healthz", headers).status_code == 200
