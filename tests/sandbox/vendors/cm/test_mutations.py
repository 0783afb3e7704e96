"""The imitated mutation request: what it refuses, and which links it switches."""

import json
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import is_event

CHANNEL, BOT, MSC = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))
SESSION_BEGINS = {
    (CHANNEL, BOT): True,
    (BOT, CHANNEL): True,
    (CHANNEL, MSC): False,
    (MSC, CHANNEL): False,
}
COMPONENT = {"$type": "disableComponent", "ComponentId": "CMBot"}


def links(control: Control, chat: str) -> dict[tuple[str, str], bool]:
    found = control.cm.chats()[chat]
    return {(link["source"], link["target"]): link["enabled"] for link in found}


def rule(cm: Any, **changes: Any) -> dict[str, Any]:
    """A mutation of which one thing is wrong."""
    return {**cm.rule("Disable", CHANNEL, BOT), **changes}


def test_an_accepted_mutation_answers_nothing(cm: Any) -> None:
    answer = cm.mutate()

    assert (answer.status_code, answer.content) == (200, b"")


def test_the_answer_can_be_set_since_it_is_not_documented(cm: Any, control: Control) -> None:
    control.cm.set_mutation(status=202, body={"message": "Request accepted"})

    answer = cm.mutate()

    assert (answer.status_code, answer.json()) == (202, {"message": "Request accepted"})


@pytest.mark.parametrize("token", [None, "", "wrong", "Bearer sandbox-product-token"])
def test_a_wrong_token_is_a_bare_401(cm: Any, control: Control, token: str | None) -> None:
    answer = cm.mutate(token=token)

    assert (answer.status_code, answer.content) == (401, b"")
    assert "www-authenticate" not in answer.headers
    assert control.cm.chats() == {}


def test_the_token_is_asked_for_before_anything_else(cm: Any) -> None:
    assert cm.mutate([{}], token="wrong", account="unknown").status_code == 401


def test_an_unknown_account_is_not_found(cm: Any) -> None:
    answer = cm.mutate(account="e0000000-0000-0000-0000-000000000000")

    assert (answer.status_code, answer.json()) == (404, {"message": "the account is not known"})


def test_a_chat_that_was_removed_is_not_found_and_the_others_are(cm: Any, control: Control) -> None:
    cm.mutate()

    control.cm.remove_chat(cm.chat)

    assert cm.mutate().status_code == 404
    assert control.cm.chats() == {}
    assert cm.mutate(chat="another").status_code == 200
    assert control.state()["cm"]["removed_chats"] == [cm.chat]


@pytest.mark.parametrize("body", [{"ChatId": "another"}, {"ChatId": None}, {"ChatId": 7}])
def test_the_body_must_name_the_chat_of_the_path(
    cm: Any, control: Control, body: dict[str, Any]
) -> None:
    answer = cm.mutate(**body)

    assert answer.status_code == 400
    assert "ChatId" in answer.json()["message"]
    assert control.cm.chats() == {}


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"[]", "application/json"), (b"{", "application/json"), (b"{}", "text/plain")],
)
def test_a_body_that_is_not_a_json_object_is_refused(cm: Any, content: bytes, kind: str) -> None:
    headers = {"x-cm-producttoken": cm.token, "content-type": kind}

    answer = cm.http.post(cm.mutation_url(), content=content, headers=headers)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"Mutations": None}, "missing key 'Mutations'"),
        ({"Mutations": []}, "'Mutations' is empty"),
        ({"Mutations": {}}, "'Mutations' must be a list"),
        ({"Mutations": ["Disable"]}, "'Mutations' must be a list, each item an object"),
        ({"Contexts": {}}, "unknown key 'Contexts'"),
        ({"Context": []}, "'Context' must be an object"),
        ({"Context": {"a": 1}}, "each value a string"),
        ({"Context": {"CustomerInfo": {"name": "Jane"}}}, "each value a string"),
        ({"Context": {"CustomerInfo": "Jane"}}, "must be a string that holds a JSON object"),
        ({"Context": {"CustomerInfo": '["Jane"]'}}, "must be a string that holds a JSON object"),
        ({"Context": {"CustomerInfo": ""}}, "must be a string that holds a JSON object"),
        ({"Context": {"CustomerInfo": "[" * 100_000}}, "a string that holds a JSON object"),
    ],
)
def test_a_wrong_body_is_refused(
    cm: Any, control: Control, body: dict[str, Any], complaint: str
) -> None:
    answer = cm.mutate(**body)

    assert answer.status_code == 400
    assert complaint in answer.json()["message"]
    assert "Jane" not in answer.text
    assert (control.cm.chats(), control.transfers()) == ({}, [])


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"$type": None}, "'$type' must be"),
        ({"$type": "RuleMutation"}, "'$type' must be"),
        ({"$type": None, "$Type": "ruleMutation"}, "'$type' must be"),
        ({"$type": "enableComponent"}, "'$type' must be"),
        ({"action": "disable"}, "'action' must be one of Enable, Disable"),
        ({"action": None}, "missing key 'action'"),
        ({"operator": "AND"}, "'operator' must be one of And, Or"),
        ({"operator": None}, "missing key 'operator'"),
        ({"sourceAdapterId": "another"}, "no adapter with this id"),
        ({"targetAdapterId": "MSC"}, "no adapter with this id"),
        ({"targetAdapterId": 7}, "'targetAdapterId' must be a string or null"),
        ({"sourceAdapterId": None, "targetAdapterId": None}, "must name an adapter"),
        ({"sourceAdapter": CHANNEL}, "unknown key 'sourceAdapter'"),
    ],
)
def test_a_wrong_rule_is_refused(
    cm: Any, control: Control, changes: dict[str, Any], complaint: str
) -> None:
    answer = cm.mutate([*cm.hand_over, rule(cm, **changes)])

    assert answer.status_code == 400
    assert complaint in answer.json()["message"]
    assert (control.cm.chats(), control.transfers()) == ({}, [])


@pytest.mark.parametrize(
    "mutation",
    [
        {"$type": "disableComponent"},
        {"$type": "disableComponent", "ComponentId": "CmBot"},
        {"$type": "disableComponent", "ComponentId": "MSC"},
        {"$type": "disableComponent", "ComponentId": "CMBot", "action": "Disable"},
    ],
)
def test_only_the_bot_can_be_disabled_as_a_component(cm: Any, mutation: dict[str, Any]) -> None:
    assert cm.mutate([mutation]).status_code == 400


def test_a_refusal_is_told_with_its_reason(cm: Any, control: Control) -> None:
    cm.mutate(token="wrong")

    refused = control.wait_for(is_event("transfer_refused", conversation=cm.chat))
    assert (refused["vendor"], refused["reason"]) == ("CM.com", "the product token is not valid")


def test_names_of_properties_may_be_in_any_case(cm: Any, control: Control) -> None:
    mutation = {
        "$type": "ruleMutation",
        "Action": "Disable",
        "OPERATOR": "And",
        "SourceAdapterId": CHANNEL,
        "targetadapterid": BOT,
    }
    body = {"chatId": cm.chat, "mutations": [mutation], "context": {}}

    answer = cm.http.post(cm.mutation_url(), json=body, headers={"X-CM-PRODUCTTOKEN": cm.token})

    assert answer.status_code == 200
    assert links(control, cm.chat) == {**SESSION_BEGINS, (CHANNEL, BOT): False}


def test_null_is_as_good_as_nothing(cm: Any, control: Control) -> None:
    headers = {"x-cm-producttoken": cm.token}
    body = {"ChatId": cm.chat, "Mutations": cm.hand_over, "Context": None}

    assert cm.http.post(cm.mutation_url(), json=body, headers=headers).status_code == 200
    assert control.transfers()[0]["fields"]["Context"] == {}


def test_a_hand_over_switches_the_links_it_names(cm: Any, control: Control) -> None:
    cm.mutate()

    assert links(control, cm.chat) == {
        (CHANNEL, BOT): False,
        (BOT, CHANNEL): True,
        (CHANNEL, MSC): True,
        (MSC, CHANNEL): True,
    }


@pytest.mark.parametrize(
    ("mutation", "enabled"),
    [
        (("Enable", CHANNEL, MSC, "And"), {(CHANNEL, BOT), (BOT, CHANNEL), (CHANNEL, MSC)}),
        (("Enable", None, MSC, "And"), {(CHANNEL, BOT), (BOT, CHANNEL), (CHANNEL, MSC)}),
        (("Enable", MSC, None, "Or"), {(CHANNEL, BOT), (BOT, CHANNEL), (MSC, CHANNEL)}),
        (("Enable", MSC, MSC, "Or"), set(SESSION_BEGINS)),
        (("Disable", BOT, BOT, "Or"), set()),
        (("Disable", CHANNEL, None, "And"), {(BOT, CHANNEL)}),
        (("Disable", CHANNEL, MSC, "Or"), {(BOT, CHANNEL)}),
        (("Disable", BOT, MSC, "And"), {(CHANNEL, BOT), (BOT, CHANNEL)}),
    ],
)
def test_the_operator_chooses_the_links(
    cm: Any, control: Control, mutation: tuple[str, str, str, str], enabled: set[tuple[str, str]]
) -> None:
    assert cm.mutate([cm.rule(*mutation)]).status_code == 200

    assert {link for link, on in links(control, cm.chat).items() if on} == enabled


def test_of_two_mutations_of_one_link_the_later_one_counts(cm: Any, control: Control) -> None:
    cm.mutate([cm.rule("Disable", CHANNEL, BOT), cm.rule("Enable", CHANNEL, BOT)])

    assert links(control, cm.chat) == SESSION_BEGINS


def test_the_same_mutation_again_changes_nothing(cm: Any, control: Control) -> None:
    cm.mutate()
    before = links(control, cm.chat)

    cm.mutate()

    assert links(control, cm.chat) == before


def test_disabling_the_bot_gives_the_chat_to_the_agents(cm: Any, control: Control) -> None:
    assert cm.mutate([COMPONENT]).status_code == 200

    assert {link for link, on in links(control, cm.chat).items() if on} == {
        (CHANNEL, MSC),
        (MSC, CHANNEL),
    }
    assert len(control.transfers()) == 1


def test_every_change_of_links_is_told(cm: Any, control: Control) -> None:
    cm.mutate([cm.rule("Enable", CHANNEL, MSC)])

    told = control.wait_for(is_event("links_changed", conversation=cm.chat))
    assert told["links"] == control.cm.chats()[cm.chat]


def test_other_methods_and_paths_are_refused(cm: Any) -> None:
    assert cm.http.get(cm.mutation_url()).status_code == 405
    assert cm.http.post(cm.mutation_url() + "/", json={}).status_code == 404


def test_the_token_is_masked_in_the_record_of_calls(cm: Any, control: Control) -> None:
    cm.mutate()
    cm.mutate(token="Bearer sandbox-product-token")

    shown = [call["headers"]["x-cm-producttoken"] for call in control.calls("mutation")]
    assert shown == ["***", "Bearer ***"]
    assert "sandbox-product-token" not in json.dumps(control.calls())


def test_the_state_shows_no_secret(cm: Any, control: Control) -> None:
    cm.mutate()

    state = str(control.state()["cm"])

    assert cm.chat in state
    assert "sandbox-product-token" not in state
    assert "sandbox-presence-key" not in state
