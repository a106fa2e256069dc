"""Holding a drill in a home that is made for it, and writing its report whatever happens."""

import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cinq.console.terminal import Terminal
from cinq.drill.evidence import Evidence
from cinq.drill.plan import Plan
from cinq.drill.report import save, save_markdown, verdict
from cinq.drill.scene import Scene
from cinq.drill.script import hold
from cinq.errors import CinqError, DrillFailed
from cinq.jobs.signals import end_with_make


def drill(
    to: Path,
    page: Path | None,
    dataset: str,
    given: Mapping[str, Any],
    terminal: Terminal,
    *,
    keep: bool,
) -> None:
    """Hold a drill and answer with the files of its report.

    Parameters
    ----------
    to
        Folder for the report.
    page
        Where the Markdown is written besides, with its picture in ``images/`` beside it.
    dataset
        What the first model learns from; empty: the demo.
    given
        Further settings of the drill's processes, by dotted key.
    keep
        Whether the drill's home stays where all went well.

    Raises
    ------
    DrillFailed
        If it cannot begin, cannot go on, or shows that something is not as it should be.
    """
    end_with_make()
    home = Path(tempfile.mkdtemp(prefix="cinq-drill-"))
    evidence = Evidence(terminal.say)
    gone_wrong = False
    try:
        scene = Scene(Plan(home, dataset or Plan.dataset, sets=given), evidence)
        evidence.facts["machine"] = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        try:
            hold(scene)
        except CinqError as error:
            evidence.check("the drill goes on to its end", str(error), holds=False)
        gone_wrong = not evidence.passed
        answered = scene.traffic.answered
        files = save(evidence, answered, to)
        if page is not None:
            image = page.parent / "images" / f"{page.stem}.svg"
            files += save_markdown(evidence, answered, page, image)
    finally:
        if not keep and not gone_wrong:
            shutil.rmtree(home, ignore_errors=True)
    told = {"passed": evidence.passed, "verdict": verdict(evidence), "files": list(map(str, files))}
    terminal.answer(told, "\n".join([*map(str, files), verdict(evidence)]))
    if gone_wrong:
        raise DrillFailed(f"{verdict(evidence)} (logs: {home / 'logs'})")
