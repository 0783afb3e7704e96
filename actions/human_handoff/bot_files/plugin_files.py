"""The files of the plugin that a bot gets: from the wheel, or from the repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# What a bot gets whose environment has no wheel: the actions, the channels, the component.
_PROGRAMS = ("actions/human_handoff", "human_handoff_channels", "human_handoff_nlu")


@dataclass(frozen=True)
class PluginFiles:
    """Where the plugin's own files are.

    Attributes:
        package: The folder of the package: `rasa_human_handoff` of the wheel, or
            `actions/human_handoff` of the repository.
    """

    package: Path = PACKAGE

    @property
    def is_wheel(self) -> bool:
        """Whether this is the wheel, in which the conversation's files lie in `bot/`."""
        return (self.package / "bot").is_dir()

    @property
    def root(self) -> Path:
        """The folder that has the folders of a bot."""
        return self.package / "bot" if self.is_wheel else self.package.parents[1]

    @property
    def channels(self) -> str:
        """The package of the channels, for credentials.yml."""
        return "rasa_human_handoff.channels" if self.is_wheel else "human_handoff_channels"

    @property
    def classifier(self) -> str:
        """The component for the pipeline of config.yml."""
        package = "rasa_human_handoff.nlu" if self.is_wheel else "human_handoff_nlu"
        return f"{package}.HumanHandoffClassifier"

    @property
    def actions(self) -> str:
        """The module of the actions."""
        return "rasa_human_handoff.actions" if self.is_wheel else "actions.human_handoff.actions"

    def domain(self, language: str) -> str:
        """Return the plugin's part of the domain, with the bot's texts in a language."""
        own = self.root / "domain/human_handoff.yml" if self.is_wheel else None
        text = (own or self.package / "domain.yml").read_text(encoding="utf-8")
        if language == "en":
            return text
        translated = (self.package / f"domain.{language}.yml").read_text(encoding="utf-8")
        return _before_responses(text) + "responses:\n" + _responses(translated)

    def data(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Yield the path in the bot, and the content, of each file of a folder of `data/`."""
        for file in sorted((self.root / "data" / folder).glob("*.yml")):
            yield f"data/{folder}/{file.name}", file.read_bytes()

    def has_data(self) -> bool:
        """Tell whether the rules are here; a copied folder of actions alone has none."""
        return (self.root / "data" / "human_handoff" / "rules.yml").is_file()

    def programs(self, bot: Path) -> Iterator[tuple[str, bytes]]:
        """Yield the plugin's own code for a bot without the wheel; nothing if it is there."""
        if self.is_wheel or self.root == bot.resolve():
            return
        for name in _PROGRAMS:
            for file in sorted((self.root / name).rglob("*")):
                if file.is_file() and "__pycache__" not in file.parts:
                    yield file.relative_to(self.root).as_posix(), file.read_bytes()


def _before_responses(domain: str) -> str:
    return domain.partition("\nresponses:\n")[0] + "\n\n"


def _responses(domain: str) -> str:
    return domain.partition("\nresponses:\n")[2]
