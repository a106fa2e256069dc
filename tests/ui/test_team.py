"""The team's view: who may see it, what it shows, and bringing a release back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from cinq.accounts import Accounts
from cinq.database import open_database, writing
from cinq.feedback import FeedbackBook
from cinq.overview import Overview
from cinq.traffic.tables import MonitoringRow
from cinq.wire import FeedbackRequest
from tests.ui.conftest import NAME, PASSWORD
from tests.ui.team_api import FakeTeamApi
from ui.overview import drift_of, number
from ui.team import TeamRoom, team_view
from ui.texts.rooms import team_texts
from ui.views.team_parts import hint

EN, FR = team_texts("en"), team_texts("fr")
LINKS = {"ZenML": "http://127.0.0.1:8237", "MLflow": "", "Grafana": ""}
PAGES = ["/team", "/team/compare?films=alien", "/team/rollback?to=1"]


@pytest.fixture
def api() -> FakeTeamApi:
    return FakeTeamApi()


@pytest.fixture
def overview(tmp_path, accounts: Accounts) -> Iterator[Overview]:
    engine = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield Overview(engine)
    engine.dispose()


def browser_of(accounts, api, admin, overview, token: str) -> TestClient:
    app = FastAPI()
    app.include_router(team_view(TeamRoom(accounts, api, admin, overview, LINKS)))
    browser = TestClient(app, "http://cinq.test", follow_redirects=False)
    browser.cookies.set("cinq_session", token)
    return browser


@pytest.fixture
def ada(accounts, api, overview, token) -> TestClient:
    """A browser in which Ada, of the team, is signed in."""
    accounts.set_role(NAME, "team")
    return browser_of(accounts, api, api, overview, token)


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_of_the_team_finds_nothing(ada, accounts, api, path) -> None:
    accounts.set_role(NAME, "member")
    assert ada.get(path).status_code == 404
    assert ada.post("/team/rollback", data={"to": "1"}).status_code == 404
    assert api.asked == []


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_led_to_the_door(ada, api, path) -> None:
    ada.cookies.clear()
    assert ada.get(path).headers["location"] == "/sign-in"
    assert ada.post("/team/rollback", data={"to": "1"}).headers["location"] == "/sign-in"
    assert api.asked_for == []


def test_the_live_model_is_shown_with_its_intervals(ada) -> None:
    page = ada.get("/team").text
    assert "<strong>0.865</strong>" in page
    assert "95 % interval: 0.845 to 0.883" in page
    french = ada.get("/team", headers={"accept-language": "fr"}).text
    assert "<strong>0,865</strong>" in french
    assert FR.live in french


def test_every_release_but_the_one_that_serves_can_be_brought_back(ada) -> None:
    page = ada.get("/team").text
    assert [f"/team/rollback?to={n}" in page for n in (1, 2, 3)] == [True, True, False]
    assert EN.serving in page
    assert "brought back from release 1" in page


def test_a_release_is_brought_back_after_a_question_and_under_ones_name(ada, api) -> None:
    question = ada.get("/team/rollback?to=1").text
    assert "Bring release 1 back?" in question
    assert api.asked_for == []
    answer = ada.post("/team/rollback", data={"to": "1", "reason": "dull\nlists"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/team?job=12")
    (asked,) = api.asked_for
    assert (asked.to, asked.reason, asked.asked_by) == (1, "dull lists", NAME)
    told = ada.get("/team?job=12").text
    assert "Job 12, asked by Ada" in told
    assert EN.look_again in told


@pytest.mark.parametrize("to", ["", "0", "-1", "9", "x", "1 OR 1", "99999999999999999999"])
def test_a_release_that_there_is_not_is_not_brought_back(ada, api, to) -> None:
    assert ada.get(f"/team/rollback?to={to}").status_code == 404
    assert ada.post("/team/rollback", data={"to": to}).status_code == 404
    assert api.asked_for == []


def test_a_job_tells_how_it_ended_and_whether_somebody_runs_it(ada, api) -> None:
    api.conductor = False
    assert EN.no_conductor in ada.get("/team?job=12").text
    api.state = "failed"
    told = ada.get("/team?job=12").text
    assert "failed. it &lt;i&gt;broke&lt;/i&gt;" in told
    assert EN.look_again not in told


def test_a_release_that_the_api_has_not_taken_up_yet_is_said_to_come(ada, api) -> None:
    api.state, api.serving = "succeeded", 2
    told = ada.get("/team?job=12").text
    assert EN.coming.replace("{n}", "3") in told
    assert EN.look_again in told
    api.serving = 3
    told = ada.get("/team?job=12").text
    assert EN.job_states["succeeded"] in told
    assert EN.look_again not in told


def test_without_a_key_nothing_can_be_done_and_the_page_says_why(
    accounts, api, overview, token
) -> None:
    accounts.set_role(NAME, "team")
    browser = browser_of(accounts, api, None, overview, token)
    page = browser.get("/team").text
    assert hint(EN.no_key) in page
    assert "/team/rollback?to=" not in page
    assert browser.post("/team/rollback", data={"to": "1"}).status_code == 404
    assert api.asked_for == []


def test_two_lists_stand_side_by_side(ada, accounts, token) -> None:
    accounts.set_favourites(accounts.who(token), "toy", [1, 2])
    assert 'value="Alien 1979; Heat 1995"' in ada.get("/team").text
    page = ada.get("/team/compare?films=alien;nonsense&first=1&second=2").text
    assert "No film is like “nonsense”." in page
    assert "1 of 3 films are in both lists." in page
    assert "First: release 1, version 1" in page
    assert page.count(EN.absent) == 2
    assert "&lt;b&gt;Alien&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("films=", 200, EN.no_films),
        ("films=;;", 200, EN.no_films),
        ("films=nonsense", 200, "No film is like “nonsense”."),
        ("films=alien&first=9", 422, "there is no release 9"),
    ],
)
def test_what_cannot_be_compared_is_told(ada, query, status, said) -> None:
    answer = ada.get(f"/team/compare?{query}")
    assert answer.status_code == status
    assert said in answer.text


def test_without_the_api_the_rest_is_shown(ada, api) -> None:
    api.down = True
    page = ada.get("/team").text
    assert EN.out_of_reach in page
    assert EN.funnel in page
    assert ada.get("/team/rollback?to=1").status_code == 503
    assert EN.out_of_reach in ada.get("/team/compare?films=alien").text


def test_the_funnel_counts_people_and_not_lists(ada, accounts, overview, token) -> None:
    person = accounts.who(token)
    accounts.set_favourites(person, "toy", [1, 2, 3, 4, 5])
    accounts.set_favourites(person, "demo", [1])
    accounts.set_favourites(accounts.sign_up("Bea", PASSWORD), "toy", [1])
    for film in (1, 2):
        said = FeedbackRequest(film_id=film, kind="liked", account=person.id)
        FeedbackBook(overview._engine).record(said, "toy")
    steps = {"account": 2, "first_choice": 2, "five_chosen": 1, "judged": 1}
    assert overview.funnel(30) == steps
    assert overview.funnel(-1) == dict.fromkeys(steps, 0)
    assert "width:50.0%" in ada.get("/team").text


def test_drift_is_shown_the_furthest_first_and_a_kind_line_before(ada, overview) -> None:
    assert "<code>cinq monitor</code>" in hint(EN.no_monitoring)
    assert hint(EN.no_monitoring) in ada.get("/team").text
    features = [
        {
            "name": name,
            "title": f"<u>{name}</u>",
            "level": level,
            "psi": psi,
            "warn_psi": 0.05,
            "act_psi": 0.12,
        }
        for name, level, psi in (("decades", "quiet", 0.01), ("genres", "act", 0.2))
    ]
    found = {"made_at": "2026-11-25T16:00", "since": "2026-11-24T16:00", "requests": 1234}
    with writing(overview._engine) as session:
        row = {"made_at": datetime.now(UTC), "release": 3, "level": "act"}
        session.add(MonitoringRow(**row, findings=found | {"features": features}))
    page = ada.get("/team").text
    assert page.index("&lt;u&gt;genres") < page.index("&lt;u&gt;decades")
    assert "warns from 0.050, acts from 0.120" in page
    assert EN.levels["act"] in page
    assert "1234 requests" in page
    drift = drift_of(found | {"features": []})
    assert drift is not None
    assert drift.shifts == ()


def test_links_lead_where_the_settings_say(ada) -> None:
    page = ada.get("/team").text
    assert 'href="http://127.0.0.1:8237"' in page
    assert "MLflow</a>" not in page


def test_what_others_wrote_stays_text(ada) -> None:
    for path in (*PAGES, '/team/compare?films="><script>x</script>&first=<script>'):
        assert "<script" not in ada.get(path).text


@pytest.mark.parametrize("text", [None, "", "0", "-1", "1.5", "²", "x", "1" * 10])
def test_only_small_numbers_are_numbers(text) -> None:
    assert number(text) is None
