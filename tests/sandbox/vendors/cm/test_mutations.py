"""Mutation requests to the imitated CM.com: which links they switch, and who has the chat then."""

from typing import Any

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.cm.driver import (
    BOT,
    CHANNEL,
    CHAT,
    CM,
    DISABLE_BOT,
    HAND_OVER,
    MSC,
    TAKE_BACK,
    TOKEN,
    WITH_BOT,
    mutations_of,
    rule,
)

WITH_AGENTS = {(CHANNEL, MSC), (MSC, CHANNEL)}
TO_AGENTS = [rule("Enable", CHANNEL, MSC)]
NOT_TO_BOT, NOT_FROM_BOT = [rule("Disable", CHANNEL, BOT)], [rule("Disable", BOT, CHANNEL)]
IN_ANY_CASE = {
    "$type": "ruleMutation",
    "Action": "Disable",
    "OPERATOR": "And",
    "SourceAdapterId": CHANNEL,
    "targetadapterid": BOT,
}


def test_a_chat_that_was_removed_is_not_found_and_the_others_are(cm: CM) -> None:
    cm.mutate()

    cm.admin.remove_chat(CHAT)

    assert cm.mutate().status_code == 404
    assert cm.admin.chats() == {}
    assert cm.mutate(chat="another").status_code == 200
    assert cm.state()["cm"]["removed_chats"] == [CHAT]
    cm.reset()
    assert cm.mutate().status_code == 200


@pytest.mark.parametrize(
    ("names", "mutation"),
    [
        (("chatId", "mutations", "context"), IN_ANY_CASE),
        (("ChatId", "Mutations", "Context"), rule("Disable", CHANNEL, BOT)),
    ],
)
@pytest.mark.parametrize("context", [{}, None])
def test_names_may_be_in_any_case_and_null_is_as_good_as_nothing(
    cm: CM, names: tuple[str, str, str], mutation: dict[str, str], context: object
) -> None:
    body = dict(zip(names, (CHAT, [mutation, *HAND_OVER[1:]], context), strict=True))
    headers = {"X-CM-PRODUCTTOKEN": TOKEN}

    response = cm.raw("router", "POST", mutations_of(CHAT), json=body, headers=headers)

    assert response.status_code == 200
    assert cm.links() == {(BOT, CHANNEL), *WITH_AGENTS}
    assert cm.transfers()[0]["fields"]["Context"] == {}


@pytest.mark.parametrize(
    ("mutations", "enabled"),
    [
        (HAND_OVER, {(BOT, CHANNEL), *WITH_AGENTS}),
        ([*HAND_OVER, *HAND_OVER], {(BOT, CHANNEL), *WITH_AGENTS}),
        (DISABLE_BOT, WITH_AGENTS),
        ([rule("Disable", CHANNEL, BOT), rule("Enable", CHANNEL, BOT)], WITH_BOT),
        ([rule("Enable", CHANNEL, MSC)], {*WITH_BOT, (CHANNEL, MSC)}),
        ([rule("Enable", None, MSC)], {*WITH_BOT, (CHANNEL, MSC)}),
        ([rule("Enable", MSC, None, "Or")], {*WITH_BOT, (MSC, CHANNEL)}),
        ([rule("Enable", MSC, MSC, "Or")], {*WITH_BOT, *WITH_AGENTS}),
        ([rule("Disable", BOT, BOT, "Or")], set()),
        ([rule("Disable", CHANNEL, None)], {(BOT, CHANNEL)}),
        ([rule("Disable", CHANNEL, MSC, "Or")], {(BOT, CHANNEL)}),
        ([rule("Disable", BOT, MSC)], WITH_BOT),
    ],
)
def test_a_mutation_switches_the_links_it_names(
    cm: CM, mutations: list[dict[str, Any]], enabled: set[tuple[str, str]]
) -> None:
    for _ in range(2):  # The same mutation again changes nothing.
        response = cm.mutate(mutations)
        assert (response.status_code, response.content) == (200, b"")
        assert cm.links() == enabled

    changed = cm.wait_for(is_event("links_changed", conversation=CHAT))
    assert changed["links"] == cm.admin.chats()[CHAT]
    is_transfer = enabled >= WITH_AGENTS and (CHANNEL, BOT) not in enabled
    assert bool(cm.transfers()) is is_transfer


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

    assert cm.writes("Hi") == []

    assert cm.messages() == [("customer", reader, "Hi")]
    assert cm.bot.texts == (["Hi"] if reader == "bot" else [])
    assert cm.conversation(CHAT)["bot_listens"] is (reader == "bot")
    assert cm.has_conversation == ("agent" if reader == "agent" else "bot")
    assert len(cm.transfers()) == transfers
    assert len(cm.happened("agent_left")) == (requests[-1] == TAKE_BACK)
