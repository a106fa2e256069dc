"""The report of a drill, as Markdown and as a page, for people who never saw the code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from pathlib import Path

import numpy as np

from cinq.drill.evidence import Evidence
from cinq.drill.picture import picture
from cinq.drill.traffic import Answered
from cinq.drill.verdicts import LEVELS

TITLE = "A drill of the closed loop"
STORY = (
    "A film recommender has to notice when its audience changes, to learn from that, and never to "
    "leave anybody without an answer meanwhile. This drill plays that through in minutes, with "
    "the real programs on an empty home: a model is trained and served; people of the usual taste "
    "ask for lists, and no alarm may sound; then people come who love films that few knew. "
    "Monitoring must see it, Prometheus must raise the alert, and Alertmanager must tell the "
    "conductor, which trains on what the newcomers said. The gate compares the new model with the "
    "old one on people whom neither was trained on, of the old taste and of the new. If it passes, "
    "the running API takes it up without a stop. At the end somebody rolls back to the first model."
)
HOOKS = (
    "Two hooks start work, and the conductor has to know who sends them. Monitoring is asked for "
    "with a signed one, as Grafana or a script would: an HMAC over the body and the time. Training "
    "is asked for by Alertmanager, which cannot sign and shows a secret token instead. The drill "
    "sends forged, stale and repeated ones too; they must be refused and start nothing."
)
NOT_REAL = (
    "The people are simulated. Those of the usual taste ask with films that people of the data set "
    "like; the newcomers love films of one set drawn by chance from those that are neither famous "
    "nor unknown. Everything else is as in life, but for two things: the waits of the alert rules "
    "are shortened, all by one factor, and accounts may teach the model at once instead of a day "
    "after they were made. Each request is sent once and never again, so all that fails counts."
)
HOW = (
    "Made by `make drill`, which needs Prometheus and Alertmanager (Debian: `apt-get install "
    "prometheus prometheus-alertmanager`) and puts report and picture into `drill-report/`; "
    "`cinq drill --markdown docs/drill.md` writes this page. The command ends with 0 if every "
    "check holds, and else with 1 and one line that names what does not."
)
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;"
    "padding:.3rem .6rem;text-align:left;vertical-align:top}"
)

Row = Sequence[str]


@dataclass(frozen=True)
class _Table:
    """A table with its title, and a line before it."""

    title: str
    head: Row
    rows: list[Row]
    before: str = ""


def verdict(evidence: Evidence) -> str:
    """Return on one line how it went, naming the first thing that went wrong."""
    n, failed = len(evidence.checks), evidence.failed
    if evidence.passed:
        return f"passed: all {n} checks hold, after {evidence.took / 60:.1f} minutes"
    if not failed:
        return "not passed: the drill did not come to its end"
    others = f"; {len(failed) - 1} more of {n} checks fail" if len(failed) > 1 else ""
    return f"not passed: {failed[0].what}: {failed[0].found}{others}"


def markdown(evidence: Evidence, answered: Sequence[Answered], image: str) -> str:
    """Return the report as Markdown, with a picture at the path `image`."""
    parts = [f"# {TITLE}", STORY, HOOKS, f"**{_opening(evidence)}**", NOT_REAL]
    parts += [f"![What was watched and what people got, second by second]({image})"]
    for table in _tables(evidence, answered):
        parts += [f"## {table.title}", *([table.before] if table.before else [])]
        lines = [table.head, ["---"] * len(table.head), *table.rows]
        parts += ["\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)]
    return "\n\n".join([*parts, HOW]) + "\n"


def page(evidence: Evidence, answered: Sequence[Answered]) -> str:
    """Return the report as one HTML file that needs nothing else."""
    tables = "".join(
        f"<h2>{escape(table.title)}</h2><p>{escape(table.before)}</p>"
        f"<table><tr>{_cells('th', table.head)}</tr>"
        + "".join(f"<tr>{_cells('td', row)}</tr>" for row in table.rows)
        + "</table>"
        for table in _tables(evidence, answered)
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{TITLE}</title>'
        f"<style>{STYLE}</style><h1>{TITLE}</h1><p>{escape(STORY)}</p><p>{escape(HOOKS)}</p>"
        f"<p><strong>{escape(_opening(evidence))}</strong></p><p>{escape(NOT_REAL)}</p>"
        f"{picture(evidence, answered)}{tables}<p>{escape(HOW)}</p></html>"
    )


def save(evidence: Evidence, answered: Sequence[Answered], folder: Path) -> list[Path]:
    """Write Markdown, its picture and the page into a folder; gives the files."""
    return [
        *save_markdown(evidence, answered, folder / "drill.md", folder / "drill.svg"),
        _written(folder / "drill.html", page(evidence, answered)),
    ]


def save_markdown(
    evidence: Evidence, answered: Sequence[Answered], file: Path, image: Path
) -> list[Path]:
    """Write the Markdown and its picture, which lies in or below the same folder."""
    text = markdown(evidence, answered, image.relative_to(file.parent).as_posix())
    return [_written(file, text), _written(image, picture(evidence, answered) + "\n")]


def _written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _opening(evidence: Evidence) -> str:
    told = verdict(evidence)
    return f"{told[0].upper()}{told[1:]} ({evidence.began_at:%Y-%m-%d %H:%M} UTC)."


def _tables(evidence: Evidence, answered: Sequence[Answered]) -> list[_Table]:
    checks: list[Row] = [
        ("yes" if check.holds else "NO", check.what, check.found) for check in evidence.checks
    ]
    clock = [evidence.began_at + timedelta(seconds=event.at) for event in evidence.events]
    events: list[Row] = [
        (f"{event.at:.1f}", f"{at:%H:%M:%S}", event.what)
        for at, event in zip(clock, evidence.events, strict=True)
    ]
    rules: list[Row] = [
        ("passed" if rule["passed"] else "failed", rule["name"], rule["reason"])
        for rule in evidence.decision.get("rules", [])
    ]
    tables = [
        _Table("What should be the case, and what was", ("", "should be", "was"), checks),
        _Table("What happened when", ("second", "UTC", "event"), events),
        _drifts(evidence),
        _answers(answered),
        _Table("What the gate said of the new model", ("", "rule", "reason"), rules),
        _Table("With what", ("", ""), list(evidence.facts.items())),
    ]
    return [table for table in tables if table.rows]


def _drifts(evidence: Evidence) -> _Table:
    features = sorted({name for drifts in evidence.drifts.values() for name in drifts})
    return _Table(
        "How far the requests drifted",
        ("feature of the requests", *evidence.drifts),
        [
            (
                name.replace("_", " "),
                *(
                    f"{drifts[name].psi:.3f} {LEVELS[drifts[name].level]}" if name in drifts else ""
                    for drifts in evidence.drifts.values()
                ),
            )
            for name in features
        ],
        "The population stability index (PSI) beside what the model was trained and judged on, and "
        "what it means: the bounds are calibrated for the number of requests (monitoring.md). A "
        "feature is left out as long as there is nothing to compare it with.",
    )


def _answers(answered: Sequence[Answered]) -> _Table:
    head = ("asked by", "answered by", "lists", "failed", "middle", "99th of 100", "longest")
    rows: list[Row] = []
    for phase, release in sorted({(each.phase, each.release) for each in answered if each.phase}):
        part = [each for each in answered if (each.phase, each.release) == (phase, release)]
        seconds = [each.seconds for each in part]
        times = (np.median(seconds), np.quantile(seconds, 0.99), max(seconds))
        rows.append(
            (
                phase,
                f"release {release}" if release else "nothing",
                f"{len(part):,}",
                str(sum(bool(each.failure) for each in part)),
                *(f"{1000 * float(time):.0f} ms" for time in times),
                f"{np.mean([each.hits > 0 for each in part]):.0%}",
            )
        )
    return _Table("What people got", (*head, "with a film they like"), rows)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _cells(tag: str, row: Row) -> str:
    return "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row)
