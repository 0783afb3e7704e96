"""What a bot builder should know about the bot: what was found, and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from ..bot_files import Bot
from ..doctor.own_choices import own_choice_findings


def description(bot: Bot) -> list[str]:
    """Return what was found in the bot's folder, one line each."""
    domain = "none" if not bot.domain.files else ", ".join(bot.domain.files)
    names = bot.domain.names
    return [
        f"Rasa: {bot.rasa_version or 'not installed in the environment of this command'}",
        f"language: {', '.join(bot.languages) or 'not written in config.yml'}",
        f"domain: {domain} ({len(names['intents'])} intents, {len(names['slots'])} slots)",
        f"pipeline: {_components(bot.pipeline)}",
        f"policies: {_components(bot.policies)}",
        f"data: {len(bot.data.rules)} rules, {len(bot.data.stories)} stories, examples of "
        f"{len(bot.data.examples)} intents",
        f"channels: {', '.join(bot.channels) or 'none'}",
        f"action server: {bot.action_endpoint.get('url', 'none named in endpoints.yml')}",
        f"actions of its own: {len(bot.actions)}",
    ]


def remarks_about(bot: Bot, languages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what the bot builder must do by hand, and what is only worth knowing."""
    must = [each.sentence for each in bot.problems]
    must += [f"{each.text} {each.remedy}" for each in own_choice_findings(bot)]
    know = []
    if "rest" in bot.channels:
        know.append(
            "credentials.yml has `rest`: in production keep it away from browsers, because its "
            "requests may name any channel (docs/settings.md)."
        )
    other = [each for each in bot.languages if each not in languages]
    if bot.languages and bot.languages[0] not in languages:
        ours = " and ".join(languages)
        know.append(f"config.yml says {', '.join(other)}; the handoff's texts are in {ours}.")
    return must, know


def _components(components: object) -> str:
    if not isinstance(components, tuple):
        return "Rasa's default"
    return ", ".join(str(each.get("name", "?")).rpartition(".")[2] for each in components)
