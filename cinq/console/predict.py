"""What `cinq predict` answers: where the lists of all users lie, or one user's list."""

import re
from pathlib import Path

from rich.table import Table

from cinq.console.terminal import Terminal, table
from cinq.data.declarations import declaration
from cinq.data.readers.values import number_of
from cinq.errors import NoModel, SettingsError, UnknownUser
from cinq.releases.ledger import NOTHING_RELEASED, Ledger
from cinq.releases.release import Release
from cinq.serving.engine import Engine
from cinq.serving.predictions import Predictions
from cinq.settings import AUTO
from cinq.wire import Answer, UserRequest


def release_for(ledger: Ledger, dataset: str) -> Release:
    """The newest release, if its model knows the users of this data set.

    Raises
    ------
    NoModel
        If nothing has been released.
    SettingsError
        If the model was trained on other data; an empty name and ``auto`` ask for none in
        particular.
    UnknownDataset
        If there is no such data set.
    """
    release = ledger.newest()
    if release is None:
        raise NoModel(NOTHING_RELEASED)
    if dataset not in ("", AUTO, release.dataset) and declaration(dataset).name != release.dataset:
        raise SettingsError(
            f"release {release.number} knows the users of {release.dataset}, not of {dataset}: "
            "leave --dataset out, or train on that data first"
        )
    return release


def file_for(release: Release, home: Path) -> Path:
    """Where the lists lie unless told otherwise."""
    return home / "predictions" / f"{release.number}-{release.dataset}.parquet"


def answer_written(terminal: Terminal, written: Predictions) -> None:
    """Tell what was written, and how fast."""
    pace = {"users_per_second": round(written.users_per_second, 1)}
    told = (
        f"{written.n_rows:,} rows of {written.n_users:,} users, release {written.release} on "
        f"{written.dataset}, {written.n_bytes / 1e6:.1f} MB\n"
        f"{written.seconds:.2f} s, {written.users_per_second:,.0f} users/s\n{written.file}"
    )
    terminal.answer(written.model_dump() | pace, told)


def list_of(engine: Engine, user: str, k: int) -> Answer:
    """One user's list, by the id that stands in the data: ids of text are numbered there.

    Raises
    ------
    UnknownUser
        If the model knows no such user.
    """
    plain = user.strip()
    numbers = [int(plain)] if re.fullmatch(r"[0-9]{1,15}", plain) else []
    for user_id in (*numbers, number_of(plain)):
        try:
            return engine.recommend_user(UserRequest(user_id=user_id, k=k))
        except UnknownUser:
            continue
    raise UnknownUser(plain)


def user_table(user: str, answer: Answer) -> Table:
    """One user's list."""
    made = table("", "film", "year", "genres", "predicted", title=f"user {user}")
    for rank, film in enumerate(answer.films, 1):
        made.add_row(
            str(rank),
            film.title,
            str(film.year or ""),
            ", ".join(film.genres),
            f"{film.predicted_rating:.2f}",
        )
    return made
