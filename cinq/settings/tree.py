"""All settings: one frozen tree, built once by an entry point.

Precedence: arguments (`--set key=value`), environment (`CINQ_…`), ``configs/cinq.yaml``.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from cinq.errors import SettingsError
from cinq.hyperparameters import (
    ALSSettings,
    Count,
    Fraction,
    Hyperparameters,
    ListSettings,
    Positive,
    Section,
)
from cinq.settings.conductor import ConductorSettings, NotifySettings, Port
from cinq.settings.learning import LearningSettings
from cinq.settings.monitoring import MonitoringSettings

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `cinq`, `configs` and `data`: the checkout, or the Bento's source."""

CONFIGS = ROOT / "configs"

API_PORT, UI_PORT, CONDUCTOR_PORT = 3000, 7860, 3002
"""Where API, page and conductor listen unless told otherwise."""

AUTO = "auto"
"""The data set that is the best at hand; the rating model that suits its size."""

Rate = Annotated[str, Field(pattern=r"^([1-9][0-9]{0,8}/(second|minute|hour|day))?$")]
"""So many requests in so long; empty: as many as there are."""

Origin = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$")]
"""A web site as browsers name it, such as ``https://films.example``; never ``*``."""


KEY_PATTERN = re.compile(r"cinq_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
"""What an API key looks like; the group is its prefix, by which it is named."""


def _looks_like_a_key(secret: SecretStr) -> SecretStr:
    if not KEY_PATTERN.fullmatch(secret.get_secret_value()):
        raise ValueError("this is not what a key looks like: make one with `make env`")
    return secret


ApiKey = Annotated[SecretStr, AfterValidator(_looks_like_a_key)]
"""A whole API key; it is never shown, not even where settings are printed."""


def _looks_like_a_token(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", secret.get_secret_value(), re.ASCII):
        raise ValueError(
            "this is not a token of TMDB's: take the API Read Access Token, the long one"
        )
    return secret


TmdbToken = Annotated[SecretStr, AfterValidator(_looks_like_a_token)]
"""An API Read Access Token of TMDB's; never shown either."""


WebAddress = Annotated[str, Field(pattern=r"^(https?://[^\s\"'<>]+)?$")]
"""Where browsers find something; empty: nowhere."""


class ApiSettings(Section):
    """The HTTP API; ``port`` left out means 3000 or the next free one.

    ``key`` is taken by the API besides those made with `cinq keys`, with the scopes read and
    feedback, and shown by the page; ``team_key`` with the scope admin, shown by the page where
    somebody of the team asks. docs/access.md says when keys are needed and what is limited.
    """

    host: str = "127.0.0.1"
    port: Port | None = None
    workers: Count = 1
    require_keys: Literal["auto", "always", "never"] = "auto"
    key: ApiKey | None = None
    team_key: ApiKey | None = None
    rate_per_key: Rate = "1200/minute"
    rate_per_address: Rate = "300/minute"
    max_concurrency: Count = 256
    cors_origins: tuple[Origin, ...] = ()
    poll_seconds: Positive = 2.0
    timeout_seconds: Positive = 4.0
    max_batch_size: Annotated[int, Field(ge=2)] = 64
    max_wait_ms: Count = 2
    max_body_bytes: Count = 1_000_000


class UiSettings(Section):
    """The page; ``port`` left out means 7860 or the next free one, ``address`` no other name.

    The other addresses are where the team's browsers reach those pages; empty, there is no link.
    With ``tmdb_token`` the page shows TMDB's pictures of films (docs/page.md).
    """

    host: str = "127.0.0.1"
    port: Port | None = None
    address: WebAddress = ""
    zenml_address: WebAddress = ""
    mlflow_address: WebAddress = ""
    grafana_address: WebAddress = ""
    session_hours: Positive = 24 * 14
    idle_hours: Positive = 24 * 3
    tmdb_token: TmdbToken | None = None


class SparkSettings(Section):
    """The Spark that ``engine: spark`` works on.

    ``master`` is its URL; ``driver_memory`` the heap of the driver, in local mode of everything.
    What else a cluster asks for stands in Spark's own ``spark-defaults.conf`` (SPARK_CONF_DIR).
    """

    master: Annotated[str, Field(pattern=r"^(local(\[[0-9*,]+\])?|yarn|(spark|k8s)://\S+)$")] = (
        "local[2]"
    )
    driver_memory: Annotated[str, Field(pattern=r"^[0-9]+[mg]$")] = "2g"


class TrainingSettings(Hyperparameters):
    """What a training run makes, and the hyper-parameters of every model of the family.

    ``ranker`` and ``rater`` are names of `cinq.models.family`; ``lists`` turns scores into lists;
    ``control`` makes a challenger that the gate must refuse. The rater ``auto`` is ``bayesian_mf``
    up to ``bayesian_max_ratings`` ratings to learn from, and ``rating_svd`` above. With ``engine``
    ``spark`` the data are prepared and the models fitted by Spark; ``auto`` is then ALS, ``als``.
    """

    seed: Annotated[int, Field(ge=0)] = 20
    ranker: str = "hybrid"
    rater: str = AUTO
    bayesian_max_ratings: Count = 2_000_000
    lists: ListSettings = ListSettings()
    control: Literal["none", "shuffled", "popularity"] = "none"
    engine: Literal["local", "spark"] = "local"
    spark: SparkSettings = SparkSettings()
    als: ALSSettings = ALSSettings()


class JudgingSettings(Section):
    """How people are split and challengers are judged."""

    split_key: str = "cinq-people"
    validation_share: Fraction = 0.10
    judging_share: Fraction = 0.20
    newest_share: Fraction = 0.10
    n_favourites: Count = 5
    min_liked: Count = 10
    draws: Count = 10
    seed: int = 5
    bootstrap_samples: Count = 2000
    confidence: Fraction = 0.95
    max_people: Count = 20_000
    min_people: Count = 30
    recent_min_people: Count = 30


class TuningSettings(Section):
    """How hyper-parameters are searched; see docs on tuning."""

    trials: Count = 40
    folds: Count = 5
    draws: Count = 3
    max_people: Count = 2000
    seed: Annotated[int, Field(ge=0)] = 1


class GateSettings(Section):
    """The bounds of the gate's rules; see docs on judging."""

    min_lift_over_popularity: Fraction = 0.15
    max_rmse_increase: Fraction = 0.01
    mode: Literal["auto", "superior", "non_inferior"] = "auto"
    non_inferiority_margin: Fraction = 0.01
    min_coverage_of_champion: Fraction = 0.5
    max_query_ms: Positive = 20.0
    golden_min_films: Count = 3
    golden_min_share: Fraction = 0.8
    golden_min_lists: Count = 5
    min_golden_kept: Fraction = 0.35
    max_golden_push: Fraction = 0.25
    max_film_push: Fraction = 0.12
    max_film_drop: Fraction = 0.3


class FetchSettings(Section):
    """Downloads of archives."""

    timeout_seconds: Positive = 20.0
    auto_seconds: Positive = 8.0
    attempts: Count = 3


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="CINQ_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_ignore_empty=True,
    )

    home: Path = Path()
    archives: Path | None = None
    database_url: str = ""
    dataset: str = AUTO
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "console", "json"] = "auto"
    api: ApiSettings = ApiSettings()
    ui: UiSettings = UiSettings()
    fetch: FetchSettings = FetchSettings()
    training: TrainingSettings = TrainingSettings()
    judging: JudgingSettings = JudgingSettings()
    tuning: TuningSettings = TuningSettings()
    gate: GateSettings = GateSettings()
    learning: LearningSettings = LearningSettings()
    conductor: ConductorSettings = ConductorSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    notify: NotifySettings = NotifySettings()

    @property
    def database(self) -> str:
        """SQLAlchemy URL of accounts, releases and jobs."""
        return self.database_url or f"sqlite:///{self.home / 'cinq.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a fixed signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a fixed signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the YAML."""
        file = CONFIGS / "cinq.yaml"
        return init_settings, env_settings, YamlConfigSettingsSource(settings_cls, file)


def default_home() -> Path:
    """``.cinq`` in a checkout, ``~/.cinq`` outside one."""
    in_checkout = (ROOT / "Makefile").is_file()
    return ROOT / ".cinq" if in_checkout else Path.home() / ".cinq"


def load_settings(arguments: Mapping[str, Any] | None = None) -> Settings:
    """Build the settings; only entry points call this.

    Parameters
    ----------
    arguments
        Values by dotted key, such as ``{"training.spectral_svd.n_factors": "32"}``; strings are
        read as YAML scalars.

    Raises
    ------
    SettingsError
        Naming the first key or value that does not fit.
    """
    try:
        settings = Settings(**tree_of(arguments or {}))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"]
        raise SettingsError(
            f"setting {place}: {said}; the known settings stand in configs/cinq.yaml"
        ) from error
    home = settings.home if settings.home != Path() else default_home()
    return settings.model_copy(
        update={
            "home": home.expanduser().absolute(),
            "archives": settings.archives and settings.archives.expanduser().absolute(),
        }
    )


def tree_of(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Nest values by dotted key; parameters and errors as `load_settings`."""
    tree: dict[str, Any] = {}
    for key, value in arguments.items():
        *parents, leaf = key.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
            if not isinstance(node, dict):
                raise SettingsError(f"setting {key}: {parent} is set to a value already")
        node[leaf] = _scalar(key, value)
    return tree


def _scalar(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return yaml.safe_load(value) if value else value
    except yaml.YAMLError as error:
        raise SettingsError(f"setting {key}: {value!r} is not a YAML scalar") from error
