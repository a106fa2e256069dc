"""Code, page, dashboard and Prometheus' files speak of the same metrics."""

import re
from pathlib import Path

import pytest

from cinq.measures import FEEDBACK, MEASURES, MemoryMeter, begin
from cinq.wire.feedback import FeedbackKind

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "metrics.md"
USERS = [
    file
    for folder in ("grafana", "prometheus", "alertmanager")
    for file in (ROOT / "configs" / folder).rglob("*")
    if file.is_file()
]
NAMES = {measure.name for measure in MEASURES}


def documented() -> list[tuple[str, str, str, str]]:
    """Name, kind, labels and description of every row of the page's table."""
    row = r"^\| `(cinq_\w+)` \| (\w+) \| (.+) \| (.+) \|$"
    return re.findall(row, PAGE.read_text(), re.MULTILINE)


def test_the_page_tells_every_measure_as_it_is_and_no_other() -> None:
    expected = [
        (
            measure.name,
            measure.kind,
            ", ".join(f"`{label}`" for label in measure.labels) or "-",
            measure.says,
        )
        for measure in MEASURES
    ]
    assert documented() == expected


@pytest.mark.parametrize("file", [PAGE, *USERS], ids=lambda file: file.name)
def test_every_metric_that_is_asked_for_exists(file: Path) -> None:
    asked = set(re.findall(r"\bcinq_\w+", file.read_text()))
    series = NAMES | {
        f"{measure.name}_{part}"
        for measure in MEASURES
        if measure.kind == "histogram"
        for part in ("bucket", "sum", "count")
    }
    assert asked <= series


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_measure_is_taken_somewhere(measure) -> None:
    (constant,) = re.findall(
        rf'^(\w+) = Measure\(\s*"{measure.name}"',
        (ROOT / "cinq" / "measures.py").read_text(),
        re.MULTILINE,
    )
    taken = re.compile(rf"\.(count|set|observe)\(\s*{constant}\b")
    sources = [*(ROOT / "cinq").rglob("*.py"), ROOT / "service.py"]
    assert any(taken.search(file.read_text()) for file in sources)


def test_counters_of_known_labels_begin_at_0() -> None:
    meter = MemoryMeter()
    begin(meter)
    assert meter.values["cinq_searches_total", "no"] == 0
    assert set(meter.values.values()) == {0}
    assert {kind for kind, _ in FEEDBACK.begin} == set(FeedbackKind.__args__)
