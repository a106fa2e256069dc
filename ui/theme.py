"""Gradio's theme: the page's own colours and the system's fonts, nothing fetched."""

from typing import Any

from gradio.themes import Base

_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
_MONO = ["ui-monospace", "Liberation Mono", "monospace"]


def stage_theme() -> Any:
    """Return a `gradio.themes.Base` that takes its colours from ``static/cinq.css``."""
    own = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--soft)",
        "background_fill_primary": "var(--paper)",
        "background_fill_secondary": "var(--card)",
        "block_background_fill": "transparent",
        "block_label_text_color": "var(--ink)",
        "block_title_text_color": "var(--ink)",
        "border_color_primary": "var(--line)",
        "input_background_fill": "var(--card)",
        "input_background_fill_focus": "var(--card)",
        "input_border_color": "var(--edge)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--soft)",
    }
    both = own | {f"{name}_dark": value for name, value in own.items()}
    return Base(font=_SANS, font_mono=_MONO).set(**both, block_border_width="0px")
