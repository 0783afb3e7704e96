"""The Rasa channels: whose ids are trusted, how each transfers, and which desks take over."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from ..bot_files import Bot
from ..bot_files.bot import CREDENTIALS
from ..findings import Finding, not_checked, ok, warning
from ..handoff_settings.channel_names import ANY_CHANNEL, OWN_CHANNELS, channel_name
from ..handoff_settings.desks import BuiltDesk
from ..handoff_settings.loader import Examined
from ..handoff_settings.orders import described_orders
from ..handoff_settings.references import unset_variables
from ..handoff_settings.settings import SkillsSettings
from .placeholders import channel_placeholders

# A browser writes the metadata of their messages.
WRITTEN_BY_BROWSERS = ("rest", "socketio")


def channel_findings(examined: Examined, bot: Bot) -> Iterator[Finding]:
    """Yield what is found of the channels of each desk, and of the orders of desks."""
    for name, each in examined.built.items():
        yield from _trusted(name, each)
        yield _transports(name, each)
        yield from _in_credentials(name, each, bot)
    yield from channel_placeholders(bot)
    yield from _unset_variables(bot)
    yield from _orders(examined)


def _trusted(name: str, each: BuiltDesk) -> Iterator[Finding]:
    for channel in (*WRITTEN_BY_BROWSERS, ANY_CHANNEL):
        if channel in each.channels:
            which = "every channel" if channel == ANY_CHANNEL else channel
            yield warning(
                f"The ids in the messages of {which} are trusted. Where customers write there with "
                "a browser, they can forge them and have other people's conversations transferred.",
                "Name the channels whose metadata a trusted server writes.",
                f"{name}.channels",
            )


def _transports(name: str, each: BuiltDesk) -> Finding:
    ways = [f"{channel} ({_way(each, channel)})" for channel in sorted(each.channels)]
    return ok(f"Transfers on {', '.join(ways)}.", f"{name}.channels")


def _way(each: BuiltDesk, channel: str) -> str:
    if each.desk.transfers_in_reply(channel):
        return "in the bot's reply"
    if each.desk.carries_message(channel):
        return "by a call that carries the transfer message"
    return "by a call, after the bot has sent the transfer message"


def _in_credentials(name: str, each: BuiltDesk, bot: Bot) -> Iterator[Finding]:
    """Compare with `credentials.yml`, where all of its channels have names that are known."""
    rasa = _channel_names(bot.channels)
    if rasa and None not in rasa and not each.channels & {*rasa, ANY_CHANNEL}:
        written = ", ".join(sorted(map(str, rasa)))
        yield warning(
            f"credentials.yml has no channel of this desk; it has {written}.",
            "Add the channel there, or name here the channel that carries the ids.",
            f"{name}.channels",
        )


def _unset_variables(bot: Bot) -> Iterator[Finding]:
    """Say which variables of the plugin's channels are not set here.

    It is no error: the Rasa server, which alone needs them, may run on another machine.
    """
    own = {name: each for name, each in bot.channels.items() if channel_name(name) in OWN_CHANNELS}
    if unset := unset_variables(own, os.environ):
        yield not_checked(
            f"{CREDENTIALS} names environment variables that are not set here: {', '.join(unset)}. "
            "Without them the Rasa server does not start: set them where it runs."
        )


def _channel_names(channels: Mapping[str, object]) -> set[str | None]:
    """Return Rasa's names of channels; None for one whose class only Rasa can ask."""
    return {channel_name(written) for written in channels}


def _orders(examined: Examined) -> Iterator[Finding]:
    channels = {name: each.channels for name, each in examined.built.items()}
    desks, skills = examined.setting("desks"), examined.setting("skills")
    are_valid = desks is not None and isinstance(skills, SkillsSettings)
    if not are_valid or not set(desks).union(*skills.desks.values()) <= set(channels):
        yield not_checked(
            "Which desks take over: first correct the mistakes in the configuration.", "desks"
        )
        return
    text, warnings = described_orders(examined.settings, channels)
    yield ok(f"{text[0].upper()}{text[1:]}", "desks")
    for sentence in warnings:
        yield warning(sentence, "Order only desks that share a channel.", "desks")
