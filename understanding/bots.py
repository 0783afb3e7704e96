"""Bots of other trades, trained with the plugin as README says, and what they make of sentences."""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rasa.model_training
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog
from ruamel.yaml import YAML

from human_handoff_nlu.yaml_files import read_yaml

from .sentences import FOLDER

ROOT = FOLDER.parent
PLUGIN_DATA = ROOT / "data" / "human_handoff" / "nlu.yml"
COMPONENT = "human_handoff_nlu.HumanHandoffClassifier"
TRADES = tuple(sorted({file.name.split(".")[0] for file in (FOLDER / "bots_of").glob("*.yml")}))


@dataclass(frozen=True)
class Understood:
    """What a bot makes of a message.

    Attributes:
        intent: The intent, with the plugin's component.
        before: The intent of the bot's own classifier and fallback, without the component.
        because: Why the component decided so.
        seconds: How long the whole pipeline took.
    """

    intent: str | None
    before: str | None
    because: list[str]
    seconds: float


class Bot:
    """A trained bot."""

    def __init__(self, agent: Agent, fallback: float) -> None:
        """Take Rasa's agent, and the threshold of the bot's `FallbackClassifier`."""
        self._agent = agent
        self._fallback = fallback

    def understand(self, texts: Iterable[str]) -> list[Understood]:
        """Return what the bot makes of each message."""
        return asyncio.run(self._understand(list(texts)))

    async def _understand(self, texts: list[str]) -> list[Understood]:
        return [await self._one(text) for text in texts]

    async def _one(self, text: str) -> Understood:
        began = time.perf_counter()
        parsed: dict[str, Any] = await self._agent.parse_message(text)
        seconds = time.perf_counter() - began
        # What platforms send has an intent of its own, and the component leaves it alone.
        found = parsed.get("human_handoff", {"classifier": parsed["intent"], "because": []})
        before = found["classifier"]
        is_sure = before["confidence"] >= self._fallback
        return Understood(
            intent=parsed["intent"]["name"],
            before=before["name"] if is_sure else "nlu_fallback",
            because=found["because"],
            seconds=seconds,
        )


@contextmanager
def trained_bot(trade: str, language: str) -> Iterator[Bot]:
    """Train a bot of a trade, with the pipeline of the demo; its model is removed at the end."""
    config = read_yaml(ROOT / "config.yml")
    fallback = next(
        each["threshold"] for each in config["pipeline"] if each["name"] == "FallbackClassifier"
    )
    configure_structlog(logging.WARNING)
    with TemporaryDirectory() as name:
        folder = Path(name)
        YAML().dump({**config, "language": language}, folder / "config.yml")
        data = folder / "data"
        data.mkdir()
        for file in (FOLDER / "bots_of" / f"{trade}.{language}.yml", PLUGIN_DATA):
            (data / f"{file.parent.name}.yml").write_text(file.read_text(encoding="utf-8"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = rasa.model_training.train_nlu(
                str(folder / "config.yml"), str(data), str(folder / "models")
            )
            yield Bot(Agent.load(model), fallback)
