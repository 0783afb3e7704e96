"""Transfers that agents accept at once, let wait or refuse, and transfers that fail later."""

import time

import pytest

from sandbox.client.control import ControlError, is_event
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.cm.driver import CHAT, CM
from tests.sandbox.vendors.liveperson.driver import LivePerson

FAILED = "__agent_escalation_failed__"
CONVERSATION = LivePerson.subject


def test_agents_accept_unless_they_are_told_otherwise(liveperson: LivePerson) -> None:
    assert liveperson.agents() == "accept"
    liveperson.hand_over()

    assert liveperson.states() == ["with_agent"]


def test_a_transfer_waits_until_it_is_accepted(liveperson: LivePerson) -> None:
    liveperson.set_agents("wait")
    liveperson.hand_over()

    waiting = liveperson.wait_for(is_event("transfer_waiting"))
    assert (waiting["serial"], waiting["vendor"]) == (1, "LivePerson")
    assert liveperson.states() == ["waiting"]
    assert liveperson.conversation(CONVERSATION)["with"] == "bot"
    with pytest.raises(ControlError, match="no agent is in the conversation"):
        liveperson.agent_says(CONVERSATION, "Hello.")

    assert liveperson.accept_transfer(1)["state"] == "with_agent"

    liveperson.wait_for(is_event("agent_joined", conversation=CONVERSATION))
    liveperson.agent_says(CONVERSATION, "Hello, this is Kim.")
    assert liveperson.conversation(CONVERSATION)["with"] == "agent"


def test_a_transfer_that_is_refused_fails_and_the_bot_is_told(liveperson: LivePerson) -> None:
    liveperson.bot.says("Sorry.")
    liveperson.set_agents("wait")
    liveperson.hand_over()

    assert liveperson.refuse_transfer(1)["state"] == "failed"

    failed = liveperson.wait_for(is_event("transfer_failed", serial=1))
    liveperson.wait_for(is_event("bot_answered"))
    assert failed["failure"] == FAILED
    assert liveperson.bot.texts == [FAILED]


def test_agents_who_refuse_let_every_transfer_fail(liveperson: LivePerson) -> None:
    liveperson.set_agents("refuse")
    for serial in (1, 2):
        liveperson.hand_over(f"c{serial}")
        liveperson.wait_for(is_event("transfer_failed", serial=serial))

    liveperson.set_agents("accept")
    liveperson.hand_over("c3")

    assert liveperson.states() == ["failed", "failed", "with_agent"]
    types = [event["type"] for event in liveperson.happened("agents_changed", "agent_joined")]
    assert types == ["agents_changed", "agents_changed", "agent_joined"]


def test_at_cm_a_refused_chat_is_nobodys(cm: CM) -> None:
    cm.set_agents("wait")
    cm.hand_over()
    cm.refuse_transfer(1)
    failed = cm.wait_for(is_event("transfer_failed", serial=1))

    cm.customer_says(CHAT, "Hello?")

    assert failed["failure"] is None
    assert cm.bot.requests == []
    assert cm.messages(CHAT)[-1] == ("customer", "nobody", "Hello?")


def test_while_a_chat_waits_at_cm_nobody_reads_it(cm: CM) -> None:
    cm.set_agents("wait")
    cm.hand_over()
    cm.customer_says(CHAT, "Hello?")
    cm.accept_transfer(1)
    cm.customer_says(CHAT, "Hello!")

    assert cm.messages(CHAT) == [
        ("customer", "nobody", "Hello?"),
        ("customer", "agent", "Hello!"),
    ]


@pytest.mark.parametrize("act", ["accept_transfer", "refuse_transfer"])
def test_only_what_waits_can_be_answered(liveperson: LivePerson, act: str) -> None:
    with pytest.raises(ControlError, match="there is no transfer 1"):
        getattr(liveperson, act)(1)
    liveperson.hand_over()
    with pytest.raises(ControlError, match="transfer 1 does not wait"):
        getattr(liveperson, act)(1)
    liveperson.set_agents("wait")
    liveperson.hand_over("c2")
    getattr(liveperson, act)(2)
    with pytest.raises(ControlError, match="transfer 2 does not wait"):
        getattr(liveperson, act)(2)


def test_who_asked_twice_is_taken_once_with_both(liveperson: LivePerson) -> None:
    liveperson.set_agents("wait")
    for conversation in (CONVERSATION, CONVERSATION, "c2"):
        liveperson.hand_over(conversation)

    liveperson.accept_transfer(1)

    assert liveperson.states() == ["with_agent", "with_agent", "waiting"]
    assert len(liveperson.happened("agent_joined")) == 1


def test_an_agent_who_is_there_already_takes_the_next_transfer_too(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    liveperson.set_agents("wait")
    liveperson.hand_over()

    assert liveperson.states() == ["with_agent", "with_agent"]


def test_what_was_to_fail_later_fails_whatever_the_agents_do(liveperson: LivePerson) -> None:
    liveperson.set_agents("wait")
    liveperson.fail_transfers_later()
    liveperson.hand_over()

    liveperson.wait_for(is_event("transfer_failed", serial=1))
    assert liveperson.happened("transfer_waiting") == []


def test_a_reset_lets_agents_accept_again(control: Driver) -> None:
    control.set_agents("refuse")
    control.reset()

    assert control.agents() == "accept"


def test_a_transfer_can_fail_later_and_the_next_one_succeeds(liveperson: LivePerson) -> None:
    liveperson.bot.says("Sorry.")
    liveperson.fail_transfers_later()

    assert liveperson.hand_over().status_code == 200
    failed = liveperson.wait_for(is_event("transfer_failed", serial=1))
    liveperson.wait_for(lambda event: event.get("message", {}).get("text") == "Sorry.")

    assert failed["failure"] == FAILED
    (request,) = liveperson.bot.requests
    assert request.path == "/webhooks/rest/webhook"
    assert request.body == {"sender": CONVERSATION, "message": FAILED}
    assert liveperson.messages(CONVERSATION)[1:] == [
        ("vendor", "bot", FAILED),
        ("bot", "customer", "Sorry."),
    ]
    assert liveperson.conversation(CONVERSATION)["with"] == "bot"

    liveperson.hand_over()
    assert liveperson.states() == ["failed", "with_agent"]


def test_as_many_transfers_fail_as_were_told_each_after_its_time(liveperson: LivePerson) -> None:
    liveperson.fail_transfers_later(times=2, seconds=0.05)
    started = time.monotonic()

    for number in range(3):
        liveperson.hand_over(f"c{number}")
    liveperson.wait_for(is_event("transfer_failed", serial=2))

    assert time.monotonic() - started >= 0.05
    assert liveperson.states() == ["failed", "failed", "with_agent"]


def test_a_reset_forgets_the_failures_to_come(liveperson: LivePerson) -> None:
    liveperson.fail_transfers_later(times=2, seconds=0.05)
    liveperson.hand_over()

    liveperson.reset()
    liveperson.hand_over()

    with pytest.raises(TimeoutError):
        liveperson.wait_for(is_event("transfer_failed"), timeout=0.15)
    # A failure that the test before this one ordered may still reach the liveperson.bot.
    assert CONVERSATION not in [request.body["sender"] for request in liveperson.bot.requests]


def test_a_failure_that_cannot_reach_the_bot_is_told(liveperson: LivePerson) -> None:
    liveperson.set_bot("http://127.0.0.1:9")
    liveperson.fail_transfers_later()

    liveperson.hand_over()

    assert "did not answer" in liveperson.wait_for(is_event("bot_failed"))["reason"]
