"""Calls to the action server, shaped as Rasa 3.6 sends them.

`rasa/core/actions/action.py`, `RemoteAction._action_call_format`: the tracker with all its
events, the whole domain and Rasa's version. Rasa opens a connection for every call; here they
are kept open, which leaves more to tell one action from another.
"""

from __future__ import annotations

import json
import time
from itertools import count
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from .story import Event, Story

RASA_VERSION = "3.6.21"
DOMAIN = Path(__file__).parent.parent / "domain.yml"
# They stand in a call where each customer's own values go.
_SENDER = b"benchmark-sender"
_NOW = b'"benchmark-now"'
_numbers = count()


class ActionCall:
    """A call of one action at one point of the conversation."""

    def __init__(self, action: str, story: Story) -> None:
        """Take the action's name and what has happened before it is called."""
        sender, now = _SENDER.decode(), json.loads(_NOW)
        domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
        tracker = _tracker(story.until(now), sender, domain)
        body = {
            "next_action": action,
            "sender_id": sender,
            "tracker": tracker,
            "version": RASA_VERSION,
            "domain": domain,
        }
        self._body = json.dumps(body).encode()

    def request(self) -> bytes:
        """Return the next call: of a customer who has never called, and has just spoken."""
        sender = b"bench-%010d" % next(_numbers)
        body = self._body.replace(_SENDER, sender).replace(_NOW, b"%.6f" % time.time())
        head = (
            "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            "Accept: */*\r\nAccept-Encoding: gzip, deflate\r\n"
            "User-Agent: Python/3.10 aiohttp/3.9\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _tracker(events: list[Event], sender: str, domain: dict[str, Any]) -> dict[str, Any]:
    slots = {name: slot.get("initial_value") for name, slot in domain["slots"].items()}
    slots |= {"requested_slot": None, "session_started_metadata": None}
    slots |= {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    spoken = [event for event in events if event["event"] == "user"][-1]
    loops = [event["name"] for event in events if event["event"] == "active_loop"]
    latest = [event["name"] for event in events if event["event"] == "action"][-1]
    return {
        "sender_id": sender,
        "slots": slots,
        "latest_message": spoken["parse_data"],
        "latest_event_time": events[-1]["timestamp"],
        "followup_action": None,
        "paused": False,
        "events": events,
        "latest_input_channel": spoken["input_channel"],
        "active_loop": {"name": loops[-1]} if loops and loops[-1] else {},
        "latest_action": {"action_name": latest},
        "latest_action_name": latest,
    }
