"""`livePersonAgent`: what is sent, and what counts as a success."""

import json
import logging

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff import errors
from actions.human_handoff.vendors.liveperson.escalation import EscalationAPI, EscalationSettings
from actions.human_handoff.vendors.liveperson.settings import ESCALATION_URLS
from tests.unit.cases import cases
from tests.unit.vendors.accounts import ESCALATION, escalation
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.liveperson.payloads import JSON

KEY = "p3rmanent"
BODY = {
    "userPlatformId": "user-1",
    "chatBotId": "bot-1",
    "message": "BLANK_MESSAGE",
    "conversationId": "conv-1",
    "agentSkillName": "Billing",
    "agentSkillId": "123",
}


def escalation_api(api, region="eu", **values):
    settings = EscalationSettings(api_key=KEY, chat_bot_id="bot-1", **values)
    return EscalationAPI(api, f"{ESCALATION_URLS[region]}/", settings, "f.yml: liveperson")


def request(**values):
    return escalation(**{"conversation_id": "conv-1", "user_id": "user-1", **values})


def send(escalation_api, **values):
    return escalation_api.send(request(**values), "123", "Billing")


def body(**values):
    """Match a call with the documented body, some of its values changed."""
    return [matchers.json_params_matcher(BODY | values)]


@pytest.mark.parametrize("region", ["us", "eu", "apac"])
def test_the_six_documented_values_go_to_the_region_with_the_raw_key(http, api, region, documented):
    headers = {"Authorization": KEY, "Content-Type": "application/json"}
    url = f"{ESCALATION_URLS[region]}/botservice-0.1/botcentral/livePersonAgent"
    http.post(url, match=[matchers.header_matcher(headers), *body(message="One moment.")])

    send(escalation_api(api, region), message="One moment.")

    assert set(BODY) == set(documented("escalation_request"))


BOT_USER, BLANK = {"user_platform_id": "bot-user"}, "BLANK_MESSAGE"


@cases(
    "settings values sent",
    {
        "an agent that is configured": ({"agent_id": "41"}, {}, {"agentId": "41"}),
        "the channel's user": (BOT_USER, {}, {"userPlatformId": "user-1"}),
        "else the configured user": (BOT_USER, {"user_id": None}, {"userPlatformId": "bot-user"}),
        "else the conversation": ({}, {"user_id": None}, {"userPlatformId": "conv-1"}),
        "no message": ({}, {"message": None}, {"message": BLANK}),
        "an empty message": ({}, {"message": ""}, {"message": BLANK}),
        "blanks": ({}, {"message": " \n "}, {"message": BLANK}),
        "a message": ({}, {"message": "Hi"}, {"message": "Hi"}),
        # A line break is a backslash and an n.
        "two lines": ({}, {"message": "One.\nAnn comes."}, {"message": "One.\\nAnn comes."}),
        "every break": ({}, {"message": "a\r\nb\rc\n\nd\n"}, {"message": "a\\nb\\nc\\n\\nd"}),
        "Unicode's breaks": (
            {},
            {"message": "a\u2028b\u2029c\x85d\x0be"},
            {"message": "a\\nb\\nc\\nd\\ne"},
        ),
    },
)
def test_the_documented_body_has(http, api, settings, values, sent):
    http.post(ESCALATION, match=body(**sent))

    assert send(escalation_api(api, **settings), **values) == {}


@given(st.none() | st.text() | st.text(st.sampled_from("a \n\r\u2028\u2029\x85\x0b\x0c\x1c\\n")))
def test_no_message_is_empty_or_has_a_line_break(message):
    api = FixedVendor({})

    send(escalation_api(api), message=message)

    sent = api.calls[0]["body"]["message"]
    assert sent.strip()
    assert sent.splitlines() == [sent]


@pytest.mark.parametrize(
    "response",
    [
        {"body": "", "status": 204},
        {"body": "OK", "content_type": "text/plain"},
        {"body": "error: {", "content_type": "text/plain"},
        {"body": "5", "content_type": "text/plain"},
        {"body": '{"status": "ok"}', "content_type": "text/plain"},
        {"json": {}},
        {"json": {"status": "ok", "success": True, "error": None, "errors": []}},
        {"json": []},
        {"body": "", "content_type": "application/json"},
    ],
)
def test_every_2xx_that_does_not_deny_it_is_a_success(http, api, response):
    """LivePerson documents no answer to this call."""
    http.post(ESCALATION, **response)

    assert send(escalation_api(api)) == {}


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_results_fill_the_builders_slots(http, api, kind):
    payload = {"data": {"id": 7, "queue": [{"wait": 3}]}}
    http.post(ESCALATION, body=json.dumps(payload), content_type=kind)
    results = {"transfer_id": "data.id", "wait": "data.queue[0].wait", "nothing": "other"}

    slots = {"transfer_id": 7, "wait": 3, "nothing": None}
    assert send(escalation_api(api, results=results)) == slots


@pytest.mark.parametrize("expression", ["length(data)", "nonsense(data)", "data[::0]"])
def test_a_result_that_cannot_be_had_does_not_undo_an_accepted_transfer(
    http, api, caplog, expression
):
    http.post(ESCALATION, json={"data": None if "length" in expression else [1]})

    with caplog.at_level(logging.WARNING):
        slots = send(escalation_api(api, results={"a": expression, "b": "data"}))

    assert slots["a"] is None
    assert "b" in slots
    assert caplog.messages[0].startswith("a slot is not filled from the transfer: ")


KINDS = ["application/json", "text/plain", "text/html", "", "application/problem+JSON"]
EXPRESSIONS = st.sampled_from(["result", "errors[0]", "length(result)", "[0]", "max(@)", "@"])


@given(JSON | st.binary(max_size=10), st.sampled_from(KINDS), EXPRESSIONS)
@example({"result": None}, "application/json", "length(result)")
def test_any_answer_is_accepted_or_refused_or_makes_no_sense(payload, kind, expression):
    sender = escalation_api(FixedVendor(payload, kind), results={"slot": expression})

    try:
        slots = send(sender)
    except (errors.VendorRefusedError, errors.VendorResponseError):
        return
    assert set(slots) == {"slot"}
