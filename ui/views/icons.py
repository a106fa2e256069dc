"""Small drawings beside words; screen readers pass over them."""

_PATHS = {
    "heart": "M12 20s-7-4.4-9-8.6C1.6 8 3.4 4.8 6.7 4.8c2 0 3.6 1 5.3 3.2 1.7-2.2 3.3-3.2 5.3-3.2 "
    "3.3 0 5.1 3.2 3.7 6.6C19 15.6 12 20 12 20Z",
    "check": "M4.5 12.5l5 5 10-11",
    "cross": "M6 6l12 12M18 6L6 18",
    "bookmark": "M7 4h10v16l-5-4-5 4Z",
    "alike": "M4 7h9v13H4ZM9 4h11v13h-4",
    "person": "M12 12a4 4 0 1 0-.1 0ZM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
    "chart": "M4 20.5h16M7 20V12M12 20V5M17 20V9",
    "leave": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
}


def icon(name: str) -> str:
    """An inline SVG of 24 by 24, drawn in the colour of the text around it."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f'<path d="{_PATHS[name]}"/></svg>'
    )
