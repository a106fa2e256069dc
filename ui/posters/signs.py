"""Motifs that are signs: planet, rays, keyhole, disc, aperture, blinds, stripes, balloons."""

import math

from ui.posters.hand import Hand, circle, line, ring, shape, veil
from ui.posters.palette import Palette


def planet(hand: Hand, colours: Palette) -> str:
    """Sci-Fi: a planet with rings or rising over a horizon, moons, stars."""
    stars = "".join(
        circle(
            hand.between(4, 196), hand.between(4, 200), 0.8 + hand.between(0, 8) / 10, colours.light
        )
        for _ in range(22)
    )
    x, y, r = hand.between(70, 130), hand.between(84, 118), hand.between(40, 56)
    if hand.either():
        return (
            stars
            + circle(x, 268, 150, colours.second, veil(0.35))
            + circle(x, 276, 150, colours.shape)
            + circle(200 - x, y - 30, r / 2, colours.light)
            + circle(200 - x + 8, y - 36, r / 2, colours.ground, veil(0.5))
        )
    tilt = f' transform="rotate({hand.between(-32, 32)} {x} {y})"'
    around = f"M{x - r * 1.75:g} {y}a{r * 1.75:g} {r * 0.42:g} 0 0"
    return (
        stars
        + line(f"{around} 1 {r * 3.5:g} 0", colours.light, 5, tilt)
        + circle(x, y, r, colours.shape)
        + shape(
            f"M{x} {y - r}a{r} {r} 0 0 1 0 {2 * r}a{r * 1.5:g} {r * 1.5:g} 0 0 0 0 -{2 * r}",
            colours.second,
            tilt,
        )
        + line(f"{around} 0 {r * 3.5:g} 0", colours.light, 5, tilt)
        + circle(x + r * 1.2, y - r * 1.1, r / 6, colours.light)
    )


def rays(hand: Hand, colours: Palette) -> str:
    """Comedy: a sun with rays, and the bow of a smile."""
    x, y, n = hand.between(80, 120), hand.between(92, 116), hand.between(9, 14)
    beams = ""
    for number in range(n):
        a, b = (2 * math.pi * (number + part) / n for part in (0, 0.5))
        beams += (
            f"M{x} {y}L{x + 260 * math.cos(a):.0f} {y + 260 * math.sin(a):.0f} "
            f"{x + 260 * math.cos(b):.0f} {y + 260 * math.sin(b):.0f}Z"
        )
    r = hand.between(44, 56)
    return (
        shape(beams, colours.shape)
        + circle(x, y, r + 10, colours.ground)
        + circle(x, y, r, colours.light)
        + shape(
            f"M{x - r * 0.62:g} {y + 6}a{r * 0.62:g} {r * 0.62:g} 0 0 0 {r * 1.24:g} 0Z",
            colours.second,
        )
    )


def stripes(hand: Hand, colours: Palette) -> str:
    """Action: stripes of speed across a disc."""
    lean, x, y = hand.between(60, 120), hand.between(70, 130), hand.between(84, 116)
    r = hand.between(56, 72)

    def bars(first: int, wide: int) -> str:
        return "".join(
            f"M{at} -10h{wide}L{at + wide - lean} 310h-{wide}Z" for at in range(first, 340, 48)
        )

    start = hand.between(-20, 20)
    return (
        shape(bars(start, 16), colours.shape)
        + circle(x, y, r, colours.light)
        + shape(bars(start + 20, 8), colours.second)
        + shape(bars(start + 34, 4), colours.ground)
    )


def spiral(hand: Hand, colours: Palette) -> str:
    """Thriller: circles that draw one in, somebody small within."""
    x, y, pull = hand.between(84, 116), hand.between(92, 112), hand.between(-6, 6)
    rings = "".join(
        circle(
            x + pull * (5 - n),
            y + abs(pull) * (5 - n) / 2,
            130 - 24 * n,
            colours.shape if n % 2 else colours.second,
        )
        for n in range(5)
    )
    return (
        rings
        + circle(x, y, 20, colours.light)
        + circle(x, y - 9, 4, colours.ground)
        + shape(f"M{x - 6} {y + 14}q0-17 6-17t6 17Z", colours.ground)
    )


def keyhole(hand: Hand, colours: Palette) -> str:
    """Mystery: a keyhole, and the light that comes through."""
    x, lean = hand.between(80, 120), hand.between(-60, 60)
    return (
        shape(f"M{x - 12} 120h24L{x + lean + 70} 310H{x + lean - 70}Z", colours.second, veil(0.55))
        + circle(x, 92, hand.between(66, 78), colours.shape)
        + ring(x, 92, hand.between(52, 60), colours.second, 2)
        + circle(x, 76, 22, colours.light)
        + shape(f"M{x - 9} 84h18l12 54h-42Z", colours.light)
    )


def print_of_a_finger(hand: Hand, colours: Palette) -> str:
    """Crime and mystery: a fingerprint under a glass."""
    x, y = hand.between(86, 114), hand.between(84, 100)
    turn = hand.between(-30, 30)
    ridges = "".join(
        ring(
            x,
            y + n,
            7 * n,
            colours.light,
            2.6,
            f' stroke-dasharray="{hand.between(16, 40)} {hand.between(3, 6)}"'
            f' transform="rotate({turn + 40 * n} {x} {y})"',
        )
        for n in range(1, 8)
    )
    return (
        line(f"M{x + 44} {y + 44}l46 46", colours.second, 20, ' stroke-linecap="round"')
        + circle(x, y, 70, colours.second)
        + circle(x, y, 60, colours.shape)
        + ridges
    )


def disc(hand: Hand, colours: Palette) -> str:
    """Musical: a record and keys."""
    x, y = hand.between(60, 140), hand.between(80, 100)
    grooves = "".join(ring(x, y, r, colours.second, 1.2) for r in range(34, 74, 8))
    keys = "".join(f"M{at} 176h15v50h-15Z" for at in range(2, 200, 18))
    black = "".join(
        f"M{at} 176h9v24h-9Z"
        for number, at in enumerate(range(14, 190, 18))
        if number % 7 not in (2, 6)
    )
    return (
        circle(x, y, 76, colours.shape)
        + grooves
        + circle(x, y, 24, colours.light)
        + circle(x, y, 4, colours.ground)
        + shape(keys, colours.light)
        + shape(black, colours.ground)
    )


def aperture(hand: Hand, colours: Palette) -> str:
    """Documentary: the blades of a lens."""
    x, y, start = 100, hand.between(96, 110), hand.between(0, 59)
    blades = ""
    for number in range(6):
        a, b = (math.radians(start + 60 * (number + part)) for part in (0, 1.6))
        fill = colours.shape if number % 2 else colours.second
        inner = f"{x + 30 * math.cos(a):.0f} {y + 30 * math.sin(a):.0f}"
        blades += shape(
            f"M{inner}L{x + 84 * math.cos(a):.0f} {y + 84 * math.sin(a):.0f}"
            f"A84 84 0 0 1 {x + 84 * math.cos(b):.0f} {y + 84 * math.sin(b):.0f}Z",
            fill,
        )
    return (
        circle(x, y, 84, colours.second)
        + blades
        + circle(x, y, 29, colours.light)
        + ring(x, y, 88, colours.light, 3)
    )


def blinds(hand: Hand, colours: Palette) -> str:
    """Film-Noir: the light of a street lamp through blinds."""
    x, lean = hand.between(50, 150), hand.between(-40, 40)
    slats = "".join(f"M0 {y}H200v7H0Z" for y in range(8, 216, 17))
    return (
        shape(f"M{x} 10L{x + lean - 90} 240H{x + lean + 90}Z", colours.light, veil(0.85))
        + shape(
            f"M{x + lean - 30} 240v-62q0-16 14-20v-12h-16l2-5h8l2-18"
            "q12-6 24 0l2 18h8l2 5h-14v12q14 4 14 20v62Z",
            colours.ground,
        )
        + shape(slats, colours.shape, veil(0.8))
    )


def two_circles(hand: Hand, colours: Palette) -> str:
    """Romance: two circles, and what they share."""
    y, r, apart = hand.between(94, 110), hand.between(50, 60), hand.between(24, 36)
    lift = hand.between(-14, 14)
    a, b = (100 - apart, y - lift), (100 + apart, y + lift)
    half = math.hypot(apart, lift)
    up = math.sqrt(max(0.0, r * r - half * half)) / half
    top = f"{100 + lift * up:.1f} {y - apart * up:.1f}"
    low = f"{100 - lift * up:.1f} {y + apart * up:.1f}"
    lens = f"M{top}A{r} {r} 0 0 1 {low}A{r} {r} 0 0 1 {top}Z"
    return circle(*a, r, colours.shape) + circle(*b, r, colours.second) + shape(lens, colours.light)


def balloons(hand: Hand, colours: Palette) -> str:
    """Animation, children: balloons, or a heap of round friends."""
    tints = (colours.shape, colours.second, colours.light)
    if hand.either():
        made = ""
        for number in range(6):
            x, y, r = (
                24 + 30 * number + hand.between(-6, 6),
                hand.between(30, 110),
                hand.between(17, 27),
            )
            made += line(f"M{x} {y + r}Q{x + 10} {y + 70} 100 230", colours.ink, 1, veil(0.6))
            tint = tints[number % 3]
            made += f'<ellipse cx="{x}" cy="{y}" rx="{r * 0.86:.0f}" ry="{r}" fill="{tint}"/>'
            made += circle(x - r * 0.3, y - r * 0.35, r * 0.16, colours.ink, veil(0.5))
        return made
    made = ""
    for number, (left, up) in enumerate(((46, 128), (146, 112), (100, 164), (178, 190), (16, 196))):
        r = hand.between(32, 52)
        x, y = left + hand.between(-8, 8), up + hand.between(-10, 10)
        look = hand.between(-3, 3)
        made += circle(x, y, r, tints[number % 3])
        for eye in (-1, 1):
            made += circle(x + eye * r * 0.3, y - r * 0.2, r * 0.19, colours.ink)
            made += circle(x + eye * r * 0.3 + look, y - r * 0.2, r * 0.09, colours.band)
    return made
