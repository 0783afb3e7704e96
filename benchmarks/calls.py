"""Calls of the action server, with the same headers and body as Rasa 3.6 sends.

`rasa/core/actions/action.py`, `RemoteAction._action_call_format`: the tracker with all its events,
the whole domain, and Rasa's version. Rasa opens a connection for each call. Here the connections
stay open, so that the differences between actions are a larger part of the time.
"""

from __future__ import annotations

import json
import time
from itertools import count
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from .timeline import Event, Timeline

RASA_VERSION = "3.6.21"
DOMAIN = Path(__file__).parent.parent / "domain.yml"
# Placeholders in a body for the values that differ from call to call.
_SENDER = b"benchmark-sender"
_NOW = b'"benchmark-now"'
_numbers = count()


class ActionCall:
    """The call of one action at one point of a conversation."""

    def __init__(self, action: str, timeline: Timeline) -> None:
        """Take the action's name and what happened before the call."""
        sender, now = _SENDER.decode(), json.loads(_NOW)
        domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
        body = {
            "next_action": action,
            "sender_id": sender,
            "tracker": _tracker(timeline.events(now), sender, domain),
            "version": RASA_VERSION,
            "domain": domain,
        }
        self._body = json.dumps(body).encode()

    def request(self, sender: str | None = None) -> bytes:
        """Return the HTTP request of a call for a customer who has just written.

        `sender`: what Rasa calls the customer; None for a new customer.
        """
        name = (sender or f"bench-{next(_numbers):010d}").encode()
        body = self._body.replace(_SENDER, name).replace(_NOW, b"%.6f" % time.time())
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
    message = [event for event in events if event["event"] == "user"][-1]
    loops = [event["name"] for event in events if event["event"] == "active_loop"]
    latest = [event["name"] for event in events if event["event"] == "action"][-1]
    return {
        "sender_id": sender,
        "slots": slots,
        "latest_message": message["parse_data"],
        "latest_event_time": events[-1]["timestamp"],
        "followup_action": None,
        "paused": False,
        "events": events,
        "latest_input_channel": message["input_channel"],
        "active_loop": {"name": loops[-1]} if loops and loops[-1] else {},
        "latest_action": {"action_name": latest},
        "latest_action_name": latest,
    }
