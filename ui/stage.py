"""The Gradio page: regions of HTML around one search box."""

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from ui.handlers import REGIONS, Handlers
from ui.texts import Language, Texts, texts

_PLACE_OF_ADDRESS = "() => [location.hash.slice(0, 100)]"
_PLACE_OF_PAGE = (
    "(query) => [query, document.querySelector('#top [data-hash]')?.dataset.hash ?? '']"
)

STATIC = Path(__file__).parent / "static"


def build_stage(handlers: Handlers, language: Language) -> Any:
    """Build the Gradio page in one language.

    Returns
    -------
    gradio.Blocks
        To be mounted. Its events bypass Gradio's queue: each is one short POST, so no event waits
        for another person's, and no server keeps anything between two events.
    """
    words = texts(language)
    script = (STATIC / "region.js").read_text("utf-8")

    def region(name: str, value: str = "") -> Any:
        return gr.HTML(
            value, elem_id=name, js_on_load=script, apply_default_css=False, padding=False
        )

    with gr.Blocks(title="Cinq", analytics_enabled=False, fill_width=True) as stage:
        place = gr.Textbox(visible=False)
        regions = {name: region(name) for name in ("top", "notice", "note", "trouble")}
        with gr.Column(elem_id="choosing", visible=False) as choosing:
            regions["lead"] = region("lead")
            with gr.Row(elem_id="desk"):
                with gr.Column(elem_id="finding", min_width=0):
                    search = _search_box(words)
                    hits = region("hits")
                    regions["proposals"] = region("proposals")
                regions["tray"] = region("tray")
        loading = f'<p class="loading">{escape(words.loading)}</p>'
        for name in REGIONS:
            if name not in regions:
                regions[name] = region(name, loading if name == "five" else "")

        at_once = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        shown = [choosing, *(regions[name] for name in REGIONS)]
        stage.load(handlers.opened, place, shown, js=_PLACE_OF_ADDRESS, **at_once)
        for part in (*regions.values(), hits):
            part.click(handlers.gestured, None, shown, trigger_mode="multiple", **at_once)
        # not `input`: it does not see what is pasted, dictated or composed
        search.change(
            handlers.typed,
            [search, place],
            hits,
            trigger_mode="always_last",
            js=_PLACE_OF_PAGE,
            **at_once,
        )
    return stage


def _search_box(words: Texts) -> Any:
    return gr.Textbox(
        label=words.choosing.search,
        placeholder=words.choosing.search_hint,
        elem_id="search",
        max_length=200,
        max_lines=1,
    )
