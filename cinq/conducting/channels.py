"""The ways to people: a Slack-compatible incoming webhook, and email."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

import httpx2

from cinq.conducting.notice import Notice
from cinq.conducting.secrets import read_secret
from cinq.errors import SettingsError
from cinq.settings import NotifySettings


class Channel(Protocol):
    """A way to people."""

    @property
    def name(self) -> str:
        """What the log calls it; never an address that is secret."""

    def send(self, notice: Notice) -> None:
        """Hand a notice over; whatever it raises means that it did not arrive."""


class Slack:
    """An incoming webhook as Slack, Mattermost and others have them.

    Parameters
    ----------
    url
        Its address, which is a secret.
    timeout
        Seconds to wait for an answer.
    """

    name = "Slack"

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._timeout = timeout

    def send(self, notice: Notice) -> None:
        """Post it; anything but a 2xx is a failure."""
        text = f"*{_escaped(notice.title)}*\n{_escaped(notice.text)}"
        with httpx2.Client(timeout=self._timeout, trust_env=False) as client:
            response = client.post(self._url, json={"text": text})
        if not response.is_success:
            raise ConnectionError(f"it answered {response.status_code}")


class Email:
    """Mail through an SMTP server.

    Parameters
    ----------
    settings
        Server, security, sender and receivers.
    password
        Of ``smtp_user``; empty where it signs in nowhere.
    """

    name = "email"

    def __init__(self, settings: NotifySettings, password: str) -> None:
        self._settings = settings
        self._password = password

    def send(self, notice: Notice) -> None:
        """Send it to all receivers; one that is refused is a failure."""
        told = self._settings
        with self._connect() as server:
            if told.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if told.smtp_user:
                server.login(told.smtp_user, self._password)
            refused = server.send_message(self._message(notice))
        if refused:
            raise ConnectionError(f"{len(refused)} receivers were refused")

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        timeout = self._settings.timeout_seconds
        if self._settings.smtp_security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
        return smtplib.SMTP(host, port, timeout=timeout)

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = notice.title
        message["From"] = self._settings.email_from
        message["To"] = ", ".join(self._settings.email_to)
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid(domain="cinq.invalid")
        message.set_content(notice.text)
        return message


def channels_of(settings: NotifySettings, read: Callable[..., str] = read_secret) -> list[Channel]:
    """Return the ways to people that are set; none is a way too: the log has it all.

    Raises
    ------
    SettingsError
        If a secrets file cannot be read, or mail is set by half.
    """
    found: list[Channel] = []
    if settings.slack_url_file is not None:
        url = read(settings.slack_url_file)
        if not url.startswith(("https://", "http://")):
            raise SettingsError(f"secrets file {settings.slack_url_file} holds no web address")
        found.append(Slack(url, settings.timeout_seconds))
    if settings.smtp_host:
        if not settings.email_from or not settings.email_to:
            raise SettingsError("notify.smtp_host is set: set notify.email_from and email_to too")
        if settings.smtp_user and settings.smtp_password_file is None:
            raise SettingsError("notify.smtp_user is set: set notify.smtp_password_file too")
        password = read(settings.smtp_password_file) if settings.smtp_password_file else ""
        found.append(Email(settings, password))
    return found


def _escaped(text: str) -> str:
    """Escape what Slack would read as a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
