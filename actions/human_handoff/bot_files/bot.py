"""Everything that a bot's folder tells about the bot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from .domain_files import FILE as DOMAIN
from .domain_files import FOLDER as DOMAIN_FOLDER
from .domain_files import Domain, read_domain
from .python_actions import ActionDefinition, read_actions
from .training_data import TrainingData, read_training_data
from .yaml_file import FileProblem, Files, entries, section

CONFIG, CREDENTIALS, ENDPOINTS = "config.yml", "credentials.yml", "endpoints.yml"


@dataclass(frozen=True)
class Bot:
    """A bot, as its files describe it; what cannot be read is absent and is in `problems`.

    Attributes:
        folder: The bot's folder.
        rasa_version: The version of Rasa in this Python's environment; None without Rasa.
        domain: The domain.
        pipeline: The components of config.yml; None where the whole pipeline is a comment, so
            that Rasa takes its default.
        policies: The policies of config.yml; None where Rasa takes its default.
        languages: The languages of config.yml: `language`, then `additional_languages`.
        data: Rules, stories and examples.
        channels: The channels of credentials.yml with their settings.
        action_endpoint: `action_endpoint` of endpoints.yml; empty without one.
        actions: The actions that the bot's Python files define.
        problems: What could not be read, and what to do.
    """

    folder: Path
    rasa_version: str | None = None
    domain: Domain = field(default_factory=Domain)
    pipeline: tuple[Mapping[str, Any], ...] | None = None
    policies: tuple[Mapping[str, Any], ...] | None = None
    languages: tuple[str, ...] = ()
    data: TrainingData = field(default_factory=TrainingData)
    channels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    action_endpoint: Mapping[str, Any] = field(default_factory=dict)
    actions: tuple[ActionDefinition, ...] = ()
    problems: tuple[FileProblem, ...] = ()

    def definitions(self, action: str) -> tuple[ActionDefinition, ...]:
        """Return where the bot's own code defines an action, such as `action_session_start`."""
        return tuple(each for each in self.actions if each.name == action)

    def has_component(self, name: str) -> bool:
        """Tell whether the pipeline has a component; its module may be written before it."""
        return any(_is_called(each, name) for each in self.pipeline or ())

    def has_policy(self, name: str) -> bool:
        """Tell whether a policy is used; Rasa's default has `RulePolicy`."""
        return self.policies is None or any(_is_called(each, name) for each in self.policies)

    @property
    def runs_flows_alone(self) -> bool:
        """Whether this is a bot of Rasa Pro with CALM, which plays neither rules nor forms."""
        is_named = bool(self.policies) and self.has_policy("FlowPolicy")
        return is_named and not self.has_policy("RulePolicy")


def is_bot(folder: Path) -> bool:
    """Tell whether this is a bot's folder: it has a configuration for Rasa, or a domain."""
    return any((folder / name).exists() for name in (CONFIG, DOMAIN, DOMAIN_FOLDER))


def read_bot(folder: Path, instead: Mapping[str, str | None] | None = None) -> Bot:
    """Read a bot's folder without Rasa; whatever its files contain, this raises nothing.

    Args:
        folder: The bot's folder.
        instead: What to read instead of some files, by their paths; None for a file that counts
            as absent.
    """
    files = Files(folder, instead)
    config = files.mapping(CONFIG)
    for name in ("pipeline", "policies"):
        if not isinstance(config.get(name), list | None):
            files.problem(CONFIG, f": {name} must be a list, one `- name: …` a line.")
    credentials = files.mapping(CREDENTIALS)
    endpoints = files.mapping(ENDPOINTS)
    domain, data, actions = read_domain(files), read_training_data(files), read_actions(files)
    return Bot(
        folder,
        _rasa_version(),
        domain,
        _components(config, "pipeline"),
        _components(config, "policies"),
        tuple(_languages(config)),
        data,
        {name: section(credentials, name) for name in credentials},
        section(endpoints, "action_endpoint"),
        actions,
        tuple(files.problems),
    )


def _rasa_version() -> str | None:
    for package in ("rasa", "rasa-pro"):
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return None


def _components(config: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...] | None:
    """Return a list of components; Rasa reads `name: Component` and, in short, `Component`."""
    found = entries(config, name)
    if not found:
        return None
    return tuple(each if isinstance(each, Mapping) else {"name": str(each)} for each in found)


def _languages(config: Mapping[str, Any]) -> Iterator[str]:
    if config.get("language") is not None:
        yield str(config["language"])
    yield from map(str, entries(config, "additional_languages"))


def _is_called(component: Mapping[str, Any], name: str) -> bool:
    return str(component.get("name", "")).rpartition(".")[2] == name
