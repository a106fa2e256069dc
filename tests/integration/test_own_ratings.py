"""Ratings of one's own from end to end: nothing but likes, ids of text, no time and no title."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cinq.environment import apply_environment
from cinq.settings import load_settings
from cli import app

pytestmark = pytest.mark.integration

N_PEOPLE, N_GOODS, N_LIKED, N_TASTES = 240, 120, 20, 4
QUICK = (
    "--set=training.bayesian_mf.n_iterations=10",
    "--set=training.bayesian_mf.n_samples=4",
    "--set=judging.bootstrap_samples=200",
    "--set=judging.draws=2",
)


class Shop:
    """The `cinq` command in a home of its own, and a file of who bought what."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        random = np.random.default_rng(4)
        lines = ["customer,item,bought"]
        for person in range(N_PEOPLE):
            near = np.arange(N_GOODS) % N_TASTES == person % N_TASTES
            weight = np.where(near, 12.0, 1.0)
            goods = random.choice(N_GOODS, N_LIKED, replace=False, p=weight / weight.sum())
            lines += [f"mail{person}@example.org,SKU {good:03d}/a,1" for good in goods]
        (folder / "shop.csv").write_text("\n".join(lines) + "\n")
        self.file = folder / "shop.yaml"
        self.file.write_text(
            "reader: ratings-csv\npath: shop.csv\nlicence: mine\nsource: me\n"
            "scale: {low: 0, high: 1, liked_from: 1}\n"
            "columns: {user_id: customer, rating: bought}\n"
        )

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env={"CINQ_HOME": str(self.home)})

    def told(self, *arguments: str) -> dict[str, object]:
        done = self.run(*arguments, "--json")
        assert done.exit_code == 0, done.stderr
        document = json.loads(done.stdout)
        assert isinstance(document, dict)
        return document


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = Shop(tmp_path_factory.mktemp("shop"))
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("CINQ_", "ZENML_"))]:
            patch.delenv(name)
        before = dict(os.environ)
        apply_environment(load_settings({"home": str(made.home)}))
        done = made.run("train", f"--dataset={made.file}", *QUICK)
        assert done.exit_code == 0, done.stderr
        yield made
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


def titles(answer: dict[str, object]) -> list[str]:
    films = answer["films"]
    assert isinstance(films, list)
    return [film["title"] for film in films]


def tastes(of: list[str]) -> list[int]:
    return [int(title.removeprefix("SKU ").removesuffix("/a")) % N_TASTES for title in of]


def test_what_is_liked_by_name_brings_its_like(shop: Shop) -> None:
    found = titles(shop.told("recommend", "SKU 001/a", "sku 005/a"))
    assert len(found) == 5
    assert tastes(found).count(1) >= 4


def test_two_get_a_list_for_both(shop: Shop) -> None:
    found = titles(shop.told("recommend", "SKU 001/a", "--with", "SKU 002/a"))
    assert {1, 2} <= set(tastes(found))


def test_a_user_is_named_as_in_the_file(shop: Shop) -> None:
    found = titles(shop.told("predict", "--user", "mail7@example.org"))
    assert len(set(found)) == 10
    unknown = shop.run("predict", "--user", "nobody@example.org")
    assert unknown.exit_code != 0
    assert "unknown user nobody@example.org" in unknown.stderr


def test_a_comparison_tells_what_learned_from_likes_alone(shop: Shop) -> None:
    names = ("spectral_svd", "knn_cosine", "rating_svd")
    found = shop.told("compare", *names, f"--dataset={shop.file}", "--folds=3", "--draws=1")
    models = found["models"]
    assert isinstance(models, list)
    ranked = [model["name"] for model in models]
    assert set(ranked) == {*names, "popularity"}
    assert {ranked[0], ranked[1]} == {"spectral_svd", "knn_cosine"}
