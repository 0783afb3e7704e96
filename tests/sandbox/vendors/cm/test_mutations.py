"""The imitated mutation request: which links it switches."""

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
    TOKEN,
    WITH_BOT,
    mutations_of,
    rule,
)

WITH_AGENTS = {(CHANNEL, MSC), (MSC, CHANNEL)}
IN_ANY_CASE = {
    "$type": "ruleMutation",
    "Action": "Disable",
    "OPERATOR": "And",
    "SourceAdapterId": CHANNEL,
    "targetadapterid": BOT,
}


def test_an_accepted_mutation_answers_nothing(cm: CM) -> None:
    response = cm.mutate()

    assert (response.status_code, response.content) == (200, b"")


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
        assert cm.mutate(mutations).status_code == 200
        assert cm.links() == enabled

    changed = cm.wait_for(is_event("links_changed", conversation=CHAT))
    assert changed["links"] == cm.admin.chats()[CHAT]
    is_transfer = enabled >= WITH_AGENTS and (CHANNEL, BOT) not in enabled
    assert bool(cm.transfers()) is is_transfer
