"""Where everything that watches and is watched answers, and where secrets lie."""

from dataclasses import dataclass
from pathlib import PurePath

from cinq.settings import API_PORT, CONDUCTOR_PORT, UI_PORT, Settings

ALERTMANAGER_PORT = 9093


@dataclass(frozen=True)
class Places:
    """Addresses as ``host:port``, and secrets files as Prometheus and Alertmanager see them.

    Attributes
    ----------
    api, page, conductor
        What Prometheus asks for metrics.
    alertmanager
        Whom it tells of alerts.
    hook_token_file
        Holds the token by which the conductor knows Alertmanager.
    api_key_file
        Holds a key of the API, which page and API are shown; None where none is needed.
    slack_url_file
        Holds the address of an incoming webhook of Slack's kind; None: no such messages.
    smtp_password_file
        Holds the password of the mail account; None: it needs none.
    """

    api: str
    page: str
    conductor: str
    alertmanager: str
    hook_token_file: PurePath
    api_key_file: PurePath | None = None
    slack_url_file: PurePath | None = None
    smtp_password_file: PurePath | None = None


def plain_places(
    settings: Settings, alertmanager: str = "", api_key_file: PurePath | None = None
) -> Places:
    """Processes of this machine, at the ports of the settings or else their usual ones."""
    conductor = settings.conductor
    return Places(
        api=f"{_near(settings.api.host)}:{settings.api.port or API_PORT}",
        page=f"{_near(settings.ui.host)}:{settings.ui.port or UI_PORT}",
        conductor=f"{_near(conductor.host)}:{conductor.port or CONDUCTOR_PORT}",
        alertmanager=alertmanager or f"127.0.0.1:{ALERTMANAGER_PORT}",
        hook_token_file=conductor.alertmanager_token_file
        or settings.home / "secrets" / "alertmanager-token",
        api_key_file=api_key_file,
        slack_url_file=settings.notify.slack_url_file,
        smtp_password_file=settings.notify.smtp_password_file,
    )


def compose_places(settings: Settings) -> Places:
    """The services of docker-compose.yml, with its secrets."""
    mounted = PurePath("/run/secrets")
    own = PurePath("/run/cinq")
    notify = settings.notify
    return Places(
        api=f"api:{API_PORT}",
        page=f"page:{UI_PORT}",
        conductor=f"pipelines:{CONDUCTOR_PORT}",
        alertmanager=f"alertmanager:{ALERTMANAGER_PORT}",
        hook_token_file=mounted / "alertmanager_token",
        api_key_file=mounted / "api_key",
        slack_url_file=own / "slack_url" if notify.slack_url_file else None,
        smtp_password_file=own / "smtp_password" if notify.smtp_password_file else None,
    )


def _near(host: str) -> str:
    """An address to listen on everywhere is reached by loopback."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
