"""The sandbox's events as lines for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .deliveries import Event

DESK = "desk"
YOU = "you"
# How each vendor is asked who is there.
SHIFT_CALLS = frozenset({"shift_status", "presence", "services"})
STATES = {
    "accepted": "under way",
    "waiting": "waiting for an agent",
    "with_agent": "taken by an agent",
    "failed": "failed",
    "withdrawn": "withdrawn",
}
SPEAKERS = {"bot": "bot", "agent": "agent", "customer": YOU}


@dataclass(frozen=True)
class Line:
    """Who, and what."""

    speaker: str
    text: str

    def __str__(self) -> str:
        """As it is printed, without colours."""
        return f"{self.speaker}: {self.text}"


def lines_of(event: Event, with_agent: bool) -> Iterator[Line]:
    """What is shown of an event; nothing of most calls.

    `with_agent`: whether an agent has the conversation.
    """
    kind = event["type"]
    if kind == "message":
        yield from _message(event["message"], with_agent)
    elif kind == "transfer_accepted":
        yield Line(DESK, f"transfer accepted, {_where(event)}")
    elif kind == "transfer_refused":
        yield Line(DESK, f"transfer refused, {event['reason']}")
    elif kind == "transfer_waiting":
        yield Line(DESK, f"transfer waits for an agent, {_where(event)}")
    elif kind == "transfer_withdrawn":
        yield Line(DESK, f"transfer withdrawn, {_where(event)}")
    elif kind == "transfer_failed":
        yield Line(DESK, f"transfer failed, {_where(event)}")
    elif kind == "agent_joined":
        yield Line(DESK, f"an agent takes conversation {event['conversation']}")
    elif kind == "agent_left":
        yield Line(DESK, f"the agent gives conversation {event['conversation']} back")
    elif kind == "conversation_closed":
        yield Line(DESK, f"the agent closes conversation {event['conversation']}")
    elif kind == "call" and event["call"] in SHIFT_CALLS:
        yield Line(DESK, f"shift status asked, answered with {event['status'] or 'nothing'}")


def received(transfers: list[dict[str, Any]]) -> Iterator[Line]:
    """What the desk has received in the end."""
    number = len(transfers)
    yield Line(DESK, f"received {number or 'no'} transfer{'' if number == 1 else 's'}")
    for transfer in transfers:
        state = STATES[transfer["state"]]
        yield Line(DESK, f"transfer {transfer['serial']}, {_where(transfer)}, {state}")


def _message(message: dict[str, Any], with_agent: bool) -> Iterator[Line]:
    speaker, text = message["from"], message["text"]
    if speaker == "vendor" and message["to"] == "bot":
        yield Line(DESK, f"the bot is told {text}")
        return
    if speaker == "bot" and message["to"] == "agent":
        yield from (Line(DESK, f"only agents read: {line}") for line in text.splitlines())
        return
    yield Line(SPEAKERS.get(speaker) or message.get("name") or DESK, text)
    if speaker == "customer" and message["to"] == "nobody":
        yield Line(DESK, f"nobody reads: {text}")
    elif speaker == "customer" and with_agent:
        yield Line(DESK, f"the agent reads: {text}")


def _where(transfer: dict[str, Any]) -> str:
    # Not everywhere does a transfer name a skill.
    skill = f"skill {transfer['skill_name']}, " if transfer["skill_name"] else ""
    return f"{skill}conversation {transfer['conversation']}"
