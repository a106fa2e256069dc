import pytest

from cinq.measures import (
    DRIFT_SCORE,
    MEASURES,
    RECOMMENDATIONS,
    RELEASE,
    SWAP_SECONDS,
    MemoryMeter,
    Sample,
)


def test_every_measure_has_its_own_name_in_prometheus_form() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)
    for measure in MEASURES:
        assert measure.name.startswith("cinq_")
        assert measure.name.endswith("_total") == (measure.kind == "counter")
        assert bool(measure.buckets) == (measure.kind == "histogram")


def test_no_label_names_a_user_or_a_film() -> None:
    labels = {label for measure in MEASURES for label in measure.labels}
    assert not labels & {"user", "user_id", "film", "film_id", "subject", "address", "path", "key"}


def test_what_was_told_can_be_read_again() -> None:
    meter = MemoryMeter()
    meter.count(RECOMMENDATIONS, "hybrid", by=2)
    meter.count(RECOMMENDATIONS, "hybrid")
    meter.set(RELEASE, 4, "1")
    meter.observe(SWAP_SECONDS, 0.5)
    assert meter.values == {
        ("cinq_recommendations_total", "hybrid"): 3,
        ("cinq_release", "1"): 4,
    }
    assert meter.observed == {("cinq_swap_seconds",): [0.5]}


def test_a_counter_cannot_be_set_and_labels_must_be_complete() -> None:
    with pytest.raises(ValueError, match="is a counter"):
        MemoryMeter().set(RECOMMENDATIONS, 1, "hybrid")
    with pytest.raises(ValueError, match="source"):
        MemoryMeter().count(RECOMMENDATIONS)


def test_a_sample_is_one_of_its_measures_series() -> None:
    assert Sample(DRIFT_SCORE, 0.1, ("genres",)).value == 0.1
    with pytest.raises(ValueError, match="feature"):
        Sample(DRIFT_SCORE, 0.1)
    with pytest.raises(ValueError, match="is a histogram"):
        Sample(SWAP_SECONDS, 0.1)
