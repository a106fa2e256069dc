"""A film's poster: its genres give colour and motif, its decade the style, its title the rest."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from ui.posters import places, signs
from ui.posters.eras import era_of
from ui.posters.hand import HEIGHT, Hand
from ui.posters.lettering import lettering, title_height
from ui.posters.palette import Palette

_WIDTH, _HEIGHT = 200, 300

Motif = Callable[[Hand, Palette], str]

_TELLING: dict[str, tuple[int, tuple[Motif, ...]]] = {
    "Film-Noir": (265, (signs.blinds,)),
    "Western": (58, (places.desert,)),
    "Horror": (25, (places.wood,)),
    "Sci-Fi": (245, (signs.planet,)),
    "War": (128, (places.field,)),
    "Musical": (345, (signs.disc,)),
    "Documentary": (160, (signs.aperture,)),
    "Animation": (205, (signs.balloons,)),
    "Fantasy": (305, (places.castle,)),
    "Mystery": (275, (signs.keyhole, signs.print_of_a_finger)),
    "Crime": (12, (places.town, signs.print_of_a_finger)),
    "Romance": (2, (signs.two_circles, places.moonlight)),
    "Adventure": (75, (places.mountains,)),
    "Children": (185, (signs.balloons,)),
    "Action": (35, (signs.stripes, places.road)),
    "Thriller": (225, (signs.spiral,)),
    "Comedy": (90, (signs.rays, places.stage)),
    "Drama": (290, (places.sea, places.door, places.lamp)),
}
"""Hue and motifs of a genre, the most telling first: "Drama" says less of a film than "Western"."""

_UNKNOWN = (places.sea, signs.two_circles)


@lru_cache(maxsize=4096)
def _drawn(title: str, year: int | None, genre: str, second: str) -> str:
    hand = Hand(f"{title}|{year}|{genre}")
    hue, motifs = _TELLING.get(genre, (hand.between(0, 359), _UNKNOWN))
    if second:  # so that the best loved crimes do not all look the same
        motifs = (*motifs * (3 if len(motifs) == 1 else 2), *_TELLING[second][1])
    era = era_of(year)
    palette = era.palette(hue + hand.between(-14, 14), 1 if hand.either() else -1)
    motif = motifs[hand.between(0, len(motifs) - 1)](hand, palette)
    taken = round(title_height(title, era))
    down = max(taken, _HEIGHT - HEIGHT) if era.at_top else 0
    top, tall = (0, taken) if era.at_top else (_HEIGHT - taken, taken)
    frame = era.frame(palette, tall if era.at_top else top)
    return (
        f'<svg class="poster" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" '
        f'focusable="false" preserveAspectRatio="xMidYMid slice">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{palette.ground}"/>'
        f'<g transform="translate(0 {down})">{motif}</g>'
        f'<rect y="{top}" width="{_WIDTH}" height="{tall}" fill="{palette.band}"/>'
        f"{frame}{lettering(title, year, era, palette)}</svg>"
    )


def poster(title: str, year: int | None, genres: Sequence[str]) -> str:
    """An SVG of 1 to 4 kB, the same for the same film everywhere.

    Parameters
    ----------
    title, year, genres
        What is known of the film.

    Returns
    -------
    str
        Decorative inline SVG, hidden from screen readers: the title stands beside it. It holds no
        identifier, no style and no address, so that many of them can stand in one page.
    """
    telling = [known for known in _TELLING if known in genres]
    genre, second = (*telling, "", "")[:2]
    return _drawn(title, year, genre, second)
