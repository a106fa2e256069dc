"""Views: from values to HTML; whatever comes from outside is escaped here."""

from ui.views.choosing import view_hits, view_proposals, view_tray
from ui.views.five import view_five
from ui.views.frame import view_ended, view_note, view_notice, view_top, view_trouble

__all__ = [
    "view_ended",
    "view_five",
    "view_hits",
    "view_note",
    "view_notice",
    "view_proposals",
    "view_top",
    "view_tray",
    "view_trouble",
]
