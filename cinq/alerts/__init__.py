"""Rules and receivers of alerts, as files for Prometheus and Alertmanager."""

from cinq.alerts.places import Places, compose_places, plain_places
from cinq.alerts.rendering import rendered, write

__all__ = ["Places", "compose_places", "plain_places", "rendered", "write"]
