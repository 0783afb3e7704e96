"""Read the state of a handoff from Rasa's tracker; Rasa must run with `--enable-api`.

https://rasa.com/docs/rasa/pages/http-api#operation/getConversationTracker. Reading the tracker of
a customer whom Rasa does not know would start a session, in the middle of the customer's first
turn. So the tracker is read only after the bot has answered the customer once.
"""

from collections.abc import Mapping
from http import HTTPStatus
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
# Why a tracker cannot be read, by the status of Rasa's response. Without `--enable-api` Rasa has
# none of these paths; with `--auth-token` or `--jwt-secret` it wants a token.
# https://rasa.com/docs/rasa/http-api#security-considerations
PROBLEMS: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: "no_api",
    HTTPStatus.UNAUTHORIZED: "no_token",
    HTTPStatus.FORBIDDEN: "no_token",
}


class TrackerReader:
    """Reads trackers over Rasa's HTTP API."""

    def __init__(self, bot: Bot, http: httpx.AsyncClient, handoffs: HandoffLog) -> None:
        """`http` sends the requests to the bot; `handoffs` is told what trackers report."""
        self._bot = bot
        self._http = http
        self._handoffs = handoffs

    async def read(self, conversation: Conversation, sender: str) -> dict[str, Any]:
        """Return the handoff's part of a tracker, or why it cannot be read.

        `sender` is what Rasa calls the customer.
        """
        has_tracker = conversation.was_answered
        path = f"/conversations/{quote(sender, safe='')}/tracker?include_events=ALL"
        try:
            url = self._bot.url.rstrip("/") + (path if has_tracker else "/version")
            response = await self._http.get(url, timeout=TIMEOUT)
            response.raise_for_status()
            tracker = response.json() if has_tracker else {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return self._result({}, _problem_of(error))
        if not isinstance(tracker, dict):
            tracker = {}
        self._handoffs.add(conversation.id, tracker.get("events"))
        return self._result(tracker)

    def _result(self, tracker: Mapping[str, Any], problem: str | None = None) -> dict[str, Any]:
        return {
            "reachable": problem is None,
            "problem": problem,
            "rasa": self._bot.url,
            **_handoff_in(tracker),
        }


def _problem_of(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return PROBLEMS.get(error.response.status_code, "no_tracker")
    return "no_tracker" if isinstance(error, ValueError) else "no_answer"


def _handoff_in(tracker: Mapping[str, Any]) -> dict[str, Any]:
    slots = tracker.get("slots") or {}
    handoff = {name: slots.get(PREFIX + slot) for name, slot in SLOTS.items()}
    loop = (tracker.get("active_loop") or {}).get("name")
    return {
        **handoff,
        "tried": handoff["tried"] or [],
        "loop": loop,
        # The slot may still be set after the form has ended.
        "asking": slots.get("requested_slot") if loop else None,
        # Name and address are personal data, so only whether they are there is shown.
        "knows_name": bool(slots.get(f"{PREFIX}name")),
        "knows_email": bool(slots.get(f"{PREFIX}email")),
    }
