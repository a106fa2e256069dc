"""Posters drawn from what is known of a film: genre gives colour and motif, decade the mood."""

import hashlib
from collections.abc import Callable, Sequence

_WIDTH, _HEIGHT = 200, 300
_HUES = {
    "Action": 12,
    "Adventure": 32,
    "Animation": 190,
    "Children": 172,
    "Comedy": 44,
    "Crime": 352,
    "Documentary": 150,
    "Drama": 262,
    "Fantasy": 286,
    "Film-Noir": 230,
    "Horror": 0,
    "Musical": 322,
    "Mystery": 246,
    "Romance": 338,
    "Sci-Fi": 206,
    "Thriller": 220,
    "War": 88,
    "Western": 24,
}
_TELLING = (
    "Film-Noir",
    "Western",
    "Horror",
    "Sci-Fi",
    "War",
    "Musical",
    "Animation",
    "Fantasy",
    "Documentary",
    "Mystery",
    "Crime",
    "Romance",
    "Adventure",
    "Action",
    "Thriller",
    "Comedy",
    "Children",
    "Drama",
)
"""The genres, the most telling first: "Drama" says less about a film than "Western"."""

Motif = Callable[[bytes, str, str], str]


def poster(title: str, year: int | None, genres: Sequence[str]) -> str:
    """An SVG of about 1 kB, the same for the same film everywhere.

    Parameters
    ----------
    title, year, genres
        What is known of the film.

    Returns
    -------
    str
        Decorative inline SVG, hidden from screen readers: the title stands beside it.
    """
    seed = hashlib.blake2b(f"{title}|{year}".encode(), digest_size=16).digest()
    genre = next((known for known in _TELLING if known in genres), "")
    hue = (_HUES.get(genre, seed[0] * 360 // 256) + seed[1] % 25 - 12) % 360
    ground, shape, light = _palette(hue, year, seed)
    motif = _MOTIFS.get(genre, _circles)(seed, shape, light)
    return (
        f'<svg class="poster" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" '
        f'focusable="false" preserveAspectRatio="xMidYMid slice">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{ground}"/>{motif}</svg>'
    )


def _palette(hue: int, year: int | None, seed: bytes) -> tuple[str, str, str]:
    """Ground, shape and light; older films are less saturated, as their prints are."""
    age = min(max((2020 - (year or 1990)) / 80, 0.0), 1.0)
    saturation = round(62 - 40 * age)
    second = (hue + (28, -28, 150, 190)[seed[2] % 4]) % 360
    return (
        f"hsl({hue} {saturation}% 22%)",
        f"hsl({second} {saturation}% 46%)",
        f"hsl({(hue + 18) % 360} {min(saturation + 20, 85)}% 78%)",
    )


def _circles(seed: bytes, shape: str, light: str) -> str:
    x, y = 60 + seed[3] % 80, 90 + seed[4] % 60
    return (
        f'<circle cx="{x}" cy="{y}" r="{52 + seed[5] % 24}" fill="{shape}"/>'
        f'<circle cx="{x + 34}" cy="{y + 30}" r="{30 + seed[6] % 20}" fill="{light}" '
        f'opacity=".75"/>'
    )


def _planet(seed: bytes, shape: str, light: str) -> str:
    x, y, r = 70 + seed[3] % 60, 100 + seed[4] % 50, 42 + seed[5] % 26
    stars = "".join(
        f'<circle cx="{(n * 37) % 200}" cy="{(n * 61) % 240}" r="{1 + n % 2}" fill="{light}"/>'
        for n in seed[6:16]
    )
    return (
        f'{stars}<circle cx="{x}" cy="{y}" r="{r}" fill="{shape}"/>'
        f'<ellipse cx="{x}" cy="{y}" rx="{r * 1.7:.0f}" ry="{r * 0.32:.0f}" fill="none" '
        f'stroke="{light}" stroke-width="5" transform="rotate({seed[9] % 50 - 25} {x} {y})"/>'
    )


def _teeth(seed: bytes, shape: str, light: str) -> str:
    points = " ".join(
        f"{x},{150 + seed[x // 20] % 60 if x % 40 else 235}" for x in range(0, 201, 20)
    )
    return (
        f'<circle cx="{50 + seed[12] % 100}" cy="{70 + seed[13] % 30}" r="36" fill="{light}"/>'
        f'<polygon points="0,300 {points} 200,300" fill="{shape}"/>'
    )


def _stripes(seed: bytes, shape: str, light: str) -> str:
    lean, step = 40 + seed[3] % 70, 44 + seed[4] % 20
    bars = "".join(
        f'<polygon points="{x},0 {x + 20},0 {x + 20 - lean},300 {x - lean},300" fill="{shape}"/>'
        for x in range(-20, 320, step)
    )
    return (
        f'{bars}<circle cx="{60 + seed[5] % 80}" cy="{100 + seed[6] % 60}" r="34" fill="{light}"/>'
    )


def _mountains(seed: bytes, shape: str, light: str) -> str:
    a, b = 90 + seed[3] % 60, 120 + seed[4] % 60
    return (
        f'<circle cx="{50 + seed[5] % 100}" cy="{80 + seed[6] % 30}" r="30" fill="{light}"/>'
        f'<polygon points="-40,300 {40 + seed[7] % 40},{a} 190,300" fill="{shape}"/>'
        f'<polygon points="40,300 {140 + seed[8] % 40},{b} 280,300" fill="{shape}" opacity=".6"/>'
    )


def _confetti(seed: bytes, shape: str, light: str) -> str:
    return "".join(
        f'<circle cx="{20 + (n * 53) % 160}" cy="{24 + (n * 29) % 200}" r="{9 + n % 24}" '
        f'fill="{light if place % 3 == 0 else shape}" opacity=".85"/>'
        for place, n in enumerate(seed[3:13])
    )


def _rays(seed: bytes, shape: str, light: str) -> str:
    x, y = 70 + seed[3] % 60, 120 + seed[4] % 50
    rays = "".join(
        f'<polygon points="{x},{y} {x - 14},-180 {x + 14},-180" fill="{shape}" '
        f'transform="rotate({turn} {x} {y})"/>'
        for turn in range(seed[5] % 20, 360, 30)
    )
    return f'{rays}<circle cx="{x}" cy="{y}" r="{34 + seed[6] % 16}" fill="{light}"/>'


def _arcs(seed: bytes, shape: str, light: str) -> str:
    x = 40 + seed[3] % 120
    return "".join(
        f'<circle cx="{x}" cy="240" r="{radius}" fill="none" stroke-width="13" '
        f'stroke="{light if place % 2 else shape}"/>'
        for place, radius in enumerate(range(34, 200, 30 + seed[4] % 8))
    )


def _blinds(seed: bytes, shape: str, light: str) -> str:
    bars = "".join(
        f'<rect y="{y}" width="200" height="12" fill="#000" opacity=".45"/>'
        for y in range(10 + seed[3] % 12, 290, 26)
    )
    x, y = 60 + seed[4] % 80, 100 + seed[5] % 60
    return (
        f'<circle cx="{x}" cy="{y}" r="62" fill="{shape}"/>'
        f'<circle cx="{x}" cy="{y}" r="44" fill="{light}"/>{bars}'
    )


def _waves(seed: bytes, shape: str, light: str) -> str:
    rows = "".join(
        f'<path d="M0 {y} q50 {-20 - seed[3] % 24} 100 0 t100 0 V300 H0 Z" fill="{shape}" '
        f'opacity="{0.4 + place * 0.2:.1f}"/>'
        for place, y in enumerate((140, 180, 220))
    )
    return (
        f'<circle cx="{50 + seed[4] % 100}" cy="{90 + seed[5] % 30}" r="40" fill="{light}"/>{rows}'
    )


_MOTIFS: dict[str, Motif] = {
    "Action": _stripes,
    "Adventure": _mountains,
    "Animation": _confetti,
    "Children": _confetti,
    "Comedy": _rays,
    "Crime": _stripes,
    "Drama": _waves,
    "Fantasy": _mountains,
    "Film-Noir": _blinds,
    "Horror": _teeth,
    "Musical": _arcs,
    "Mystery": _blinds,
    "Sci-Fi": _planet,
    "Thriller": _stripes,
    "War": _teeth,
    "Western": _mountains,
}
