"""Posters drawn from what is known of a film, without a picture and without a network."""

from ui.posters.poster import poster

__all__ = ["poster"]
