"""ZenML stacks: where pipelines run and keep what they make, declared in ``configs/stacks``."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cinq.errors import CinqError, SettingsError
from cinq.settings import CONFIGS

FOLDER = CONFIGS / "stacks"
PREFIX = "cinq-"
"""Before the name of every registered stack and component."""

_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
_REFERENCE = re.compile(r"\{\{[\w-]+\.[\w-]+\}\}")
_SECRET = re.compile(r"(^|_)(key|secret|token|password|username)$")


class StackError(CinqError):
    """A stack cannot be registered."""


class Component(BaseModel):
    """One component: ZenML's flavour, and its configuration as ZenML names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    flavor: str
    configuration: dict[str, Any] = {}

    @model_validator(mode="after")
    def _secrets_are_named_only(self) -> "Component":
        for name, value in _leaves(self.configuration):
            if _SECRET.search(name) and not _REFERENCE.fullmatch(str(value)):
                raise ValueError(f"{name} must name a secret of ZenML's, as in {{{{name.key}}}}")
        return self


class StackDeclaration(BaseModel):
    """A stack, one YAML file each.

    Parameters
    ----------
    name
        That of the file.
    title
        One line for lists.
    integrations
        ZenML's integrations that must be installed where it is used.
    components
        By ZenML's name of their kind; ``${NAME}`` stands for a variable of the environment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: str
    integrations: tuple[str, ...] = ()
    components: dict[str, Component]

    @model_validator(mode="after")
    def _whole(self) -> "StackDeclaration":
        missing = {"orchestrator", "artifact_store"} - self.components.keys()
        if missing:
            raise ValueError(f"a stack needs {' and '.join(sorted(missing))}")
        return self

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables that must be set to register it, sorted."""
        texts = [
            str(value)
            for component in self.components.values()
            for _, value in _leaves(component.configuration)
        ]
        return tuple(sorted({name for text in texts for name in _VARIABLE.findall(text)}))

    def filled(self, environment: Mapping[str, str]) -> dict[str, Component]:
        """The components with every variable replaced.

        Raises
        ------
        SettingsError
            Naming each variable that is not set.
        """
        missing = [name for name in self.variables if not environment.get(name)]
        if missing:
            raise SettingsError(f"stack {self.name} needs {', '.join(missing)}: set them first")
        return {
            kind: component.model_copy(
                update={"configuration": _replaced(component.configuration, environment)}
            )
            for kind, component in self.components.items()
        }


def declared_stacks() -> list[StackDeclaration]:
    """Every declared stack, by name."""
    return [_load(file) for file in sorted(FOLDER.glob("*.yaml"))]


def stack_declaration(name: str) -> StackDeclaration:
    """The declaration of this name.

    Raises
    ------
    SettingsError
        If there is none, or if it is not valid.
    """
    known = {file.stem: file for file in FOLDER.glob("*.yaml")}
    if name not in known:
        raise SettingsError(f"no stack is called {name[:60]!r}; known: {', '.join(sorted(known))}")
    return _load(known[name])


def register(stack: StackDeclaration, environment: Mapping[str, str]) -> str:
    """Register a stack in ZenML's open store, or bring a registered one up to date.

    ZenML checks each configuration against its flavour. Nothing is connected to: packages of the
    integrations, the cluster and secrets are asked for where the stack is used.

    Returns
    -------
    Its name in ZenML.

    Raises
    ------
    SettingsError
        If a variable is not set.
    StackError
        If ZenML refuses a component.
    """
    from zenml.client import Client  # noqa: PLC0415 - two seconds, only this needs it
    from zenml.enums import StackComponentType  # noqa: PLC0415

    client, name = Client(), PREFIX + stack.name
    components = stack.filled(environment)
    for kind, component in components.items():
        try:
            _put(client, name, StackComponentType(kind), component)
        except (ValueError, KeyError, ImportError, RuntimeError) as error:
            why = " ".join(str(error).split())[:300]
            raise StackError(f"stack {stack.name}: ZenML refuses its {kind}: {why}") from error
    if not client.list_stacks(name=name).total:
        client.create_stack(name, {StackComponentType(kind): name for kind in components})
    return name


def _put(client: Any, name: str, kind: Any, component: Component) -> None:
    """Create a component, or give a registered one this configuration."""
    if client.list_stack_components(name=name, type=kind).total:
        client.update_stack_component(name, kind, configuration=component.configuration)
    else:
        client.create_stack_component(name, component.flavor, kind, component.configuration)


def _load(file: Path) -> StackDeclaration:
    try:
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
        return StackDeclaration.model_validate({"name": file.stem, **tree})
    except (OSError, yaml.YAMLError, TypeError, ValidationError) as error:
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error
        raise SettingsError(f"{file}: {' '.join(str(why).split())[:200]}") from error


def _leaves(tree: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values of all fields that hold no others."""
    match tree:
        case dict():
            for key, value in tree.items():
                yield from _leaves(value, str(key))
        case list():
            for value in tree:
                yield from _leaves(value, name)
        case _:
            yield name, tree


def _replaced(tree: Any, environment: Mapping[str, str]) -> Any:
    match tree:
        case dict():
            return {key: _replaced(value, environment) for key, value in tree.items()}
        case list():
            return [_replaced(value, environment) for value in tree]
        case str():
            return _VARIABLE.sub(lambda found: environment[found[1]], tree)
        case _:
            return tree
