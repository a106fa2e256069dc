"""Code, page, dashboard and Prometheus' files speak of the same metrics."""

import re
from pathlib import Path

import pytest

from cinq.measures import API, CONDUCTOR, FEEDBACK, MEASURES, PAGE, Measure, MemoryMeter, begin
from cinq.wire.feedback import FeedbackKind
from tests.documented import undocumented

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "docs" / "metrics.md"
SECTIONS = {"The API's": API, "The page's": PAGE, "The conductor's": CONDUCTOR}
USERS = [
    file
    for folder in ("grafana", "prometheus", "alertmanager")
    for file in (ROOT / "configs" / folder).rglob("*")
    if file.is_file()
]
NAMES = {measure.name for measure in MEASURES}


def documented(section: str) -> list[tuple[str, str, str, str]]:
    """Name, kind, labels and description of every row of a section's table."""
    row = r"^\| `(cinq_\w+)` \| (\w+) \| (.+) \| (.+) \|$"
    _, _, text = TABLES.read_text().partition(f"\n## {section}\n")
    return re.findall(row, text.partition("\n## ")[0], re.MULTILINE)


@pytest.mark.parametrize(("section", "measures"), SECTIONS.items(), ids=SECTIONS)
def test_the_page_tells_every_measure_as_it_is_and_no_other(
    section: str, measures: tuple[Measure, ...]
) -> None:
    expected = [
        (
            measure.name,
            measure.kind,
            ", ".join(f"`{label}`" for label in measure.labels) or "-",
            measure.says,
        )
        for measure in measures
    ]
    assert documented(section) == expected


@pytest.mark.parametrize("file", [TABLES, *USERS], ids=lambda file: file.name)
def test_every_metric_that_is_asked_for_exists(file: Path) -> None:
    asked = set(re.findall(r"\bcinq_\w+", file.read_text()))
    series = NAMES | {
        f"{measure.name}_{part}"
        for measure in MEASURES
        if measure.kind == "histogram"
        for part in ("bucket", "sum", "count")
    }
    assert asked <= series


@pytest.mark.parametrize("file", USERS, ids=lambda file: file.name)
def test_every_metric_of_bentoml_that_is_asked_for_is_told(file: Path) -> None:
    _, _, section = TABLES.read_text().partition("\n## BentoML's\n")
    told = set(re.findall(r"`(bentoml_\w+)`", section))
    asked = set(re.findall(r"\bbentoml_\w+", file.read_text()))
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked} <= told


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_measure_is_taken_somewhere(measure: Measure) -> None:
    declared = "".join(file.read_text() for file in (ROOT / "cinq" / "measures").glob("*.py"))
    (constant,) = re.findall(rf'^(\w+) = Measure\(\s*"{measure.name}"', declared, re.MULTILINE)
    sources = [
        ROOT / "service.py",
        *(file for folder in ("cinq", "ui") for file in (ROOT / folder).rglob("*.py")),
    ]
    used = [
        file
        for file in sources
        if "measures" not in file.parts
        and len(re.findall(rf"\b{constant}\b", file.read_text())) > 1
    ]  # more than imported
    assert used


def test_a_series_that_the_page_does_not_tell_is_found() -> None:
    told = ["up", "cinq_release", "cinq_swap_seconds_bucket", "process_open_fds"]
    assert undocumented([*told, "cinq_secret_total", "go_threads"]) == {
        "cinq_secret_total",
        "go_threads",
    }


def test_counters_of_known_labels_begin_at_0() -> None:
    meter = MemoryMeter()
    begin(meter, MEASURES)
    assert meter.values["cinq_searches_total", "no"] == 0
    assert set(meter.values.values()) == {0}
    assert {kind for kind, _ in FEEDBACK.begin} == set(FeedbackKind.__args__)
