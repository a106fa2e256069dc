"""Dashboards as Grafana reads them."""

import json
from collections.abc import Iterable, Iterator
from string import ascii_uppercase
from typing import Any

from cinq.dashboards.panel import Dashboard, Panel

SOURCE = {"type": "prometheus", "uid": "cinq-prometheus"}
"""The datasource of configs/grafana/provisioning."""
_WIDE = 24


def grafana_json(dashboard: Dashboard) -> str:
    """Write a dashboard; the same one gives the same text."""
    document = {
        "uid": f"cinq-{dashboard.name}",
        "title": f"Cinq: {dashboard.title}",
        "tags": ["cinq"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": dashboard.since, "to": "now"},
        "templating": {"list": []},
        "annotations": {"list": []},
        "panels": [
            _panel(number, panel, x, y)
            for number, (panel, x, y) in enumerate(placed(dashboard.panels), 1)
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def placed(panels: Iterable[Panel]) -> Iterator[tuple[Panel, int, int]]:
    """Panels with their column and row: side by side as long as a line holds them."""
    x = y = line = 0
    for panel in panels:
        if x + panel.width > _WIDE:
            x, y, line = 0, y + line, 0
        yield panel, x, y
        x, line = x + panel.width, max(line, panel.height)


def _panel(number: int, panel: Panel, x: int, y: int) -> dict[str, Any]:
    axis = {"max": panel.top} if panel.top is not None else {}
    text = "name" if panel.named else "auto"
    graph = "none" if panel.named else "area"
    newest = {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return {
        "id": number,
        "title": panel.title,
        "type": panel.kind,
        "description": panel.says,
        "datasource": SOURCE,
        "gridPos": {"x": x, "y": y, "w": panel.width, "h": panel.height},
        "fieldConfig": {
            "defaults": {
                "unit": panel.unit,
                **({"min": 0} if panel.kind != "stat" else {}),
                **axis,
                "color": {"mode": "palette-classic"},
            },
            "overrides": [],
        },
        "options": {
            "timeseries": {
                "legend": {"displayMode": "list", "placement": "bottom"},
                "tooltip": {"mode": "multi"},
            },
            "stat": {**newest, "colorMode": "value", "graphMode": graph, "textMode": text},
            "bargauge": {**newest, "displayMode": "basic", "orientation": "horizontal"},
        }[panel.kind],
        "targets": [
            {
                "refId": letter,
                "datasource": SOURCE,
                "expr": query.expr,
                "legendFormat": query.legend,
                "instant": panel.kind != "timeseries",
                "range": panel.kind == "timeseries",
            }
            for letter, query in zip(ascii_uppercase, panel.queries, strict=False)
        ],
    }
