from dataclasses import replace

import pytest

from cinq.data.catalogue import Catalogue
from cinq.data.prepared import Prepared
from cinq.errors import DataError, ModelError, SettingsError
from cinq.evaluation.comparison import chosen_models, compare_models
from cinq.evaluation.comparison_figures import ComparisonFigures, ComparisonPlan
from cinq.hyperparameters import Hyperparameters, RatingSettings, SpectralSettings
from cinq.models.family import FAMILY, Member
from cinq.models.popularity import Popularity
from cinq.models.recommender import Recommender
from cinq.models.training import Provenance
from cinq.settings import JudgingSettings

QUICK = Hyperparameters(
    spectral_svd=SpectralSettings(n_factors=8),
    rating_svd=RatingSettings(n_factors=4, n_epochs=5, learning_rate=0.02),
)
JUDGING = JudgingSettings(bootstrap_samples=200)
THREE = ("popularity", "spectral_svd", "rating_svd")


class Diverging(Popularity):
    """Cannot be trained."""

    def fit(self, *_: object) -> "Diverging":
        raise ModelError("it diverged: lower its learning rate")


def broken(hyperparameters: Hyperparameters) -> Recommender:
    raise ZeroDivisionError("division by zero")


def compared(prepared: Prepared, *models: str, **plan: int) -> ComparisonFigures:
    made = ComparisonPlan(models=models, **({"n_folds": 3, "draws": 2} | plan))
    return compare_models(prepared, made, QUICK, JUDGING, Provenance(git_commit="abc"))


@pytest.fixture(scope="module")
def found(prepared: Prepared) -> ComparisonFigures:
    return compared(prepared, *THREE)


def test_the_best_stands_first_and_surely_beats_popularity(found: ComparisonFigures) -> None:
    assert found.best.name == "spectral_svd"
    assert [model.ndcg_at_10 for model in found.models] == sorted(
        (model.ndcg_at_10 for model in found.models), reverse=True
    )
    assert found.best.over_best is None
    assert found.best.over_popularity is not None
    assert found.best.over_popularity.ndcg_at_10.low > 0


def test_paired_differences_are_those_of_the_means(found: ComparisonFigures) -> None:
    for model in found.models[1:]:
        assert model.over_best is not None
        difference = model.ndcg_at_10 - found.best.ndcg_at_10
        assert model.over_best.ndcg_at_10.estimate == pytest.approx(difference)


def test_only_models_that_predict_ratings_have_a_rating_error(found: ComparisonFigures) -> None:
    rated = {model.name: model.rating for model in found.models}
    assert rated["popularity"] is None
    assert rated["rating_svd"] is not None
    assert 0 < rated["rating_svd"].mae < rated["rating_svd"].rmse < 2


def test_costs_are_measured(found: ComparisonFigures) -> None:
    costs = {model.name: model.cost for model in found.models}
    assert all(cost.fit_seconds > 0 and cost.query_ms > 0 for cost in costs.values())
    assert costs["spectral_svd"].fit_cpu_seconds > 0
    assert costs["popularity"].arrays_mb == pytest.approx(120 * 4 / 1e6)


def test_the_record_says_what_was_done(found: ComparisonFigures) -> None:
    assert (found.n_people, found.n_cases, found.n_folds, found.draws) == (600, 1200, 3, 2)
    assert found.git_commit == "abc"
    used = {model.name: model.hyperparameters for model in found.models}
    assert used["spectral_svd"]["n_factors"] == 8
    assert used["popularity"] == {}
    assert ComparisonFigures.model_validate_json(found.model_dump_json()) == found


def test_the_same_seed_gives_the_same_figures(prepared: Prepared, found: ComparisonFigures) -> None:
    again = compared(prepared, "spectral_svd")
    assert [model.name for model in again.models] == ["spectral_svd", "popularity"]
    assert again.best.onboarding == found.best.onboarding
    assert again.best.over_popularity == found.best.over_popularity


def test_flat_figures_bear_the_words_of_runs(found: ComparisonFigures) -> None:
    flat = next(model for model in found.models if model.name == "rating_svd").flat()
    assert {"hit_at_5", "ndcg_at_10.low", "coverage_at_5", "rmse", "fit_seconds"} <= flat.keys()
    assert flat["over_best.ndcg_at_10.high"] < 0


def test_a_model_that_fails_takes_nothing_from_the_others(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FAMILY, "diverging", Member("diverging", "ranker", lambda _: Diverging()))
    monkeypatch.setitem(FAMILY, "broken", Member("broken", "ranker", broken))
    monkeypatch.setitem(
        FAMILY, "away", Member("away", "ranker", broken, lambda: "install the extra `deep`")
    )
    found = compared(prepared, "spectral_svd", "diverging", "broken", "away")
    told = {model.name: (model.state, model.reason) for model in found.missing}
    assert [model.name for model in found.models] == ["spectral_svd", "popularity"]
    assert told == {
        "diverging": ("failed", "it diverged: lower its learning rate"),
        "broken": ("failed", "ZeroDivisionError: division by zero"),
        "away": ("absent", "install the extra `deep`"),
    }


def test_if_all_that_were_named_fail_so_does_the_comparison(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FAMILY, "broken", Member("broken", "ranker", broken))
    with pytest.raises(ModelError, match=r"no model could be compared .*division by zero"):
        compared(prepared, "broken")


def test_a_scale_on_which_few_like_ten_films_is_one_line(prepared: Prepared) -> None:
    scale = replace(prepared.interactions.scale, liked_from=5.0)
    few = replace(prepared, interactions=replace(prepared.interactions, scale=scale))
    judging = JUDGING.model_copy(update={"min_liked": 18})
    with pytest.raises(DataError, match=r"^\d+ people of toy have 18 liked films"):
        compare_models(few, ComparisonPlan(), QUICK, judging, Provenance())


def test_data_without_genres_and_times_is_compared(prepared: Prepared) -> None:
    films = tuple(replace(film, genres=()) for film in prepared.catalogue.films)
    times = prepared.interactions.timestamps * 0
    bare = Prepared(
        prepared.manifest, replace(prepared.interactions, timestamps=times), Catalogue(films)
    )
    found = compared(bare, "spectral_svd")
    assert not found.genres_known
    assert found.best.name == "spectral_svd"


def test_progress_names_every_model_and_never_falls(prepared: Prepared) -> None:
    told: list[tuple[str, float]] = []
    plan = ComparisonPlan(models=("spectral_svd",), n_folds=3, draws=1)
    compare_models(prepared, plan, QUICK, JUDGING, Provenance(), lambda *said: told.append(said))
    lines, parts = zip(*told, strict=True)
    assert lines[0] == "popularity: model 1 of 2, 3 folds"
    assert any(line.startswith("spectral SVD: NDCG@10 0.") for line in lines)
    assert list(parts) == sorted(parts)
    assert parts[-1] == 1


def test_no_name_means_the_whole_family_and_popularity_always_takes_part() -> None:
    assert chosen_models(()) == tuple(FAMILY)
    assert chosen_models(("rating_svd",)) == ("popularity", "rating_svd")


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="no model is called 'svd'; known are popularity"):
        chosen_models(("svd",))
