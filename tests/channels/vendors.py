"""The three channels under test."""

from typing import Any

from tests.channels.bot_under_test import BotUnderTest
from tests.channels.cm.bot import CMBot
from tests.channels.liveperson.bot import LivePersonBot
from tests.channels.parley.bot import ParleyBot

Bots = dict[str, type[BotUnderTest]]
VENDORS: Bots = {"cm": CMBot, "liveperson": LivePersonBot, "parley": ParleyBot}
# These channels send the bot's messages over an API of the vendor.
SENDING = {name: bot for name, bot in VENDORS.items() if bot.sending}


def only(vendors: Bots) -> dict[str, Any]:
    """Arguments of `parametrize` for a test that some of the vendors must pass."""
    return {"argnames": "vendor", "argvalues": vendors.values(), "ids": vendors, "indirect": True}


def cases(name: str, of_vendors: dict[str, list[Any]]) -> dict[str, Any]:
    """Arguments of `parametrize` for cases that differ from vendor to vendor."""
    every = [
        (vendor, n, case) for vendor, each in of_vendors.items() for n, case in enumerate(each)
    ]
    return {
        "argnames": ("vendor", name),
        "argvalues": [(VENDORS[vendor], case) for vendor, _, case in every],
        "ids": [f"{vendor}-{number}" for vendor, number, _ in every],
        "indirect": ["vendor"],
    }
