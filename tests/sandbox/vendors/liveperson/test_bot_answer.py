"""A bot's answer to an event of Third-Party Bots: messages and one action."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.client.control import is_event
from sandbox.vendors.liveperson.bot_answer import WrongAnswer, read
from tests.sandbox.driver import complaint, texts
from tests.sandbox.vendors.liveperson.driver import LivePerson, response
from tests.sandbox.vendors.liveperson.items import (
    action,
    button,
    pause,
    rich,
    text,
    transfer,
    vertical,
)

PAGE = "https://a.example.org"
PIPES = "com.liveperson.bot-connectors-worker.error.pipes"
MISSING = f"{PIPES}.verify-ai-response.missing-action-and-messages"
HI = text("Hi")


def test_the_items_of_an_answer_become_messages_in_their_order(endpoint: LivePerson) -> None:
    published, link = {"type": "publishText", "text": "Yes"}, {"type": "link", "uri": PAGE}
    question = vertical(
        {"type": "text", "text": "Shall I?"},
        button("Yes", actions=[published], metadata=[{"type": "ExternalId", "id": "/affirm"}]),
        button("More", actions=[link]),
    )
    for_agents = text("For Kim.", messageAudience="AGENTS_AND_MANAGERS")
    one = text("One.", messageAudience="ALL")
    endpoint.answers_with(one, pause(60, typing=True), question, for_agents)

    answers = endpoint.writes("Hi")

    assert texts(answers) == ["One.", "Shall I?"]
    assert answers[1]["payload"] == {
        "buttons": [
            {"title": "Yes", "payload": "/affirm"},
            {"title": "More", "url": PAGE},
        ],
        **question["data"],
    }
    assert endpoint.messages()[1:] == [
        ("bot", "customer", "One."),
        ("bot", "customer", "Shall I?"),
        ("bot", "agent", "For Kim."),
    ]
    assert endpoint.wait_for(is_event("bot_answered", conversation=endpoint.subject))


def test_quick_replies_are_buttons_below_their_message(endpoint: LivePerson) -> None:
    replies = [{"type": "button", "title": "Now"}, {"type": "button", "title": "Later"}]
    content = {"quickReplies": {"type": "quickReplies", "replies": replies}, "message": "When?"}
    endpoint.answers_with(rich(content))

    (answer,) = endpoint.writes("Hi")

    assert answer["text"] == "When?"
    assert answer["payload"]["buttons"] == [{"title": "Now"}, {"title": "Later"}]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response(), MISSING),
        (response(pause(1)), MISSING),
        (response(transfer(), transfer()), "one ACTION only"),
        ([], "must be a JSON object"),
        (b"<html>", "it is not JSON"),
        ({"response": [HI]}, "missing key 'analytics'"),
        (response({"type": "TEXT", "data": {}}), "missing key 'message'"),
        (response(text("Hi", messageAudience="all")), "'messageAudience' must be one of"),
        (response({"type": "IMAGE", "data": {}}), "'type' must be one of"),
        (response(pause(0)), "a second at least"),
        (response({"type": "ACTION", "data": {"name": "transfer"}}), "'name' must be one of"),
        (response({"type": "ACTION", "data": {"name": "TRANSFER"}}), "missing key 'skillName'"),
        (response(HI, intents=["x"]), "must be a JSON object"),
        (
            response(HI, intents=[{"id": "a b", "description": "", "confidenceScore": 1}]),
            "no white space",
        ),
        ({"response": [HI], "analytics": {"intents": {}}}, "'intents' must be a list"),
    ],
)
def test_an_answer_of_no_use_is_an_error_and_means_the_default_skill(
    endpoint: LivePerson, answer: Any, reason: str
) -> None:
    endpoint.events_in_turn((200, answer))

    assert reason in complaint(endpoint.writes, "Hi")

    assert reason in endpoint.wait_for(is_event("bot_failed"))["reason"]
    assert [transfer["skill_name"] for transfer in endpoint.transfers()] == ["Human"]
    assert endpoint.messages() == [("customer", "bot", "Hi")]
    endpoint.answers("Hello.")
    endpoint.agent_returns(endpoint.subject)
    assert len(endpoint.writes("Hi?")) == 1


@pytest.mark.parametrize("name", ["CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR"])
def test_other_actions_are_taken_and_change_nothing(endpoint: LivePerson, name: str) -> None:
    endpoint.answers_with(action(name, a=1))

    assert endpoint.writes("Hi") == []

    assert endpoint.transfers() == []
    assert endpoint.has_conversation == "bot"


def _json() -> st.SearchStrategy[Any]:
    names = ["response", "analytics", "type", "data", "TEXT", "ACTION", "message", "name"]
    keys = st.sampled_from([*names, "intents", "TRANSFER", "parameters"]) | st.text()
    leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | keys
    return st.recursive(leaf, lambda of: st.lists(of) | st.dictionaries(keys, of), max_leaves=10)


def is_read_or_refused(body: Any) -> bool:
    try:
        contents, action = read(body)
    except WrongAnswer as error:
        return bool(str(error))
    return bool(contents or action)


@given(_json())
def test_any_answer_is_read_or_refused(body: Any) -> None:
    assert is_read_or_refused(body)


@settings(max_examples=50)
@given(st.lists(_json(), max_size=3))
def test_any_items_are_read_or_refused(items: list[Any]) -> None:
    assert is_read_or_refused({"response": items, "analytics": {}})
