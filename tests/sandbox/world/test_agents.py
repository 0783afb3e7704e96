"""Agents who take transfers at once, let these wait, or refuse."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event

FAILED = "__agent_escalation_failed__"


def states(control: Control) -> list[str]:
    return [transfer["state"] for transfer in control.transfers()]


def told(control: Control, *kinds: str) -> list[str]:
    return [event["type"] for event in control.events(seconds=0) if event["type"] in kinds]


def test_agents_accept_unless_they_are_told_otherwise(account: Any, control: Control) -> None:
    assert control.agents() == "accept"
    account.escalate()

    assert states(control) == ["with_agent"]


def test_a_transfer_waits_until_it_is_accepted(account: Any, control: Control) -> None:
    control.set_agents("wait")
    account.escalate()

    waiting = control.wait_for(is_event("transfer_waiting"))
    assert (waiting["serial"], waiting["vendor"]) == (1, "LivePerson")
    assert states(control) == ["waiting"]
    assert control.conversation("conversation-1")["with"] == "bot"
    with pytest.raises(ControlError, match="no agent is in the conversation"):
        control.agent_says("conversation-1", "Hello.")

    assert control.accept_transfer(1)["state"] == "with_agent"

    control.wait_for(is_event("agent_joined", conversation="conversation-1"))
    control.agent_says("conversation-1", "Hello, this is Kim.")
    assert control.conversation("conversation-1")["with"] == "agent"


def test_a_transfer_that_is_refused_fails_and_the_bot_is_told(
    account: Any, bot: Any, control: Control
) -> None:
    bot.says("Sorry.")
    control.set_agents("wait")
    account.escalate()

    assert control.refuse_transfer(1)["state"] == "failed"

    failed = control.wait_for(is_event("transfer_failed", serial=1))
    control.wait_for(is_event("bot_answered"))
    assert failed["failure"] == FAILED
    assert bot.heard[0]["message"] == FAILED


def test_agents_who_refuse_let_every_transfer_fail(
    account: Any, bot: Any, control: Control
) -> None:
    control.set_agents("refuse")
    account.escalate()
    control.wait_for(is_event("transfer_failed", serial=1))
    account.escalate(conversationId="c2")
    control.wait_for(is_event("transfer_failed", serial=2))

    control.set_agents("accept")
    account.escalate(conversationId="c3")

    assert states(control) == ["failed", "failed", "with_agent"]
    assert told(control, "agents_changed", "agent_joined") == [
        *("agents_changed", "agents_changed", "agent_joined")
    ]


def test_at_cm_a_refused_chat_is_nobodys(cm: Any, bot: Any, control: Control) -> None:
    control.set_agents("wait")
    cm.mutate()
    control.refuse_transfer(1)
    failed = control.wait_for(is_event("transfer_failed", serial=1))

    control.customer_says(cm.chat, "Hello?")

    assert failed["failure"] is None
    assert bot.heard == []
    assert control.conversation(cm.chat)["messages"][-1]["to"] == "nobody"


def test_while_a_chat_waits_at_cm_nobody_reads_it(cm: Any, bot: Any, control: Control) -> None:
    control.set_agents("wait")
    cm.mutate()
    control.customer_says(cm.chat, "Hello?")
    control.accept_transfer(1)
    control.customer_says(cm.chat, "Hello!")

    said = control.conversation(cm.chat)["messages"]
    assert [(message["to"], message["text"]) for message in said] == [
        ("nobody", "Hello?"),
        ("agent", "Hello!"),
    ]


@pytest.mark.parametrize("act", ["accept_transfer", "refuse_transfer"])
def test_only_what_waits_can_be_answered(account: Any, control: Control, act: str) -> None:
    with pytest.raises(ControlError, match="there is no transfer 1"):
        getattr(control, act)(1)
    account.escalate()
    with pytest.raises(ControlError, match="transfer 1 does not wait"):
        getattr(control, act)(1)
    control.set_agents("wait")
    account.escalate(conversationId="c2")
    getattr(control, act)(2)
    with pytest.raises(ControlError, match="transfer 2 does not wait"):
        getattr(control, act)(2)


def test_who_asked_twice_is_taken_once_with_both(account: Any, control: Control) -> None:
    control.set_agents("wait")
    account.escalate()
    account.escalate()
    account.escalate(conversationId="c2")

    control.accept_transfer(1)

    assert states(control) == ["with_agent", "with_agent", "waiting"]
    assert told(control, "agent_joined") == ["agent_joined"]


def test_an_agent_who_is_there_already_takes_the_next_transfer_too(
    account: Any, control: Control
) -> None:
    account.escalate()
    control.set_agents("wait")
    account.escalate()

    assert states(control) == ["with_agent", "with_agent"]


def test_what_was_to_fail_later_fails_whatever_the_agents_do(
    account: Any, control: Control
) -> None:
    control.set_agents("wait")
    control.fail_transfers_later()
    account.escalate()

    control.wait_for(is_event("transfer_failed", serial=1))
    assert told(control, "transfer_waiting") == []


def test_at_cm_a_chat_that_is_taken_back_waits_no_longer(cm: Any, control: Control) -> None:
    control.set_agents("wait")
    cm.mutate()
    cm.mutate(cm.take_back)

    assert states(control) == ["withdrawn"]
    control.wait_for(is_event("transfer_withdrawn", serial=1))
    with pytest.raises(ControlError, match="does not wait"):
        control.accept_transfer(1)


def test_at_cm_a_session_that_ends_waits_no_longer(cm: Any, control: Control) -> None:
    control.set_agents("wait")
    cm.mutate()
    control.cm.end_session(cm.chat)

    assert states(control) == ["withdrawn"]


def test_at_parley_a_user_who_is_taken_back_waits_no_longer(parley: Any, control: Control) -> None:
    control.set_agents("wait")
    parley.hand_over()
    parley.hand_over(parley.bot)

    assert states(control) == ["withdrawn"]


def test_a_merged_user_is_taken_under_the_new_id(parley: Any, control: Control) -> None:
    control.set_agents("wait")
    parley.hand_over()
    control.parley.merge("20", "21")

    assert control.accept_transfer(1)["conversation"] == "21"
    assert control.conversation("21")["with"] == "agent"


def test_a_reset_lets_agents_accept_again(account: Any, control: Control) -> None:
    control.set_agents("refuse")
    control.reset()

    assert control.agents() == "accept"


@pytest.mark.parametrize("answer", ["never", None, 1])
def test_agents_do_nothing_else(control: Control, answer: Any) -> None:
    with pytest.raises(ControlError, match="'answer' must be one of accept, wait, refuse"):
        control.set_agents(answer)
    with pytest.raises(ControlError, match="missing key 'answer'"):
        control.ask("PUT", "/agents", {})
