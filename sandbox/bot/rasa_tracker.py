"""What Rasa's tracker says of a handoff; Rasa must run with `--enable-api`.

https://rasa.com/docs/rasa/pages/http-api#operation/getConversationTracker. A tracker that is empty
would begin a session there, in the middle of a customer's first turn: so nobody is asked about
somebody whom the bot has not answered yet.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from ..world.conversation import Conversation
from .address import Bot

PREFIX = "human_handoff_"
# Under these names the slots are shown.
SLOTS = {
    "state": "state",
    "shift_status": "shift_status",
    "desk": "desk",
    "skill": "requested_skill",
    "attempts": "attempts",
    "tried": "tried",
    "failure": "failure",
}
PATIENCE = httpx.Timeout(5.0)


class Tracker:
    """Reads trackers over Rasa's HTTP API."""

    def __init__(self, bot: Bot, http: httpx.AsyncClient) -> None:
        """Take where Rasa listens, and what reaches it."""
        self._bot = bot
        self._http = http

    async def read(self, conversation: Conversation, sender: str) -> dict[str, Any]:
        """The handoff's part; `sender` is what Rasa calls the customer."""
        known = conversation.was_answered
        path = f"/conversations/{quote(sender, safe='')}/tracker?include_events=NONE"
        try:
            url = self._bot.url.rstrip("/") + (path if known else "/version")
            answer = await self._http.get(url, timeout=PATIENCE)
            tracker = answer.raise_for_status().json() if known else {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return _shown({}, is_reachable=False)
        return _shown(tracker if isinstance(tracker, dict) else {}, is_reachable=True)


def _shown(tracker: Mapping[str, Any], *, is_reachable: bool) -> dict[str, Any]:
    slots = tracker.get("slots") or {}
    handoff = {name: slots.get(PREFIX + slot) for name, slot in SLOTS.items()}
    loop = (tracker.get("active_loop") or {}).get("name")
    return {
        "reachable": is_reachable,
        **handoff,
        "tried": handoff["tried"] or [],
        "loop": loop,
        # The slot may outlive the form.
        "asking": slots.get("requested_slot") if loop else None,
        # Whether, not who: this is for eyes that look over a shoulder.
        "knows_name": bool(slots.get(f"{PREFIX}name")),
        "knows_email": bool(slots.get(f"{PREFIX}email")),
    }
