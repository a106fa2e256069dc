"""People are told through Slack and email; failing to tell fails nothing."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from cinq.conducting.channels import channels_of
from cinq.conducting.notice import Notice, ended, held_back
from cinq.conducting.notifier import Notifier
from cinq.errors import SettingsError
from cinq.jobs.asking import Asked
from cinq.jobs.job import Outcome
from cinq.settings import NotifySettings
from tests.conducting.listeners import Mail, Slack

NOTICE = Notice("Cinq: a new model was trained & released", "Job 7 (train), <asked> for by ana.")
SECONDS = 20


@pytest.fixture
def slack() -> Iterator[Slack]:
    made = Slack()
    yield made
    made.close()


@pytest.fixture
def mail() -> Iterator[Mail]:
    made = Mail()
    yield made
    made.close()


def settings_with(tmp_path: Path, url: str = "", port: int = 0) -> NotifySettings:
    given = {}
    if url:
        (tmp_path / "slack").write_text(f"{url}\n")
        given["slack_url_file"] = tmp_path / "slack"
    if port:
        given |= {
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_security": "none",
            "email_from": "cinq@films.example",
            "email_to": ("team@films.example", "ana@films.example"),
        }
    return NotifySettings(**given)


def test_slack_and_mail_are_told(slack, mail, tmp_path):
    settings = settings_with(tmp_path, slack.url, mail.port)
    with Notifier(channels_of(settings)) as notifier:
        notifier.tell(NOTICE)
        path, body = slack.posts.get(timeout=SECONDS)
        envelope, message = mail.messages.get(timeout=SECONDS)
    assert path == "/hook/secret-path"
    assert body["text"].startswith("*Cinq: a new model was trained &amp; released*\nJob 7")
    assert "&lt;asked&gt;" in body["text"]
    assert envelope == ["<cinq@films.example>", "<team@films.example>", "<ana@films.example>"]
    assert "Subject: Cinq: a new model was trained & released" in message
    assert "asked" in message


def test_receiver_that_fails_twice_is_tried_again(tmp_path):
    slack = Slack(failures=2)
    try:
        channels = channels_of(settings_with(tmp_path, slack.url))
        with Notifier(channels, attempts=3, first_wait=0.01) as notifier:
            notifier.tell(NOTICE)
            slack.posts.get(timeout=SECONDS)
        assert slack.asked == 3
    finally:
        slack.close()


def test_receiver_that_is_away_is_logged_without_its_address_and_keeps_no_other(
    mail, tmp_path, caplog
):
    settings = settings_with(tmp_path, "http://127.0.0.1:1/secret-path", mail.port)
    with (
        caplog.at_level(logging.INFO, "cinq"),
        Notifier(channels_of(settings), attempts=2, first_wait=0.01) as notifier,
    ):
        notifier.tell(NOTICE)
        mail.messages.get(timeout=SECONDS)
    assert "Slack could not be told: Cinq: a new model" in caplog.text
    assert "Job 7 (train)" in caplog.text
    assert "secret-path" not in caplog.text


def test_without_channels_the_log_has_it(caplog):
    with caplog.at_level(logging.INFO, "cinq"), Notifier([]) as notifier:
        notifier.tell(NOTICE)
    assert NOTICE.title in caplog.text


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"slack_url_file": "/nowhere/slack"}, "/nowhere/slack cannot be read"),
        ({"smtp_host": "127.0.0.1"}, "set notify.email_from"),
        (
            {
                "smtp_host": "127.0.0.1",
                "email_from": "a@b.example",
                "email_to": ("a@b.example",),
                "smtp_user": "ana",
            },
            "set notify.smtp_password_file",
        ),
    ],
)
def test_half_of_a_setting_is_refused_at_the_start(settings, said):
    with pytest.raises(SettingsError, match=said):
        channels_of(NotifySettings(**settings))


def test_file_without_an_address_is_refused(tmp_path):
    (tmp_path / "slack").write_text("not an address")
    with pytest.raises(SettingsError, match="holds no web address"):
        channels_of(NotifySettings(slack_url_file=tmp_path / "slack"))


def test_every_end_of_a_training_is_told_and_only_failures_of_the_rest(world):
    job = world.queue.enqueue("train", {}, "signed hook: drift")
    told = {
        state: ended(job, Outcome(state, message="so it went"))
        for state in ("succeeded", "refused", "failed", "cancelled")
    }
    assert told["succeeded"].title == "Cinq: a new model was trained and released"
    assert told["refused"].title == "Cinq: the gate refused the new model; the champion stays"
    assert told["failed"].title == "Cinq: train failed"
    assert "asked for by signed hook: drift.\nso it went" in told["failed"].text
    other = world.queue.enqueue("monitor", {}, "schedule")
    assert ended(other, Outcome("succeeded")) is None
    assert ended(other, Outcome("failed")).title == "Cinq: monitor failed"


def test_training_that_is_held_back_is_told_with_the_reason():
    notice = held_back("schedule", Asked("budget", "14 trainings began", None))
    assert notice.title == "Cinq: the budget held a training back"
    assert notice.text == "Asked for by schedule: 14 trainings began."
