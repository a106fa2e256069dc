"""All settings: one frozen tree, built once by an entry point."""

from cinq.settings.conductor import ConductorSettings, NotifySettings, ScheduleSettings
from cinq.settings.learning import LearningSettings
from cinq.settings.monitoring import MonitoringSettings
from cinq.settings.tree import (
    API_PORT,
    AUTO,
    CONDUCTOR_PORT,
    CONFIGS,
    KEY_PATTERN,
    ROOT,
    UI_PORT,
    ApiSettings,
    FetchSettings,
    GateSettings,
    JudgingSettings,
    Settings,
    SparkSettings,
    TrainingSettings,
    TuningSettings,
    UiSettings,
    load_settings,
    tree_of,
)

__all__ = [
    "API_PORT",
    "AUTO",
    "CONDUCTOR_PORT",
    "CONFIGS",
    "KEY_PATTERN",
    "ROOT",
    "UI_PORT",
    "ApiSettings",
    "ConductorSettings",
    "FetchSettings",
    "GateSettings",
    "JudgingSettings",
    "LearningSettings",
    "MonitoringSettings",
    "NotifySettings",
    "ScheduleSettings",
    "Settings",
    "SparkSettings",
    "TrainingSettings",
    "TuningSettings",
    "UiSettings",
    "load_settings",
    "tree_of",
]
