"""Who has a CM.com chat: transfers, the bot's silence, the return."""

from typing import Any

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import texts
from tests.sandbox.stand_in import Answer, Received
from tests.sandbox.vendors.cm.driver import (
    BOT,
    CHANNEL,
    CHAT,
    CM,
    CONTEXT,
    DISABLE_BOT,
    HAND_OVER,
    MSC,
    TAKE_BACK,
    WITH_BOT,
    rule,
)

TO_AGENTS = [rule("Enable", CHANNEL, MSC)]
NOT_TO_BOT, NOT_FROM_BOT = [rule("Disable", CHANNEL, BOT)], [rule("Disable", BOT, CHANNEL)]


def test_a_hand_over_is_a_transfer_with_what_was_sent(cm: CM) -> None:
    cm.mutate(Context=CONTEXT)

    (transfer,) = cm.transfers()
    assert transfer["fields"] == {"Mutations": HAND_OVER, "Context": CONTEXT}
    expected = {"vendor": "CM.com", "conversation": CHAT, "skill_name": "billing"}
    assert {**expected, "state": "with_agent"}.items() <= transfer.items()
    cm.wait_for(is_event("agent_joined", conversation=CHAT))
    assert cm.messages(CHAT) == []


@pytest.mark.parametrize("context", [None, {}, {"RoutingKeywords": ""}, {"routingkeywords": "x"}])
def test_without_routing_keywords_there_is_no_skill(cm: CM, context: dict[str, str] | None) -> None:
    cm.mutate(Context=context)

    assert cm.transfers()[0]["skill_name"] is None


@pytest.mark.parametrize(
    ("requests", "reader", "transfers"),
    [
        pytest.param([HAND_OVER], "agent", 1, id="a hand-over"),
        pytest.param([HAND_OVER, TAKE_BACK], "bot", 1, id="a hand-over and its inverse"),
        pytest.param([TO_AGENTS, NOT_TO_BOT], "agent", 1, id="a hand-over in two requests"),
        pytest.param([HAND_OVER, NOT_FROM_BOT], "agent", 1, id="tidying up afterwards"),
        pytest.param([TO_AGENTS], "bot", 0, id="both are linked"),
        pytest.param([NOT_TO_BOT], "nobody", 0, id="the bot is out, agents are not in"),
        pytest.param([[rule("Enable", MSC, CHANNEL)]], "bot", 0, id="other links"),
    ],
)
def test_the_links_decide_who_reads_the_customer_and_what_is_a_transfer(
    cm: CM, requests: list[list[dict[str, Any]]], reader: str, transfers: int
) -> None:
    for mutations in requests:
        cm.mutate(mutations)

    assert cm.customer_says(CHAT, "Hi") == []

    assert cm.messages(CHAT) == [("customer", reader, "Hi")]
    assert cm.bot.texts == (["Hi"] if reader == "bot" else [])
    assert cm.conversation(CHAT)["bot_listens"] is (reader == "bot")
    assert cm.conversation(CHAT)["with"] == ("agent" if reader == "agent" else "bot")
    assert len(cm.transfers()) == transfers
    assert len(cm.happened("agent_left")) == (requests[-1] == TAKE_BACK)


def test_while_an_agent_has_the_chat_the_bot_hears_nothing(cm: CM) -> None:
    cm.bot.says("Hello.")
    cm.customer_says(CHAT, "Hi")
    cm.mutate()

    answers = cm.customer_says(CHAT, "Are you there?")
    cm.agent_says(CHAT, "Hello, this is Kim.")

    assert answers == []
    assert cm.bot.texts == ["Hi"]
    assert cm.messages(CHAT) == [
        ("customer", "bot", "Hi"),
        ("bot", "customer", "Hello."),
        ("customer", "agent", "Are you there?"),
        ("agent", "customer", "Hello, this is Kim."),
    ]


def test_what_the_bot_says_in_the_turn_of_the_hand_over_is_read(cm: CM) -> None:
    def transfer(request: Received) -> Answer:
        assert cm.mutate().status_code == 200
        return 200, [{"recipient_id": CHAT, "text": "I am passing you on."}]

    cm.bot.answer = transfer

    answers = cm.customer_says(CHAT, "A person, please")

    assert texts(answers) == ["I am passing you on."]
    assert cm.conversation(CHAT)["with"] == "agent"


def test_the_agent_gives_the_chat_back_and_the_links_are_as_before(cm: CM) -> None:
    cm.mutate(DISABLE_BOT)
    cm.bot.says("I am back.")

    assert texts(cm.agent_returns(CHAT)) == ["I am back."]

    assert cm.links() == WITH_BOT
    cm.customer_says(CHAT, "Hi again")
    assert cm.bot.texts == ["/human_handoff_returned", "Hi again"]


def test_the_agent_can_give_the_chat_back_without_a_word_to_the_bot(cm: CM) -> None:
    cm.mutate()

    assert cm.agent_returns(CHAT, None) == []

    assert cm.bot.texts == []
    assert cm.messages(CHAT) == []
    cm.customer_says(CHAT, "Hi again")
    assert cm.bot.texts == ["Hi again"]


def test_a_second_hand_over_after_the_return_is_a_transfer_again(cm: CM) -> None:
    cm.mutate()
    cm.agent_returns(CHAT)

    cm.mutate()

    assert cm.conversation(CHAT)["with"] == "agent"
    assert len(cm.transfers()) == 2


def test_the_bot_is_not_told_when_nobody_takes_the_chat(cm: CM) -> None:
    cm.fail_transfers_later()

    cm.mutate()
    failed = cm.wait_for(is_event("transfer_failed", conversation=CHAT))

    assert failed["failure"] is None
    assert cm.customer_says(CHAT, "Hello?") == []
    assert cm.bot.texts == []
    assert cm.messages(CHAT) == [("customer", "nobody", "Hello?")]
    cm.take_back()
    cm.customer_says(CHAT, "Hello?")
    assert cm.bot.texts == ["Hello?"]
