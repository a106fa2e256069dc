"""Which column of a file is which of ours."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from cinq import schema
from cinq.errors import IntegrityError

RELEVANCE = "relevance"

USUAL_NAMES: Mapping[str, Sequence[str]] = {
    schema.USER_ID: ["userid", "user", "id_utilisateur", "utilisateur_id", "utilisateur"],
    "user_name": ["username", "nom_utilisateur", "utilisateur_nom", "nom_d_utilisateur"],
    schema.FILM_ID: [
        "filmid",
        "movieid",
        "movie_id",
        "item_id",
        "id_film",
        "item",
        "film_identifiant",
    ],
    schema.TITLE: ["movie_title", "film_title", "name", "titre", "titre_film", "titre_du_film"],
    schema.DIRECTORS: ["director", "realisateurs", "realisateur", "realisation"],
    schema.ACTORS: ["actor", "cast", "acteurs", "acteur", "distribution"],
    schema.DESCRIPTION: ["overview", "summary", "plot", "resume", "synopsis"],
    RELEVANCE: [
        "relevance_score",
        "score",
        "pertinence",
        "score_de_pertinence",
        "score_pertinence",
    ],
    schema.RATING: ["score", "stars", "note", "evaluation"],
    schema.TIMESTAMP: ["time", "date", "horodatage", "temps"],
    schema.YEAR: ["release_year", "annee", "annee_de_sortie"],
    schema.GENRES: ["genre"],
    schema.TAGS: ["tag", "keywords", "mots_cles"],
    schema.IMDB_ID: ["imdbid", "id_imdb"],
    schema.TMDB_ID: ["tmdbid", "id_tmdb"],
    "movielens_rating": ["note_movielens"],
    "movielens_rating_10": ["note_movielens_10", "note_movielens_sur_10", "movielens_rating_on_10"],
    "imdb_mean": ["imdb_rating", "moyenne_imdb", "note_imdb", "note_moyenne_imdb"],
    "imdb_votes": ["votes_imdb", "nombre_de_votes_imdb", "nombre_votes_imdb"],
    "raw_relevance": ["pertinence_brute", "score_de_pertinence_brut"],
}
"""Other names under which our columns are found, beside our own, in English and French."""


def find_columns(
    names: Sequence[str],
    mapping: Mapping[str, str | list[str]],
    required: Sequence[str],
    optional: Sequence[str],
    file: str,
) -> dict[str, str]:
    """Our column name to the file's, for those that are there.

    Case, accents, blanks and underscores make no difference.

    Parameters
    ----------
    names
        The file's header.
    mapping
        The declaration's ``columns``; what it leaves out is looked for under USUAL_NAMES.
    required, optional
        Our names of the columns that must and may be there.
    file
        What to call the file in messages.

    Raises
    ------
    IntegrityError
        If a required column is missing, or stands twice.
    """
    spelled: dict[str, list[str]] = {}
    for name in names:
        spelled.setdefault(_plain(name), []).append(name)
    found: dict[str, str] = {}
    for ours in [*required, *optional]:
        declared = mapping.get(ours)
        candidates = [declared] if isinstance(declared, str) else declared
        for candidate in candidates or [ours, *USUAL_NAMES.get(ours, [])]:
            same = spelled.get(_plain(candidate), [])
            if len(same) > 1:
                raise IntegrityError(f"{file} has the column {candidate!r} twice: rename one")
            if same and same[0] not in found.values():
                found[ours] = same[0]
                break
    for ours in required:
        if ours not in found:
            raise IntegrityError(
                f"{file} has no column for {ours} (it has {', '.join(names)[:200]}): "
                "name it under `columns` in the declaration"
            )
    return found


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
