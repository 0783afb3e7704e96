"""What is shown of the sandbox's events, and when everything has been delivered."""

from typing import Any

import pytest

from demo.deliveries import Deliveries
from demo.transcript import lines_of, received

CONVERSATION = "demo-1a2b"
WHERE = {"serial": 1, "vendor": "LivePerson", "conversation": CONVERSATION, "skill_name": "Billing"}


def message(speaker: str, to: str, text: str, **more: str) -> dict[str, Any]:
    said = {"from": speaker, "to": to, "text": text, **more}
    return {"type": "message", "conversation": CONVERSATION, "message": said}


ACCEPTED = {"type": "transfer_accepted", **WHERE, "announced": True}
UNANNOUNCED = {**ACCEPTED, "announced": False}
WAITING = {"type": "transfer_waiting", **WHERE}
JOINED = {"type": "agent_joined", "conversation": CONVERSATION}
LEFT = {"type": "agent_left", "conversation": CONVERSATION}
FAILED = {"type": "transfer_failed", **WHERE, "failure": "__agent_escalation_failed__"}
FAILED_SILENTLY = {**FAILED, "failure": None}
HOLD_ON = message("vendor", "customer", "Hold on.", name="LivePerson")
BOT_TOLD = message("vendor", "bot", "__agent_escalation_failed__")
BOT_SAYS = message("bot", "customer", "Sorry.")
ANSWERED = {"type": "bot_answered", "conversation": CONVERSATION}
BOT_FAILED = {"type": "bot_failed", "conversation": CONVERSATION, "reason": "it is away"}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (message("customer", "bot", "hi"), ["you: hi"]),
        (BOT_SAYS, ["bot: Sorry."]),
        (
            message("bot", "agent", "Name: Ann\nAsked: why?"),
            ["desk: only agents read: Name: Ann", "desk: only agents read: Asked: why?"],
        ),
        (HOLD_ON, ["LivePerson: Hold on."]),
        (message("agent", "customer", "Hi."), ["agent: Hi."]),
        (BOT_TOLD, ["desk: the bot is told __agent_escalation_failed__"]),
        (ACCEPTED, ["desk: transfer accepted, skill Billing, conversation demo-1a2b"]),
        (FAILED, ["desk: transfer failed, skill Billing, conversation demo-1a2b"]),
        ({**ACCEPTED, "skill_name": None}, ["desk: transfer accepted, conversation demo-1a2b"]),
        ({**FAILED, "skill_name": ""}, ["desk: transfer failed, conversation demo-1a2b"]),
        (
            {"type": "transfer_refused", "vendor": "LivePerson", "reason": "no skill has the id 1"},
            ["desk: transfer refused, no skill has the id 1"],
        ),
        (JOINED, ["desk: an agent takes conversation demo-1a2b"]),
        (
            {**ACCEPTED, "type": "transfer_waiting"},
            ["desk: transfer waits for an agent, skill Billing, conversation demo-1a2b"],
        ),
        (
            {**ACCEPTED, "type": "transfer_withdrawn"},
            ["desk: transfer withdrawn, skill Billing, conversation demo-1a2b"],
        ),
        (
            {"type": "conversation_closed", "conversation": CONVERSATION},
            ["desk: the agent closes conversation demo-1a2b"],
        ),
        (message("vendor", "customer", "It is over."), ["desk: It is over."]),
        (LEFT, ["desk: the agent gives conversation demo-1a2b back"]),
        (
            {"type": "call", "call": "shift_status", "status": 503},
            ["desk: shift status asked, answered with 503"],
        ),
        (
            {"type": "call", "call": "shift_status", "status": None},
            ["desk: shift status asked, answered with nothing"],
        ),
        (
            {"type": "call", "call": "presence", "status": 200},
            ["desk: shift status asked, answered with 200"],
        ),
        (
            {"type": "call", "call": "services", "status": 401},
            ["desk: shift status asked, answered with 401"],
        ),
        ({"type": "call", "call": "login", "status": 200}, []),
        ({"type": "call", "call": "mutation", "status": 200}, []),
        ({"type": "call", "call": "change_owner", "status": 200}, []),
        ({"type": "links_changed", "conversation": CONVERSATION, "links": []}, []),
        ({"type": "reset"}, []),
        (ANSWERED, []),
    ],
)
def test_each_event_has_its_line(event: dict[str, Any], expected: list[str]) -> None:
    assert [str(line) for line in lines_of(event, with_agent=False)] == expected


@pytest.mark.parametrize("to", ["bot", "agent"])
def test_an_agent_reads_what_the_customer_writes(to: str) -> None:
    lines = lines_of(message("customer", to, "hi"), with_agent=True)

    assert [str(line) for line in lines] == ["you: hi", "desk: the agent reads: hi"]


def test_it_is_told_when_nobody_reads_what_the_customer_writes() -> None:
    lines = lines_of(message("customer", "nobody", "hi"), with_agent=False)

    assert [str(line) for line in lines] == ["you: hi", "desk: nobody reads: hi"]


def test_the_desk_tells_what_it_received() -> None:
    assert [str(line) for line in received([])] == ["desk: received no transfers"]
    waiting = received([{**WHERE, "state": "waiting"}, {**WHERE, "state": "withdrawn"}])
    assert [str(line).rpartition(", ")[2] for line in waiting][1:] == [
        "waiting for an agent",
        "withdrawn",
    ]
    assert [str(line) for line in received([{**WHERE, "state": "accepted"}])] == [
        "desk: received 1 transfer",
        "desk: transfer 1, skill Billing, conversation demo-1a2b, under way",
    ]
    assert [str(line) for line in received([{**WHERE, "skill_name": None, "state": "failed"}])] == [
        "desk: received 1 transfer",
        "desk: transfer 1, conversation demo-1a2b, failed",
    ]


@pytest.mark.parametrize(
    ("events", "settled"),
    [
        ([], True),
        ([message("customer", "bot", "hi"), BOT_SAYS], True),
        ([ACCEPTED], False),
        ([ACCEPTED, JOINED], False),
        ([ACCEPTED, HOLD_ON], False),
        ([ACCEPTED, JOINED, HOLD_ON], True),
        ([ACCEPTED, HOLD_ON, FAILED], False),
        ([ACCEPTED, HOLD_ON, FAILED_SILENTLY], True),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_SAYS, ANSWERED], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_SAYS, ANSWERED, BOT_TOLD], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, BOT_SAYS], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, BOT_SAYS, ANSWERED], True),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, ANSWERED], True),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, BOT_FAILED], True),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, ACCEPTED], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, ACCEPTED, JOINED, HOLD_ON], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, ACCEPTED, JOINED, ANSWERED, HOLD_ON], True),
        ([ACCEPTED, JOINED, HOLD_ON, ACCEPTED, HOLD_ON], True),
        ([ACCEPTED, JOINED, HOLD_ON, LEFT, ACCEPTED, HOLD_ON], False),
        ([{**ACCEPTED, "conversation": "another"}], True),
        ([UNANNOUNCED], False),
        ([UNANNOUNCED, WAITING], True),
        ([UNANNOUNCED, WAITING, JOINED], True),
        ([UNANNOUNCED, WAITING, FAILED_SILENTLY], True),
        ([ACCEPTED, HOLD_ON, WAITING, FAILED], False),
        ([UNANNOUNCED, JOINED], True),
        ([UNANNOUNCED, BOT_SAYS, JOINED, message("customer", "agent", "hi")], True),
        ([UNANNOUNCED, BOT_SAYS], False),
        ([UNANNOUNCED, FAILED_SILENTLY, message("customer", "nobody", "hi")], True),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, UNANNOUNCED, JOINED], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, UNANNOUNCED, FAILED_SILENTLY], False),
        ([ACCEPTED, HOLD_ON, FAILED, BOT_TOLD, UNANNOUNCED, JOINED, BOT_SAYS, ANSWERED], True),
    ],
)
def test_everything_is_delivered_when_nothing_more_will_follow(
    events: list[dict[str, Any]], settled: bool
) -> None:
    deliveries = Deliveries(CONVERSATION)
    for event in events:
        deliveries.note(event)

    assert deliveries.settled is settled
