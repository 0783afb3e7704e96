"""Sections of `human_handoff.yml` with which the demo's bot takes messages and tells waiting times.

The messages go to the sandbox's ticket system.
"""

import importlib.util
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.bot import ticket_system
from sandbox.vendors import MANIFESTS

# Short enough to be waited for in a demo.
NOBODY_CAME_AFTER = "1m"
OFFER_ABOVE_MINUTES = 10
REGION = "NL"


def sections(urls: Mapping[str, str], desks: Collection[str]) -> dict[str, Any]:
    """Return the sections.

    Args:
        urls: The address of each of the sandbox's services, by the service's name.
        desks: The bot's desks.
    """
    url = urls[ticket_system.SERVICE] + ticket_system.PATH
    messages: dict[str, Any] = {
        "receivers": {"tickets": {"webhook": {"url": url, "secret": ticket_system.SECRET}}},
        "default": "tickets",
    }
    if importlib.util.find_spec("phonenumbers"):  # the optional extra `callbacks`
        messages["callback"] = {"region": REGION}
    return {
        "messages": messages,
        "waiting": {"offer_above_minutes": OFFER_ABOVE_MINUTES},
        **_unanswered(desks),
    }


def _unanswered(desks: Collection[str]) -> dict[str, Any]:
    heard = [
        manifest.channel
        for manifest in MANIFESTS
        if manifest.slug in desks and manifest.shows_agents_messages
    ]
    if not heard:  # the bot would take chats from agents who are writing
        return {}
    settings = {"nobody_came_after": NOBODY_CAME_AFTER, "agents_heard_on": heard}
    return {"unanswered": settings}
