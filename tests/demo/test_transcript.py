"""The lines that are printed for the sandbox's events."""

from typing import Any

import pytest

from demo.transcript import lines_of, summary
from tests.demo import sandbox_events as sandbox
from tests.demo.sandbox_events import in_conversation, message, transfer

WHERE = "skill Billing, conversation demo-1a2b"
ASKED = "desk: shift status asked, answered with"


def call(name: str, status: int | None) -> dict[str, Any]:
    return {"type": "call", "call": name, "status": status}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (message("customer", "bot", "hi"), ["you: hi"]),
        (sandbox.SAYS, ["bot: Sorry."]),
        (
            message("bot", "agent", "Name: Ann\nAsked: why?"),
            ["desk: only agents read: Name: Ann", "desk: only agents read: Asked: why?"],
        ),
        (sandbox.HOLD_ON, ["LivePerson: Hold on."]),
        (message("agent", "customer", "Hi."), ["agent: Hi."]),
        (sandbox.INFORMED, ["desk: the bot receives __agent_escalation_failed__"]),
        (sandbox.ACCEPTED, [f"desk: transfer accepted, {WHERE}"]),
        (sandbox.FAILED, [f"desk: transfer failed, {WHERE}"]),
        (
            {**sandbox.ACCEPTED, "skill_name": None},
            ["desk: transfer accepted, conversation demo-1a2b"],
        ),
        ({**sandbox.FAILED, "skill_name": ""}, ["desk: transfer failed, conversation demo-1a2b"]),
        (transfer("transfer_refused", reason="no skill"), ["desk: transfer refused, no skill"]),
        (sandbox.JOINED, ["desk: an agent takes conversation demo-1a2b"]),
        (transfer("transfer_waiting"), [f"desk: transfer waits for an agent, {WHERE}"]),
        (transfer("transfer_withdrawn"), [f"desk: transfer withdrawn, {WHERE}"]),
        (in_conversation("conversation_closed"), ["desk: the agent closes conversation demo-1a2b"]),
        (message("vendor", "customer", "It is over."), ["desk: It is over."]),
        (sandbox.LEFT, ["desk: the agent gives conversation demo-1a2b back"]),
        (call("shift_status", 503), [f"{ASKED} 503"]),
        (call("shift_status", None), [f"{ASKED} nothing"]),
        (call("presence", 200), [f"{ASKED} 200"]),
        (call("services", 401), [f"{ASKED} 401"]),
        (call("login", 200), []),
        (call("mutation", 200), []),
        (call("change_owner", 200), []),
        (in_conversation("links_changed", links=[]), []),
        ({"type": "reset"}, []),
        (sandbox.ANSWERED, []),
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


def summary_of(*transfers: dict[str, Any]) -> list[str]:
    return [str(line) for line in summary(list(transfers))]


def test_the_desk_tells_what_it_received() -> None:
    assert summary_of() == ["desk: received no transfers"]
    assert summary_of(
        {**sandbox.ACCEPTED, "state": "waiting"}, {**sandbox.ACCEPTED, "state": "withdrawn"}
    ) == [
        "desk: received 2 transfers",
        f"desk: transfer 1, {WHERE}, waiting for an agent",
        f"desk: transfer 1, {WHERE}, withdrawn",
    ]
    assert summary_of({**sandbox.ACCEPTED, "state": "accepted"}) == [
        "desk: received 1 transfer",
        f"desk: transfer 1, {WHERE}, under way",
    ]
    assert summary_of({**sandbox.ACCEPTED, "skill_name": None, "state": "failed"}) == [
        "desk: received 1 transfer",
        "desk: transfer 1, conversation demo-1a2b, failed",
    ]
