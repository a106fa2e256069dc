"""What goes around a poster, or between its picture and its title."""

from ui.posters.palette import Palette


def bare(_: Palette, __: float) -> str:
    """Nothing."""
    return ""


def double(palette: Palette, _: float) -> str:
    """Two fine lines with cut corners, as on a cinema's programme."""
    lines = (
        '<path d="M14 7H186L193 14V286L186 293H14L7 286V14Z" stroke-width="2"/>'
        '<path d="M17 12H183L188 17V283L183 288H17L12 283V17Z" stroke-width=".8"/>'
    )
    return f'<g fill="none" stroke="{palette.ink}">{lines}</g>'


def rule(palette: Palette, _: float) -> str:
    """A rule across and one short stroke, as a printer of the sixties set them."""
    return f'<path d="M14 14H186" stroke="{palette.ink}" stroke-width="3"/>'


def bands(palette: Palette, edge: float) -> str:
    """Three stripes between picture and title."""
    return "".join(
        f'<path d="M0 {edge + down:g}H200" stroke="{colour}" stroke-width="5"/>'
        for down, colour in ((0, palette.light), (6, palette.second), (12, palette.shape))
    )


def grid(palette: Palette, edge: float) -> str:
    """A grid that runs to the horizon."""
    across = "".join(f"M0 {edge + down:g}H200" for down in (3, 8, 16, 28, 46, 72))
    along = "".join(f"M{100 + at * 9} {edge:g}L{100 + at * 46} 300" for at in range(-6, 7))
    return (
        f'<path d="{across}{along}" stroke="{palette.second}" stroke-width=".8" opacity=".4"/>'
        f'<path d="M0 {edge:g}H200" stroke="{palette.light}" stroke-width="1.6"/>'
    )


def edge(palette: Palette, _: float) -> str:
    """One fine line."""
    return (
        f'<rect x="9" y="9" width="182" height="282" fill="none" stroke="{palette.ink}" '
        'stroke-width=".7" opacity=".7"/>'
    )
