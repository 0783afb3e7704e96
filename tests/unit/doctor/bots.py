"""A bot in which the handoff is complete, and the doctor's findings about a bot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from actions.human_handoff import Finding, Level
from actions.human_handoff.bot_files import read_bot
from actions.human_handoff.doctor.bot_checks import bot_findings
from actions.human_handoff.errors import Problems
from actions.human_handoff.handoff_settings.loader import Examined
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from tests import ROOT

RULES = (ROOT / "data" / "human_handoff" / "rules.yml").read_text(encoding="utf-8")
PLUGIN_DOMAIN = (ROOT / "actions" / "human_handoff" / "domain.yml").read_text(encoding="utf-8")
CONFIG = """
pipeline:
  - name: DIETClassifier
  - name: human_handoff_nlu.HumanHandoffClassifier
  - name: FallbackClassifier
policies:
  - name: RulePolicy
"""
FILES = {
    "config.yml": CONFIG,
    "endpoints.yml": "action_endpoint: {url: http://localhost:5055/webhook}",
    "domain/human_handoff.yml": PLUGIN_DOMAIN,
    "domain/own.yml": "intents: [greet, ask_hours]\nresponses: {utter_greet: [{text: Hi}]}\n",
    "data/human_handoff/rules.yml": RULES,
    "data/nlu.yml": "nlu:\n  - intent: greet\n    examples: |\n      - hello there\n",
}


def examined(**settings: object) -> Examined:
    """Return a configuration with these settings at its top."""
    values: dict[str, Any] = {"desks": ["parley"], "skills": {"default": "human"}, **settings}
    return Examined(Problems(), HandoffSettings(**values))


def write_bot(folder: Path, **files: str | None) -> Path:
    """Write a complete bot; `files` replace some of its files, None takes one out.

    In their names `__` stands for a slash, and `.yml` is left out.
    """
    named = {f"{name.replace('__', '/')}.yml": text for name, text in files.items()}
    for path, text in {**FILES, **named}.items():
        if text is not None:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return folder


def found(folder: Path, configuration: Examined | None = None) -> list[Finding]:
    """Return what is found in a bot's folder."""
    return list(bot_findings(read_bot(folder), configuration or examined()))


def told(folder: Path, level: Level) -> list[str]:
    """Return the texts of one level, each with its remedy."""
    return [f"{each.text} {each.remedy}" for each in found(folder) if each.level is level]
