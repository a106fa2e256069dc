"""What `cinq compare` answers: a table, a document, a page for the site."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

from rich.table import Table

from cinq.console.terminal import Terminal, table
from cinq.errors import SettingsError
from cinq.evaluation.comparison_figures import ComparedModel, ComparisonFigures
from cinq.evaluation.comparison_site import site_page
from cinq.evaluation.comparison_tables import made_by, shown


def room_for(markdown: Path | None) -> None:
    """Make the page's folders, before a comparison is run whose page could not be written.

    Raises
    ------
    SettingsError
        If nothing can be written there.
    """
    if markdown is None:
        return
    try:
        (markdown.parent / "images").mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=markdown.parent):
            pass
    except OSError as error:
        raise SettingsError(f"{markdown} cannot be written: {error.strerror}") from error


def answer(
    terminal: Terminal, run: str, figures: ComparisonFigures, markdown: Path | None, asked: str
) -> None:
    """Tell what was found, and write the page where one was asked for.

    Parameters
    ----------
    terminal
        Where to.
    run
        Name of the pipeline run.
    figures
        What was found.
    markdown
        The page's file; pictures go to the folder ``images`` beside it. None: no page.
    asked
        The command line, for the page.
    """
    terminal.answer({"run": run, **figures.model_dump(mode="json")}, comparison_table(figures))
    for model in figures.missing:
        terminal.warn(f"{model.title} {model.state}: {model.reason}")
    terminal.say(f"{made_by(figures)} (run {run})")
    if markdown is not None:
        text, pictures = site_page(figures, asked, markdown.stem)
        folder = markdown.parent / "images"
        for name, picture in pictures.items():
            (folder / name).write_text(picture, encoding="utf-8")
        markdown.write_text(text, encoding="utf-8")
        terminal.say(f"wrote {markdown} and {len(pictures)} pictures in {folder}")


def comparison_table(figures: ComparisonFigures) -> Table:
    """A row for every model, the best NDCG@10 first; intervals for that alone."""
    made = table(
        "model",
        "NDCG@10",
        "Hit@5",
        "R@20",
        "cov@5",
        "novelty",
        "diversity",
        "top 1 %",
        "RMSE",
        "fit s",
        "query ms",
        "MB",
    )
    for model in figures.models:
        made.add_row(*_cells(figures, model))
    return made


def _cells(figures: ComparisonFigures, model: ComparedModel) -> Sequence[str]:
    found = model.onboarding
    return (
        model.title,
        shown(found.ndcg_at_10),
        f"{found.hit_at_5.estimate:.3f}",
        f"{found.recall_at_20.estimate:.3f}",
        f"{found.coverage_at_5:.3f}",
        f"{found.novelty.estimate:.2f}",
        f"{found.intra_list_diversity.estimate:.2f}" if figures.genres_known else "",
        f"{found.popularity_share.estimate:.2f}",
        f"{model.rating.rmse:.4f}" if model.rating is not None else "",
        f"{model.cost.fit_seconds:.3g}",
        f"{model.cost.query_ms:.3g}",
        f"{model.cost.arrays_mb:.3g}",
    )


def command_line(names: Sequence[str], options: Mapping[str, object], sets: Sequence[str]) -> str:
    """The command as one would type it again; options that were not given are left out."""
    words = ["cinq", "compare", *names]
    for option, value in options.items():
        if value not in (None, "", 0):
            words += [f"--{option}", str(value)]
    for entry in sets:
        words += ["--set", entry]
    return shlex.join(words)
