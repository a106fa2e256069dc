"""Pictures of films from TMDB, where somebody has a token of theirs: to be shown, and no more."""

from ui.tmdb.shown import TmdbShown, kept_pictures, script
from ui.tmdb.tmdb import Tmdb

__all__ = ["Tmdb", "TmdbShown", "kept_pictures", "script"]
