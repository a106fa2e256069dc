"""A person's part in experiments can be read and deleted."""

from cinq.experiments.exposures import Exposures, writes_to
from cinq.experiments.personal import delete_exposures, exposures_of


def test_what_is_kept_of_a_person_is_told_and_goes_for_good(database, clock):
    exposures = Exposures(clock=clock)
    for subject in ("ana", "ben"):
        exposures.note("bolder", "B", subject, "9", 3, 5)
    exposures.write(writes_to(database))
    (kept,) = exposures_of(database, "ana")
    assert (kept["experiment"], kept["arm"], kept["films"]) == ("bolder", "B", 5)
    assert kept["day"] == "2026-12-01"
    assert delete_exposures(database, "ana") == 1
    assert exposures_of(database, "ana") == []
    assert len(exposures_of(database, "ben")) == 1
