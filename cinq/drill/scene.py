"""Where a drill takes place: its processes, who asks them, and what everybody waits for."""

import time
from functools import cached_property

from cinq.alerts import Places
from cinq.conducting.secrets import ALERTMANAGER_TOKEN, FOLDER
from cinq.drill.evidence import Drift, Evidence
from cinq.drill.loop import ClosedLoop
from cinq.drill.plan import Plan, environment_of, settings_of, tools
from cinq.drill.stage import CINQ, Stage, free_ports
from cinq.drill.traffic import Traffic
from cinq.drill.watching import Watching
from cinq.jobs.job import Job
from cinq.settings import load_settings

ALERT_SECONDS = 60.0
SWAP_SECONDS = 30.0


class Scene:
    """An empty home, with all processes that will run on it.

    Parameters
    ----------
    plan
        What to do.
    evidence
        Where it is written down.

    Raises
    ------
    DrillFailed
        If Prometheus or Alertmanager is missing.
    """

    def __init__(self, plan: Plan, evidence: Evidence) -> None:
        self.plan = plan
        self.evidence = evidence
        found = tools()
        api, page, conductor, prometheus, alertmanager = free_ports(5)
        given = settings_of(plan, api, page, conductor)
        self._settings = load_settings({**given, "home": str(plan.home)})
        self._places = Places(
            api=f"127.0.0.1:{api}",
            page=f"127.0.0.1:{page}",
            conductor=f"127.0.0.1:{conductor}",
            alertmanager=f"127.0.0.1:{alertmanager}",
            hook_token_file=plan.home / FOLDER / ALERTMANAGER_TOKEN,
        )
        self.api = f"http://{self._places.api}"
        self.stage = Stage(environment_of(plan, given), plan.home / "logs")
        self.watching = Watching(found, plan.home / "watching", prometheus, alertmanager)
        self.traffic = Traffic(self.api, plan.a_second)
        self._asked_at = 0.0

    @cached_property
    def loop(self) -> ClosedLoop:
        """Database and conductor, once there is a database."""
        return ClosedLoop(self.plan.home, f"http://{self._places.conductor}", self.stage)

    def start_all(self) -> list[str]:
        """Start everything and wait until all of it answers; gives what Prometheus reaches."""
        places, stage = self._places, self.stage
        for name, command in (("api", "serve"), ("page", "ui"), ("conductor", "conduct")):
            stage.start(name, [*CINQ, command])
        self.watching.start(stage, self._settings, places, self.plan.time_scale)
        stage.await_all(
            {
                "api": f"{self.api}/readyz",
                "page": f"http://{places.page}/",
                "conductor": f"http://{places.conductor}/healthz",
                **self.watching.ready,
            }
        )
        return stage.until("Prometheus has asked everybody", self._all_up, ALERT_SECONDS)

    def _all_up(self) -> list[str] | None:
        up = self.watching.up()
        return up if len(up) == 3 else None

    def asked(self, phase: str, lists: int, release: int | None = None) -> None:
        """Wait until so many lists were asked for in a phase, or answered by a release in it."""
        answered_by = f" and answered by release {release}" if release else ""
        self.stage.until(
            f"{lists} lists of the {phase} were asked for{answered_by}",
            lambda: len(self.traffic.of(phase, release)) >= lists,
            SWAP_SECONDS + 10 * lists / self.plan.a_second,
        )

    def monitored(self, phase: str) -> dict[str, Drift]:
        """Ask for monitoring with a signed hook; drift by feature, as Prometheus then has it."""
        self._asked_at = asked_at = time.time()
        self.loop.monitored(asked_at)
        found = self.stage.until(
            "Prometheus knows what monitoring found",
            lambda: self.watching.drifts(asked_at),
            ALERT_SECONDS,
        )
        self.evidence.drifts[phase] = found
        return found

    def alarmed(self, alert: str) -> None:
        """Wait until an alert fires."""
        self.stage.until(
            f"the alert {alert} fires", lambda: alert in self.watching.firing(), ALERT_SECONDS
        )

    def trained_for(self) -> Job:
        """Wait until a training has been asked for, and return it."""
        trainings = self.stage.until(
            "the alert has started a training", self.loop.trainings, ALERT_SECONDS
        )
        return trainings[0]

    def let_pass(self, seconds: float) -> None:
        """Wait so long, while everything has to go on."""
        end = time.monotonic() + seconds
        self.stage.until("time has passed", lambda: time.monotonic() >= end, 2 * seconds)

    def refused_hooks(self) -> dict[str, int]:
        """Send the conductor hooks that it must refuse; gives the statuses, 202 for taken ones."""
        now = time.time()
        return {
            "wrong bearer token": self.loop.bearer("of somebody else"),
            "wrong signature": self.loop.signed(now, secret="of somebody else"),  # noqa: S106
            "signed an hour ago": self.loop.signed(now - 3600),
            "sent a second time": self.loop.signed(self._asked_at),
        }

    def keep_curves(self, alert: str) -> None:
        """Put into the evidence what Prometheus saw all the time, and which hooks came."""
        since = self.evidence.began_at.timestamp()
        for name, expression in (
            ("drift level", "max(cinq_drift_level)"),
            ("alert", f'max(ALERTS{{alertname="{alert}",alertstate="firing"}})'),
        ):
            curve = self.watching.curve(expression, since)
            self.evidence.curves[name] = [(at - since, value) for at, value in curve]
        hooks = self.watching.query("cinq_hooks_total > 0")
        self.evidence.facts["hooks that came"] = ", ".join(
            sorted(f"{of['kind']} {of['outcome']}: {number:.0f}" for of, number in hooks)
        )
