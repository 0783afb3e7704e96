"""Transfers by a bot of Third-Party Bots, the return, and redelivery of their events."""

import pytest

from sandbox.client.control import ControlError, is_event
from tests.sandbox.driver import texts
from tests.sandbox.vendors.liveperson.driver import LivePerson, response
from tests.sandbox.vendors.liveperson.items import text, transfer

CONVERSATION = LivePerson.subject
ONE_MOMENT = text("One moment.")
NO_SKILL = (
    "com.liveperson.bot-connectors-worker.error.pipes"
    ".messaging-handle-bot-action.transfer-skill-not-existing"
)


def test_a_transfer_takes_the_conversation_from_the_bot(endpoint: LivePerson) -> None:
    endpoint.answers_with(ONE_MOMENT, transfer("Billing", agentId="4711"))

    answers = endpoint.writes("A person, please")
    endpoint.agent_says(CONVERSATION, "Hello, this is Kim.")
    requests = len(endpoint.bot.requests)

    assert texts(answers) == ["One moment."]
    (accepted,) = endpoint.transfers()
    assert accepted["fields"] == {"skillName": "Billing", "agentId": "4711"}
    expected = {"vendor": "LivePerson", "skill_name": "Billing", "state": "with_agent"}
    assert expected.items() <= accepted.items()
    assert endpoint.writes("Hello Kim") == []
    assert len(endpoint.bot.requests) == requests
    assert endpoint.messages(CONVERSATION)[-1] == ("customer", "agent", "Hello Kim")
    types = [event["type"] for event in endpoint.happened() if "message" not in event]
    assert types[-4:] == ["bot_called", "transfer_accepted", "agent_joined", "bot_answered"]


def test_the_bot_is_told_when_it_has_the_conversation_back_and_hears_the_next_message(
    endpoint: LivePerson,
) -> None:
    endpoint.answers_with(transfer())
    endpoint.writes("A person, please")
    endpoint.answers("I am back.")

    assert endpoint.agent_returns(CONVERSATION) == []
    answers = endpoint.writes("Hi again")

    assert texts(answers) == ["I am back."]
    assert endpoint.steps == ["PUT", "POST", "PUT", "POST"]
    assert endpoint.sequences == [0, 1]
    returned = ("vendor", "bot", "/human_handoff_returned")
    assert returned not in endpoint.messages(CONVERSATION)


@pytest.mark.parametrize("name", ["human", "Nobody", ""])
def test_a_skill_that_is_not_there_by_this_name_means_the_default_skill(
    endpoint: LivePerson, name: str
) -> None:
    endpoint.answers_with(ONE_MOMENT, transfer(name))

    assert texts(endpoint.writes("A person, please")) == ["One moment."]

    refused = endpoint.wait_for(is_event("transfer_refused", conversation=CONVERSATION))
    assert (refused["vendor"], refused["reason"]) == ("LivePerson", NO_SKILL)
    (accepted,) = endpoint.transfers()
    assert (accepted["skill_name"], accepted["state"]) == ("Human", "with_agent")


def test_a_later_failure_is_not_told_to_the_bot(endpoint: LivePerson) -> None:
    endpoint.fail_transfers_later()
    endpoint.answers_with(transfer())

    endpoint.writes("A person, please")

    failed = endpoint.wait_for(is_event("transfer_failed", conversation=CONVERSATION))
    assert failed["failure"] is None
    assert endpoint.writes("Hello?") == []
    assert endpoint.messages(CONVERSATION)[-1] == ("customer", "nobody", "Hello?")
    assert endpoint.steps == ["PUT", "POST"]


def test_a_delivery_that_comes_again_changes_nothing_where_the_platform_was_answered(
    endpoint: LivePerson,
) -> None:
    endpoint.answers_with(ONE_MOMENT, transfer())
    endpoint.writes("A person, please")

    assert endpoint.redeliver(CONVERSATION) == 200

    assert len(endpoint.transfers()) == 1
    assert len(endpoint.messages(CONVERSATION)) == 2


def test_a_delivery_that_comes_again_counts_where_the_platform_was_not_answered(
    endpoint: LivePerson,
) -> None:
    endpoint.events_in_turn(None)
    with pytest.raises(ControlError):
        endpoint.writes("A person, please")
    endpoint.events_in_turn((404, {}), (200, response(ONE_MOMENT, transfer())))

    assert endpoint.redeliver(CONVERSATION) == 200

    assert endpoint.steps[-3:] == ["POST", "PUT", "POST"], "the bot did not know it any more"
    assert endpoint.messages(CONVERSATION)[-1] == ("bot", "customer", "One moment.")
    assert len(endpoint.transfers()) == 1
