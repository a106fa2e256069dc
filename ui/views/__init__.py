"""Views: from values to HTML; whatever comes from outside is escaped here."""

from ui.views.choosing import view_hits, view_lead, view_proposals, view_tray
from ui.views.five import view_five
from ui.views.frame import view_ended, view_note, view_notice, view_top, view_trouble
from ui.views.home import view_home
from ui.views.two import view_two
from ui.views.watch import view_similar, view_watchlist

__all__ = [
    "view_ended",
    "view_five",
    "view_hits",
    "view_home",
    "view_lead",
    "view_note",
    "view_notice",
    "view_proposals",
    "view_similar",
    "view_top",
    "view_tray",
    "view_trouble",
    "view_two",
    "view_watchlist",
]
