"""My data: what somebody sees of it, takes along, changes and deletes."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from cinq.accounts import Accounts, NotSignedIn, UnknownAccount
from cinq.database import open_database, writing
from cinq.experiments.personal import exposures_of
from cinq.experiments.tables import ExposureRow
from cinq.feedback import FeedbackBook
from cinq.personal import PersonalData
from cinq.wire import FeedbackRequest
from tests.ui.conftest import NAME, PASSWORD
from ui.mine import MyData, my_data
from ui.pace import Turns
from ui.texts import LANGUAGES
from ui.texts.rooms import mine_texts
from ui.views.room import ago

EN = mine_texts("en")
NEW, WRONG = "six loud lanterns", "seven dim lanterns"


@pytest.fixture
def personal(accounts: Accounts, tmp_path) -> Iterator[PersonalData]:
    engine = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield PersonalData(accounts, engine)
    engine.dispose()


@pytest.fixture
def ada(accounts: Accounts, personal: PersonalData, token: str) -> TestClient:
    """A browser in which Ada is signed in."""
    app = FastAPI()
    app.include_router(my_data(MyData(accounts, personal, 2, Turns())))
    browser = TestClient(app, "http://cinq.test", follow_redirects=False)
    browser.cookies.set("cinq_session", token)
    return browser


def is_open(accounts: Accounts, token: str) -> bool:
    try:
        accounts.who(token)
    except NotSignedIn:
        return False
    return True


def problem_of(html: str) -> str:
    return html.partition('role="alert">')[2].partition("</p>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_tells_how_much_is_kept(ada, accounts, token, language) -> None:
    accounts.set_favourites(accounts.who(token), "toy", [1, 2, 3])
    accounts.set_favourites(accounts.who(token), "demo", [4])
    page = ada.get("/me", headers={"accept-language": language}).text
    say = mine_texts(language)
    assert f'<html lang="{language}">' in page
    assert f"<b>4</b> {say.kept['favourites'][1]}" in page
    for title in (say.kept_title, say.learning_title, say.sessions_title, say.password_title):
        assert title in page


def test_everything_that_is_kept_is_handed_over(ada, accounts, personal, token) -> None:
    person = accounts.who(token)
    accounts.set_favourites(person, "toy", [5, 3])
    said = FeedbackRequest(film_id=7, kind="liked", account=person.id)
    FeedbackBook(personal._engine).record(said, "toy")
    shown(personal, str(person.id))
    answer = ada.get("/me/export")
    assert answer.headers["content-type"] == "application/json"
    assert 'attachment; filename="cinq-my-data.json"' in answer.headers["content-disposition"]
    told = json.loads(answer.text)
    assert (told["name"], told["favourites"]) == (NAME, {"toy": [5, 3]})
    assert [one["film_id"] for one in told["feedback"]] == [7]
    assert [one["experiment"] for one in told["experiments"]] == ["older"]
    assert token not in answer.text
    assert "argon2" not in answer.text


def shown(personal: PersonalData, subject: str) -> None:
    now = datetime.now(UTC)
    with writing(personal._engine) as session:
        session.add(
            ExposureRow(
                experiment="older",
                arm="a",
                subject=subject,
                day=now.date(),
                model_version="1",
                release=1,
                answers=1,
                films=5,
                first_at=now,
            )
        )


def test_nobody_elses_data_is_handed_over(ada, accounts) -> None:
    accounts.sign_up("Bea", PASSWORD)
    assert "Bea" not in ada.get("/me/export").text


def test_learning_is_allowed_and_forbidden_by_a_press(ada, accounts, token) -> None:
    assert EN.learning_no in ada.get("/me").text
    for given, stands in (("yes", EN.learning_yes), ("no", EN.learning_no)):
        answer = ada.post("/me/consent", data={"given": given})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/me?done={given}")
        page = ada.get(answer.headers["location"]).text
        assert stands in page
        assert EN.done[given] in page
        assert accounts.own.consent(token).given is (given == "yes")


@pytest.mark.parametrize("given", ["", "YES", "true", "1"])
def test_only_a_clear_yes_allows_learning(ada, accounts, token, given) -> None:
    ada.post("/me/consent", data={"given": given})
    assert accounts.own.consent(token).given is False


def test_one_session_or_all_others_are_ended(ada, accounts, token) -> None:
    phone, library, office = (
        accounts.sign_in(NAME, PASSWORD, device=device)
        for device in ("Safari, iPhone", "Firefox, Linux", "Edge, Windows")
    )
    page = ada.get("/me").text
    ids = dict(
        zip(
            re.findall(r"<b>([^<]+, [^<]+)</b>", page),
            re.findall(r'value="(\w{16})"', page),
            strict=False,
        )
    )
    assert set(ids) >= {"Safari, iPhone", "Firefox, Linux", "Edge, Windows"}
    ended = ada.post("/me/sessions/end", data={"id": ids["Safari, iPhone"]})
    assert ended.headers["location"] == "/me?done=session"
    assert [is_open(accounts, one) for one in (phone, library, office)] == [False, True, True]
    assert ada.post("/me/sessions/end-others").headers["location"] == "/me?done=others"
    assert [is_open(accounts, one) for one in (library, office, token)] == [False, False, True]


def test_a_new_password_ends_other_sessions_and_renews_this_one(ada, accounts, token) -> None:
    elsewhere = accounts.sign_in(NAME, PASSWORD)
    answer = ada.post("/me/password", data={"current": PASSWORD, "new": NEW})
    assert answer.headers["location"] == "/me?done=password"
    fresh = answer.cookies["cinq_session"]
    assert fresh != token
    assert not is_open(accounts, token)
    assert not is_open(accounts, elsewhere)
    assert accounts.who(fresh).name == NAME
    assert EN.done["password"] in ada.get("/me?done=password").text


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"current": WRONG, "new": NEW}, 401, EN.wrong_password),
        ({"current": PASSWORD, "new": "short"}, 400, "at least 8"),
        ({"current": PASSWORD, "new": "password1"}, 400, "first that anybody tries"),
        ({}, 400, "at least 8"),
    ],
    ids=["wrong", "short", "common", "empty"],
)
def test_a_password_that_is_not_changed_is_told_beside_the_form(
    ada, accounts, token, form, status, said
) -> None:
    answer = ada.post("/me/password", data=form)
    assert answer.status_code == status
    assert said in problem_of(answer.text)
    assert 'aria-describedby="password-problem' in answer.text
    assert is_open(accounts, token)
    for typed in form.values():
        assert f'value="{typed}"' not in answer.text


def test_deleting_takes_the_password_and_a_tick_and_leaves_nothing(
    ada, accounts, personal, token
) -> None:
    person = accounts.who(token)
    shown(personal, str(person.id))
    untouched = ada.post("/me/delete", data={"password": PASSWORD})
    assert (untouched.status_code, problem_of(untouched.text)) == (400, EN.not_sure)
    wrong = ada.post("/me/delete", data={"password": WRONG, "sure": "yes"})
    assert (wrong.status_code, problem_of(wrong.text)) == (401, EN.wrong_password)
    assert is_open(accounts, token)
    gone = ada.post("/me/delete", data={"password": PASSWORD, "sure": "yes"})
    assert gone.status_code == 200
    assert EN.gone_title in gone.text
    assert 'cinq_session=""' in gone.headers["set-cookie"]
    assert not is_open(accounts, token)
    with pytest.raises(UnknownAccount):
        accounts.named(NAME)
    assert exposures_of(personal._engine, str(person.id)) == []


def test_who_has_only_the_session_cannot_guess_the_password_for_ever(ada) -> None:
    form = {"password": WRONG, "sure": "yes"}
    codes = [ada.post("/me/delete", data=form).status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert ada.post("/me/password", data={"current": PASSWORD, "new": NEW}).status_code == 429


@pytest.mark.parametrize("path", ["/me", "/me/export"])
def test_who_is_not_signed_in_sees_nothing(ada, path) -> None:
    ada.cookies.clear()
    answer = ada.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert NAME not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/me/consent", "/me/sessions/end", "/me/sessions/end-others", "/me/password", "/me/delete"],
)
def test_who_is_not_signed_in_changes_nothing(ada, accounts, token, path) -> None:
    ada.cookies.clear()
    form = {"current": PASSWORD, "new": NEW, "password": PASSWORD, "sure": "yes", "given": "yes"}
    answer = ada.post(path, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert is_open(accounts, token)
    assert accounts.own.consent(token).given is None
    assert accounts.sign_in(NAME, PASSWORD)


def test_names_devices_and_messages_stay_text(accounts, personal) -> None:
    accounts.sign_up("<b onclick=x>", PASSWORD)
    token = accounts.sign_in("<b onclick=x>", PASSWORD)
    accounts.sign_in("<b onclick=x>", PASSWORD, device='"><script>x</script>')
    app = FastAPI()
    app.include_router(my_data(MyData(accounts, personal, 2, Turns())))
    browser = TestClient(app, "http://cinq.test")
    browser.cookies.set("cinq_session", token)
    page = browser.get("/me?done=<script>").text
    assert "<script" not in page
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;" in page


def test_an_unreadable_form_is_a_kind_400(ada) -> None:
    assert ada.post("/me/password", content=b"\xff=\xff").status_code == 400


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": 20}, "just now"),
        ({"seconds": -20}, "just now"),
        ({"minutes": 1}, "a minute ago"),
        ({"minutes": 59}, "59 minutes ago"),
        ({"minutes": 61}, "an hour ago"),
        ({"hours": 23}, "23 hours ago"),
        ({"days": 1, "hours": 2}, "a day ago"),
        ({"days": 13}, "13 days ago"),
    ],
    ids=str,
)
def test_times_are_told_in_words(passed: dict[str, int], words: str) -> None:
    assert ago(NOON - timedelta(**passed), NOON, EN) == words
