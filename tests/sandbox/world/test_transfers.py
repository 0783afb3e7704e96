"""Transfers that agents accept at once, let wait or refuse, and transfers that fail later."""

import time

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import NOBODY, complaint
from tests.sandbox.vendors.cm.driver import CM
from tests.sandbox.vendors.liveperson.driver import LivePerson

FAILED = "__agent_escalation_failed__"


def test_agents_accept_unless_they_are_told_otherwise_and_again_after_a_reset(
    liveperson: LivePerson,
) -> None:
    for _ in range(2):
        assert liveperson.agents() == "accept"
        liveperson.hand_over()
        assert liveperson.states() == ["with_agent"]

        liveperson.set_agents("refuse")
        liveperson.reset()


def test_a_transfer_waits_until_it_is_accepted(liveperson: LivePerson) -> None:
    liveperson.set_agents("wait")
    liveperson.hand_over()

    waiting = liveperson.wait_for(is_event("transfer_waiting"))
    assert (waiting["serial"], waiting["vendor"]) == (1, "LivePerson")
    assert liveperson.states() == ["waiting"]
    assert liveperson.has_conversation == "bot"

    assert liveperson.accept_transfer(1)["state"] == "with_agent"

    liveperson.wait_for(is_event("agent_joined", conversation=liveperson.subject))
    liveperson.agent_says(liveperson.subject, "Hello, this is Kim.")
    assert liveperson.has_conversation == "agent"


@pytest.mark.parametrize(
    ("agents", "is_refused"),
    [
        pytest.param("wait", True, id="refused"),
        pytest.param("accept", False, id="failed later"),
        pytest.param("wait", False, id="failed later, whatever the agents do"),
    ],
)
def test_the_bot_is_told_of_a_transfer_that_fails_and_the_next_one_succeeds(
    liveperson: LivePerson, agents: str, is_refused: bool
) -> None:
    assert liveperson.manifest.tells_of_failures
    liveperson.bot.says("Sorry.")
    liveperson.set_agents(agents)
    if not is_refused:
        liveperson.fail_transfers_later()

    assert liveperson.hand_over().status_code == 200
    if is_refused:
        assert liveperson.refuse_transfer(1)["state"] == "failed"

    failed = liveperson.wait_for(is_event("transfer_failed", serial=1))
    liveperson.wait_for(lambda event: event.get("message", {}).get("text") == "Sorry.")
    assert failed["failure"] == FAILED
    assert liveperson.figures()["failed_untold"] == 0
    assert len(liveperson.happened("transfer_waiting")) == is_refused
    (request,) = liveperson.bot.requests
    assert request.path == "/webhooks/rest/webhook"
    assert request.body == {"sender": liveperson.subject, "message": FAILED}
    assert liveperson.messages()[1:] == [("vendor", "bot", FAILED), ("bot", "customer", "Sorry.")]
    assert liveperson.has_conversation == "bot"
    liveperson.set_agents("accept")
    liveperson.hand_over()
    assert liveperson.states() == ["failed", "with_agent"]


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


@pytest.mark.parametrize(
    ("act", "reader", "outcome"),
    [
        ("accept_transfer", "agent", "agent_joined"),
        ("refuse_transfer", "nobody", "transfer_failed"),
    ],
)
def test_while_a_chat_waits_at_cm_and_after_a_refusal_nobody_reads_it(
    cm: CM, act: str, reader: str, outcome: str
) -> None:
    cm.set_agents("wait")
    cm.hand_over()
    cm.writes("Hello?")
    getattr(cm, act)(1)
    assert cm.wait_for(is_event(outcome)).get("failure") is None
    assert cm.figures()["failed_untold"] == (outcome == "transfer_failed")
    cm.writes("Hello!")

    assert cm.messages() == [("customer", "nobody", "Hello?"), ("customer", reader, "Hello!")]
    assert cm.bot.requests == []


@pytest.mark.parametrize("act", ["accept_transfer", "refuse_transfer"])
def test_only_what_waits_can_be_answered(liveperson: LivePerson, act: str) -> None:
    answer = getattr(liveperson, act)

    assert "there is no transfer 1" in complaint(answer, 1)
    liveperson.hand_over()
    assert "transfer 1 does not wait" in complaint(answer, 1)
    liveperson.set_agents("wait")
    liveperson.hand_over("c2")
    answer(2)
    assert "transfer 2 does not wait" in complaint(answer, 2)


def test_who_asked_twice_is_taken_once_with_both(liveperson: LivePerson) -> None:
    liveperson.set_agents("wait")
    for conversation in ("c1", "c1", "c2"):
        liveperson.hand_over(conversation)

    liveperson.accept_transfer(1)

    assert liveperson.states() == ["with_agent", "with_agent", "waiting"]
    assert len(liveperson.happened("agent_joined")) == 1


def test_an_agent_who_is_there_already_takes_the_next_transfer_too(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    liveperson.set_agents("wait")
    liveperson.hand_over()

    assert liveperson.states() == ["with_agent", "with_agent"]


def test_as_many_transfers_fail_as_were_told_each_after_its_time(liveperson: LivePerson) -> None:
    liveperson.fail_transfers_later(times=2, seconds=0.05)
    started = time.monotonic()

    for number in range(3):
        liveperson.hand_over(f"c{number}")
    liveperson.wait_for(is_event("transfer_failed", serial=2))

    assert time.monotonic() - started >= 0.05
    assert liveperson.states() == ["failed", "failed", "with_agent"]


def test_a_reset_forgets_the_failures_to_come(liveperson: LivePerson) -> None:
    liveperson.fail_transfers_later(times=2, seconds=1)
    liveperson.hand_over()

    liveperson.reset()
    liveperson.hand_over()

    # One that is ordered after the reset fails; the forgotten ones would have failed before it.
    liveperson.fail_transfers_later(seconds=1)
    liveperson.hand_over("c2")
    assert liveperson.wait_for(is_event("transfer_failed"))["conversation"] == "c2"
    assert liveperson.states() == ["with_agent", "failed"]
    # A failure that the test before this one ordered may still reach the bot.
    assert liveperson.subject not in [each.body["sender"] for each in liveperson.bot.requests]


def test_a_failure_that_cannot_reach_the_bot_is_told(liveperson: LivePerson) -> None:
    liveperson.set_bot(NOBODY)
    liveperson.fail_transfers_later()

    liveperson.hand_over()

    assert "did not answer" in liveperson.wait_for(is_event("bot_failed"))["reason"]
