"""Let what accounts said join the data."""

from typing import Annotated

from zenml import step

from cinq.learning import Joining, join_accounts
from cinq.settings import LearningSettings
from steps.folders import Folder
from steps.progress import say
from steps.surroundings import forget_earlier, new_folder, note, settings


@step(enable_cache=False)
def join(
    prepared: Folder, learning: LearningSettings
) -> tuple[Annotated[Folder, "joined"], Annotated[Joining, "joining"]]:
    """Add what accounts said, by rule; without any the data stay what they are.

    What earlier runs joined is removed: it may hold people who have left since.
    """
    out = new_folder() / "joined"
    joining = join_accounts(
        prepared.path, settings().database, learning, out, lambda: forget_earlier("joined")
    )
    say(f"accounts: {joining.told()}")
    note(joining.figures())
    return Folder(out, kept=False) if out.exists() else prepared, joining
