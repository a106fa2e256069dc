"""Three dashboards: the service, the model and its quality, data and drift."""

from cinq.dashboards.data import DATA
from cinq.dashboards.grafana import grafana_json
from cinq.dashboards.model import MODEL
from cinq.dashboards.panel import Dashboard, Panel, Query
from cinq.dashboards.service import SERVICE

DASHBOARDS = (SERVICE, MODEL, DATA)

__all__ = [
    "DASHBOARDS",
    "DATA",
    "MODEL",
    "SERVICE",
    "Dashboard",
    "Panel",
    "Query",
    "grafana_json",
]
