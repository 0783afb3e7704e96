"""Turn the sandbox's events into lines for the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.vendors import MANIFESTS

from .pending_events import Event

DESK = "desk"
YOU = "you"
# The calls by which the bot asks each vendor for the shift status.
SHIFT_CALLS = frozenset(manifest.shift_call for manifest in MANIFESTS)
TRANSFER_STATES = {
    "accepted": "under way",
    "waiting": "waiting for an agent",
    "with_agent": "taken by an agent",
    "failed": "failed",
    "withdrawn": "withdrawn",
}
SPEAKERS = {"bot": "bot", "agent": "agent", "customer": YOU}
# What is printed of an event about a transfer, before the skill and the conversation.
TRANSFER_TEXTS = {
    "transfer_accepted": "transfer accepted",
    "transfer_waiting": "transfer waits for an agent",
    "transfer_withdrawn": "transfer withdrawn",
    "transfer_failed": "transfer failed",
}
# What is printed of an event about a conversation.
CONVERSATION_TEXTS = {
    "agent_joined": "an agent takes conversation {conversation}",
    "agent_left": "the agent gives conversation {conversation} back",
    "conversation_closed": "the agent closes conversation {conversation}",
}


@dataclass(frozen=True)
class Line:
    """One line of the transcript."""

    speaker: str
    text: str

    def __str__(self) -> str:
        """Return the line without colours."""
        return f"{self.speaker}: {self.text}"


def lines_of(event: Event, with_agent: bool) -> Iterator[Line]:
    """Yield the lines for an event; most calls have none.

    Args:
        event: An event of the sandbox.
        with_agent: Whether an agent has the conversation.
    """
    kind = event["type"]
    if kind == "message":
        yield from _message(event["message"], with_agent)
    elif kind in TRANSFER_TEXTS:
        yield Line(DESK, f"{TRANSFER_TEXTS[kind]}, {_skill_and_conversation(event)}")
    elif kind in CONVERSATION_TEXTS:
        yield Line(DESK, CONVERSATION_TEXTS[kind].format_map(event))
    elif kind == "transfer_refused":
        yield Line(DESK, f"transfer refused, {event['reason']}")
    elif kind == "call" and event["call"] in SHIFT_CALLS:
        yield Line(DESK, f"shift status asked, answered with {event['status'] or 'nothing'}")


def summary(transfers: list[dict[str, Any]]) -> Iterator[Line]:
    """Yield what is printed at the end: the transfers that the desk received, and their states."""
    number = len(transfers)
    yield Line(DESK, f"received {number or 'no'} transfer{'' if number == 1 else 's'}")
    for transfer in transfers:
        state = TRANSFER_STATES[transfer["state"]]
        where = _skill_and_conversation(transfer)
        yield Line(DESK, f"transfer {transfer['serial']}, {where}, {state}")


def _message(message: dict[str, Any], with_agent: bool) -> Iterator[Line]:
    speaker, text = message["from"], message["text"]
    if speaker == "vendor" and message["to"] == "bot":
        yield Line(DESK, f"the bot receives {text}")
        return
    if speaker == "bot" and message["to"] == "agent":
        yield from (Line(DESK, f"only agents read: {line}") for line in text.splitlines())
        return
    yield Line(SPEAKERS.get(speaker) or message.get("name") or DESK, text)
    if speaker == "customer" and message["to"] == "nobody":
        yield Line(DESK, f"nobody reads: {text}")
    elif speaker == "customer" and with_agent:
        yield Line(DESK, f"the agent reads: {text}")


def _skill_and_conversation(event: dict[str, Any]) -> str:
    # Some vendors' transfers have no skill.
    skill = f"skill {event['skill_name']}, " if event["skill_name"] else ""
    return f"{skill}conversation {event['conversation']}"
