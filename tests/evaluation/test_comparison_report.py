from xml.etree import ElementTree

import pytest

from cinq.data.prepared import Prepared
from cinq.evaluation import comparison_tables as tables
from cinq.evaluation.comparison import compare_models
from cinq.evaluation.comparison_figures import ComparisonFigures, ComparisonPlan, MissingModel
from cinq.evaluation.comparison_report import comparison_report
from cinq.evaluation.comparison_site import site_page
from cinq.hyperparameters import Hyperparameters, RatingSettings, SpectralSettings
from cinq.models.training import Provenance
from cinq.settings import JudgingSettings

AWAY = MissingModel(name="vae", title="Mult-VAE", state="absent", reason="install <torch> | deep")


@pytest.fixture(scope="module")
def figures(prepared: Prepared) -> ComparisonFigures:
    found = compare_models(
        prepared,
        ComparisonPlan(models=("spectral_svd", "rating_svd"), n_folds=3, draws=1),
        Hyperparameters(
            spectral_svd=SpectralSettings(n_factors=8),
            rating_svd=RatingSettings(n_factors=4, n_epochs=5),
        ),
        JudgingSettings(bootstrap_samples=100),
        Provenance(git_commit="abcdef123456789"),
    )
    return found.model_copy(update={"missing": (AWAY,)})


def test_the_report_tells_the_winner_the_protocol_and_the_effort(
    figures: ComparisonFigures,
) -> None:
    html = comparison_report(figures)
    assert "spectral SVD ranks best here" in html
    assert "600 people with at least 10 liked films" in html
    assert "No settings were tried for this comparison" in html
    assert "install &lt;torch&gt; | deep" in html
    assert html.count("<noscript>") == 4


def test_code_that_no_commit_holds_is_said_to_be_changed(figures: ComparisonFigures) -> None:
    changed = figures.model_copy(update={"git_commit": f"{'a' * 40}-dirty"})
    assert "code aaaaaaaaaaaa with changes," in tables.made_by(changed)
    assert "changes" not in tables.made_by(figures)


def test_figures_of_one_model_alone_need_no_differences(figures: ComparisonFigures) -> None:
    alone = figures.model_copy(update={"models": figures.models[:1], "missing": ()})
    html = comparison_report(alone)
    assert "Paired differences" not in html
    assert "Without figures" not in html


def test_the_effort_is_said_to_be_equal_only_if_it_was(figures: ComparisonFigures) -> None:
    models = tuple(model.model_copy(update={"n_tried": 12}) for model in figures.models)
    tuned = figures.model_copy(update={"n_trials": 12, "models": models})
    spaceless = tuned.model_copy(update={"models": figures.models})
    assert "Equal for all: 12 settings were tried" in tables.effort(tuned)
    assert "No space is known" not in tables.effort(tuned)
    assert "No space is known for spectral SVD" in tables.effort(spaceless)
    assert "one of which is left out" in tables.protocol(tuned)
    assert "treat close calls as ties" in tables.effort(figures)


def test_diversity_is_not_told_where_no_genre_is_known(figures: ComparisonFigures) -> None:
    bare = figures.model_copy(update={"genres_known": False})
    assert {row[4] for row in tables.variety(bare).rows} == {"no genres known"}


def test_a_peak_that_was_not_measured_is_not_a_number(figures: ComparisonFigures) -> None:
    cost = figures.best.cost.model_copy(update={"peak_mb": None})
    best = figures.best.model_copy(update={"cost": cost})
    elsewhere = figures.model_copy(update={"models": (best, *figures.models[1:])})
    assert tables.cost(elsewhere).rows[0][-1] == "not measured"
    assert "peak_mb" not in best.flat()


def test_the_site_page_holds_command_tables_and_pictures(figures: ComparisonFigures) -> None:
    text, pictures = site_page(figures, "cinq compare spectral_svd", "models")
    assert text.startswith("# Models compared\n")
    assert "```bash\ncinq compare spectral_svd\n```" in text
    assert "code abcdef123456" in text
    assert "| Mult-VAE | absent | install &lt;torch> \\| deep |" in text
    for name, svg in pictures.items():
        assert f"(images/{name})" in text
        assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "1" in [
        node.text for node in ElementTree.fromstring(pictures["models-coverage.svg"]).iter()
    ]


def test_the_same_figures_give_the_same_page(figures: ComparisonFigures) -> None:
    assert site_page(figures, "cinq compare", "m") == site_page(figures, "cinq compare", "m")
