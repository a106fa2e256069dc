"""Motifs that are places: mountains, desert, wood, town, sea, castle, field, room."""

from ui.posters.hand import Hand, circle, line, ridge, shape, veil
from ui.posters.palette import Palette


def mountains(hand: Hand, colours: Palette) -> str:
    """Adventure: two ranges, a sun, and the way through them."""
    sun, left = hand.between(50, 150), hand.either()
    a, b = (hand.between(40, 75), hand.between(120, 155))
    if left:
        a, b = 200 - b, 200 - a
    top = hand.between(58, 80)
    return (
        circle(sun, hand.between(52, 72), hand.between(26, 40), colours.light)
        + shape(ridge([(-20, 190), (a, top), (b, 170), (220, 120)]), colours.second)
        + shape(f"M{a} {top}l-17 30 10-5 7 8 8-9 10 7Z", colours.light, veil(0.9))
        + shape(ridge([(-10, 150), (60, 190), (b, top + 44), (215, 200)]), colours.shape)
        + line(
            f"M{hand.between(20, 60)} 220C40 190 150 205 {b} {top + 60}",
            colours.light,
            2.5,
            ' stroke-dasharray="1 7" stroke-linecap="round"',
        )
    )


def desert(hand: Hand, colours: Palette) -> str:
    """Western: mesas before a low sun, a cactus."""
    sun, x = hand.between(60, 140), hand.between(24, 60)
    far = hand.between(96, 112)
    cactus = x if hand.either() else 200 - x
    return (
        circle(sun, 112, hand.between(44, 60), colours.light)
        + shape(
            ridge(
                [
                    (0, 150),
                    (x, 150),
                    (x + 8, far),
                    (x + 52, far),
                    (x + 62, 150),
                    (132, 150),
                    (138, far + 16),
                    (176, far + 16),
                    (184, 150),
                    (200, 150),
                ]
            ),
            colours.second,
        )
        + shape("M0 172Q100 150 200 168V300H0Z", colours.shape)
        + line(
            f"M{cactus} 204V138M{cactus} 178h-14v-20M{cactus} 168h14v-22",
            colours.ground,
            8,
            ' stroke-linecap="round" stroke-linejoin="round"',
        )
    )


def wood(hand: Hand, colours: Palette) -> str:
    """Horror: bare trees before a moon, and one lit window."""
    moon = hand.between(60, 140)
    trees = []
    for x in range(-8, 210, 24):
        at, top = x + hand.between(-6, 6), hand.between(30, 96)
        if abs(at - moon) < 26:
            top += 60
        arm = hand.between(14, 34)
        trees.append(
            f"M{at} 220V{top}M{at} {top + 40}l{arm} -{arm}M{at} {top + 58}l-{arm - 4} -{arm}"
        )
    return (
        circle(moon, 74, hand.between(38, 48), colours.light)
        + line("".join(trees), colours.shape, 5, ' stroke-linecap="round"')
        + shape(f"M0 196Q{moon} 164 200 192V300H0Z", colours.second)
        + shape(f"M{moon - 16} 182v-22l16-14 16 14v22Z", colours.shape)
        + shape(f"M{moon - 5} 172v-10h10v10Z", colours.light)
    )


def town(hand: Hand, colours: Palette) -> str:
    """Crime: a skyline at night, a few windows lit."""
    back, front, windows = [(0.0, 216.0)], [(0.0, 216.0)], ""
    x = 0
    while x < 200:
        wide, top = hand.between(18, 34), hand.between(46, 112)
        back += [(x, top), (x + wide, top)]
        x += wide
    x = -hand.between(0, 14)
    while x < 200:
        wide, top = hand.between(26, 44), hand.between(104, 160)
        front += [(x, top), (x + wide, top)]
        for row in range(top + 10, 206, 14):
            for column in range(x + 7, x + wide - 8, 10):
                if hand.between(0, 3) == 0:
                    windows += f"M{column} {row}h5v7h-5Z"
        x += wide
    return (
        circle(hand.between(40, 160), hand.between(40, 62), hand.between(18, 28), colours.light)
        + shape(ridge(back), colours.second)
        + shape(ridge(front), colours.shape)
        + shape(windows, colours.light)
    )


def sea(hand: Hand, colours: Palette) -> str:
    """Drama: a sun or moon over waves, a small boat."""
    sun, boat = hand.between(50, 150), hand.between(40, 150)
    lift = hand.between(8, 20)
    waves = "".join(
        shape(
            f"M-{start} {top}q25 -{lift} 50 0t50 0 50 0 50 0 50 0V300H-{start}Z",
            colours.shape if number % 2 else colours.second,
            veil(1 - 0.12 * number),
        )
        for number, (start, top) in enumerate(((10, 128), (34, 150), (0, 172), (25, 194)))
    )
    return (
        circle(sun, hand.between(64, 100), hand.between(34, 50), colours.light)
        + waves
        + shape(f"M{boat} 120l14 0-4 8h-20l-5-8h12V94l14 22h-11Z", colours.ink)
    )


def door(hand: Hand, colours: Palette) -> str:
    """Drama: an open door, and the light that falls out of it."""
    x, lean = hand.between(64, 104), hand.between(-46, 46)
    return (
        shape("M0 172H200V300H0Z", colours.shape)
        + shape(f"M{x} 172h40l{lean + 26} 60H{x + lean - 26}Z", colours.light, veil(0.75))
        + shape(f"M{x - 6} 172V50h52v122Z", colours.second)
        + shape(f"M{x} 172V57h40v115Z", colours.light)
        + shape(f"M{x + 20} 172v-30a8 8 0 1 1 .1 0Z", colours.ground)
        + shape(f"M{x + 12} 172q2-34 8-34t8 34Z", colours.ground)
    )


def castle(hand: Hand, colours: Palette) -> str:
    """Fantasy: towers on a hill, a crescent, stars."""
    moon, x = hand.between(46, 154), hand.between(66, 120)
    stars = "".join(
        f"M{at} {up}l1.5 4 4 1.5-4 1.5-1.5 4-1.5-4-4-1.5 4-1.5Z"
        for at, up in ((hand.between(10, 190), hand.between(14, 96)) for _ in range(9))
    )
    towers = "".join(
        f"M{x + at} 190V{top}l{wide / 2:g} -{roof} {wide / 2:g} {roof}V190Z"
        for at, top, wide, roof in (
            (-36, hand.between(118, 134), 18, 24),
            (-14, hand.between(84, 104), 24, 36),
            (14, hand.between(112, 126), 18, 26),
            (36, hand.between(134, 146), 14, 18),
        )
    )
    return (
        shape(stars, colours.light)
        + circle(moon, 66, 40, colours.light)
        + circle(moon + (14 if hand.either() else -14), 58, 36, colours.ground)
        + shape(towers, colours.second)
        + shape(f"M0 206Q{x} 130 200 200V300H0Z", colours.shape)
    )


def field(hand: Hand, colours: Palette) -> str:
    """War: searchlights over torn ground, wire."""
    beams = "".join(
        shape(f"M{at} 170L{at + lean - 16} -10H{at + lean + 16}Z", colours.light, veil(0.55))
        for at, lean in (
            (hand.between(20, 70), hand.between(10, 70)),
            (hand.between(130, 180), hand.between(-70, -10)),
        )
    )
    torn = [(x, hand.between(132, 168)) for x in range(0, 201, 12)]
    posts = "".join(f"M{x} 216l6 -44M{x + 8} 216l-8 -40" for x in range(14, 200, 44))
    wire = "".join(f"M0 {y}" + "q11 -9 22 0t22 0" * 5 for y in (184, 196))
    return (
        beams
        + shape(ridge(torn), colours.second)
        + shape("M0 178Q100 160 200 182V300H0Z", colours.shape)
        + line(posts, colours.ink, 2.5)
        + line(wire, colours.ink, 1)
    )


def lamp(hand: Hand, colours: Palette) -> str:
    """Drama: a lamp over a table, and an empty chair."""
    x, drop = hand.between(80, 120), hand.between(54, 74)
    chair = x - 78 if hand.either() else x + 58
    return (
        line(f"M{x} -10V{drop}", colours.second, 2)
        + shape(f"M{x - 12} {drop + 22}h24l66 100h-156Z", colours.light, veil(0.85))
        + shape(f"M{x - 8} {drop}h16l26 26h-68Z", colours.second)
        + shape(f"M{x - 92} {drop + 118}h184v9h-184Z", colours.shape)
        + line(f"M{x - 66} {drop + 126}v90M{x + 66} {drop + 126}v90", colours.shape, 6)
        + line(f"M{chair} 230v-104M{chair} 168h22v60", colours.second, 5)
    )


def road(hand: Hand, colours: Palette) -> str:
    """Action: a straight road into a low sun."""
    x, sun = hand.between(80, 120), hand.between(40, 54)
    marks = "".join(
        f"M{x - wide} {top}h{2 * wide}l{wide / 2:g} {tall}h-{3 * wide}Z"
        for top, tall, wide in ((128, 8, 0.8), (144, 14, 1.4), (168, 22, 2.6), (200, 40, 4.4))
    )
    peaks = [(at, hand.between(86, 112)) for at in range(0, 201, 25)]
    return (
        circle(x, 104, sun, colours.light)
        + shape(ridge([(-5, 120), *peaks, (205, 120)]), colours.second)
        + shape("M0 116H200V300H0Z", colours.shape)
        + shape(f"M{x - 3} 116h6L{x + 92} 240H{x - 92}Z", colours.ground)
        + shape(marks, colours.light)
    )


def moonlight(hand: Hand, colours: Palette) -> str:
    """Romance: two people under a great moon."""
    x, apart = hand.between(74, 126), hand.between(8, 12)
    two = "".join(
        f"M{at - 6} 178q-1-26 6-28 7 2 6 28ZM{at} 148a5 5 0 1 1 .1 0Z"
        for at in (x - apart, x + apart)
    )
    return (
        circle(x, 104, hand.between(66, 78), colours.light)
        + shape(f"M0 190Q{x} 150 200 186V300H0Z", colours.second)
        + shape("M0 204Q100 176 200 208V300H0Z", colours.shape)
        + shape(two, colours.ground if colours.ground.lightness < 0.5 else colours.second)
    )


def stage(hand: Hand, colours: Palette) -> str:
    """Comedy: curtains, boards and a spot of light."""
    x, lean = hand.between(80, 120), hand.between(-50, 50)
    folds = "".join(
        f"M{at} 0q{-6 if at < 100 else 6} 90 0 178h9V0Z" for at in (0, 18, 36, 155, 173, 191)
    )
    return (
        shape(f"M{x + lean - 8} -10h16L{x + 44} 190h-88Z", colours.light, veil(0.5))
        + shape("M0 0H46Q54 100 34 180H0ZM200 0H154Q146 100 166 180H200Z", colours.shape)
        + shape(folds, colours.second)
        + shape(
            "M0 0H200V22q-12 16-25 0-12 16-25 0-12 16-25 0-12 16-25 0-12 16-25 0-12 16-25 0Z"
            "M0 0V22q6 12 25 8Z",
            colours.shape,
        )
        + shape("M0 178H200V300H0Z", colours.second)
        + f'<ellipse cx="{x}" cy="192" rx="46" ry="9" fill="{colours.light}"/>'
        + shape(
            f"M{x - 16} 150h32l-5-34h-22ZM{x - 28} 156a28 7 0 0 1 56 0 28 7 0 0 1-56 0Z",
            colours.ink,
        )
    )
