"""Read the state of a handoff from Rasa's tracker; Rasa must run with `--enable-api`.

https://rasa.com/docs/rasa/pages/http-api#operation/getConversationTracker. Reading the tracker of
a customer whom Rasa does not know would start a session, in the middle of the customer's first
turn. So the tracker is read only after the bot has answered the customer once.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from ..record.handoff_log import HandoffLog
from ..world.conversation import Conversation
from .address import Bot

PREFIX = "human_handoff_"
# Slots without the prefix, by the names under which they are shown.
SLOTS = {
    "state": "state",
    "shift_status": "shift_status",
    "desk": "desk",
    "skill": "requested_skill",
    "attempts": "attempts",
    "tried": "tried",
    "failure": "failure",
}
TIMEOUT = httpx.Timeout(5.0)


class TrackerReader:
    """Reads trackers over Rasa's HTTP API."""

    def __init__(self, bot: Bot, http: httpx.AsyncClient, handoffs: HandoffLog) -> None:
        """`http` sends the requests to the bot; `handoffs` is told what trackers report."""
        self._bot = bot
        self._http = http
        self._handoffs = handoffs

    async def read(self, conversation: Conversation, sender: str) -> dict[str, Any]:
        """Return the handoff's part of a tracker; `sender` is what Rasa calls the customer."""
        has_tracker = conversation.was_answered
        path = f"/conversations/{quote(sender, safe='')}/tracker?include_events=ALL"
        try:
            url = self._bot.url.rstrip("/") + (path if has_tracker else "/version")
            response = await self._http.get(url, timeout=TIMEOUT)
            tracker = response.raise_for_status().json() if has_tracker else {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return _handoff_in({}, is_reachable=False)
        if not isinstance(tracker, dict):
            tracker = {}
        self._handoffs.add(conversation.id, tracker.get("events"))
        return _handoff_in(tracker, is_reachable=True)


def _handoff_in(tracker: Mapping[str, Any], *, is_reachable: bool) -> dict[str, Any]:
    slots = tracker.get("slots") or {}
    handoff = {name: slots.get(PREFIX + slot) for name, slot in SLOTS.items()}
    loop = (tracker.get("active_loop") or {}).get("name")
    return {
        "reachable": is_reachable,
        **handoff,
        "tried": handoff["tried"] or [],
        "loop": loop,
        # The slot may still be set after the form has ended.
        "asking": slots.get("requested_slot") if loop else None,
        # Name and address are personal data, so only whether they are there is shown.
        "knows_name": bool(slots.get(f"{PREFIX}name")),
        "knows_email": bool(slots.get(f"{PREFIX}email")),
    }
