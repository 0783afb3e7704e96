"""Routing Control: the mutation request, field for field, and what counts as a yes."""

import json
import re

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff.desk import Transfer, TransferState
from actions.human_handoff.errors import (
    SkillError,
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from tests.unit.vendors.cm.cm_account import (
    ACCOUNTS,
    CHAT,
    LINK,
    MUTATIONS,
    SHOP,
    TOKEN,
    Says,
    desk,
    escalation,
)

REQUESTED = Transfer(TransferState.REQUESTED)


def link(action, source, target):
    return {
        "$type": "ruleMutation",
        "action": action,
        "operator": "And",
        "sourceAdapterId": source,
        "targetAdapterId": target,
    }


DEFAULT = [
    link("Disable", "adapter-channel", "adapter-bot"),
    link("Enable", "adapter-channel", "adapter-agents"),
    link("Enable", "adapter-agents", "adapter-channel"),
]


def body(mutations=DEFAULT, **context):
    known = {"RoutingKeywords": "", "WebStoreReferrer": "", **context}
    return {"ChatId": CHAT, "Mutations": mutations, "Context": known}


def sent(request=None, **changes):
    """Return the body of a hand-over, from the bytes that leave."""
    api = Says()
    desk(api, **changes).escalate(request or escalation())
    (call,) = api.calls
    line = requests.Request("POST", "http://x.test", json=call["body"]).prepare()
    return json.loads(line.body)


def test_the_documented_request_goes_out_once_with_the_product_token(http):
    http.post(
        MUTATIONS,
        status=201,
        match=[
            matchers.header_matcher(
                {"X-Cm-Producttoken": TOKEN, "Content-Type": "application/json"}
            ),
            matchers.query_param_matcher({}, strict_match=True),
            matchers.json_params_matcher(
                body(
                    WebStoreReferrer=SHOP,
                    CustomerInfo='{"name":"Jane Doe","email":"jane@example.org"}',
                ),
                strict_match=True,
            ),
        ],
    )
    agents = desk(presence={"referrer": SHOP})

    assert agents.escalate(escalation("Jane Doe", "jane@example.org")) == REQUESTED
    assert len(http.calls) == 1
    assert "apikey" not in http.calls[0].request.url


def test_the_fields_stand_in_the_documented_order_and_the_type_first(http):
    http.post(MUTATIONS)

    desk().escalate(escalation("Jane"))

    line = json.loads(http.calls[0].request.body, object_pairs_hook=list)
    names = [[name for name, _ in mutation] for mutation in dict(line)["Mutations"]]
    order = ["$type", "action", "operator", "sourceAdapterId", "targetAdapterId"]
    assert [name for name, _ in line] == ["ChatId", "Mutations", "Context"]
    assert names == [order] * 3


# The context


@pytest.mark.parametrize(
    ("name", "email", "info"),
    [
        ("Jane", "j@x.test", '{"name":"Jane","email":"j@x.test"}'),
        ("Jane", None, '{"name":"Jane"}'),
        (None, "j@x.test", '{"email":"j@x.test"}'),
        ("José 王", None, '{"name":"José 王"}'),
        ('A "B" \\ C', "", '{"name":"A \\"B\\" \\\\ C"}'),
    ],
)
def test_what_is_known_of_the_customer_travels_as_a_text_of_json(name, email, info):
    assert sent(escalation(name, email)) == body(CustomerInfo=info)


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_customer_of_whom_nothing_is_known_has_no_customer_info(nothing):
    assert sent(escalation(nothing, nothing)) == body()


@given(st.none() | st.text(), st.none() | st.text())
def test_any_name_and_address_arrive_as_they_are(name, email):
    context = sent(escalation(name, email))["Context"]

    told = json.loads(context.get("CustomerInfo", "{}"))
    assert (told.get("name"), told.get("email")) == (name or None, email or None)


@pytest.mark.parametrize(
    ("skill", "default", "context"),
    [
        ({}, None, {}),
        ({}, SHOP, {"WebStoreReferrer": SHOP}),
        ({"routing_keywords": "billing,nl"}, None, {"RoutingKeywords": "billing,nl"}),
        ({"referrer": "shop@x.test"}, SHOP, {"WebStoreReferrer": "shop@x.test"}),
        ({"referrer": ""}, SHOP, {"WebStoreReferrer": ""}),
    ],
)
def test_a_skill_is_keywords_and_a_web_store(skill, default, context):
    changes = {"presence": {"referrer": default}, "skills": {"human": skill}}

    assert sent(**changes) == body(**context)


def test_further_pairs_go_along():
    assert sent(router={"context": {"Language": "nl", "Tier": 2}}) == body(Language="nl", Tier="2")


def test_the_bots_last_words_and_what_it_understood_stay_here():
    request = escalation(message="One moment.", intent="human", question="Help!", user_id="u-1")

    assert sent(request) == body()
    assert not desk().carries_message("rest")


# What is switched


def test_the_older_way_switches_the_bots_component_off():
    router = {"dialect": "disable_component", "component": "CMBot", "channel_adapter": None}

    assert sent(router=router) == body([{"$type": "disableComponent", "ComponentId": "CMBot"}])


def test_mutations_of_ones_own_are_sent_as_they_are_written_whatever_else_is_said():
    own = [
        {"$type": "ruleMutation", "action": "Disable", "operator": "Or", "targetAdapterId": "7"},
        {"$type": "disableComponent", "ComponentId": "CMBot"},
    ]
    router = {"mutations": own, "dialect": "disable_component", "bot_adapter": None}

    assert sent(router=router) == body(own)


def test_a_type_that_is_written_last_is_sent_first(http):
    http.post(MUTATIONS)
    own = [{"action": "Enable", "operator": "Or", "sourceAdapterId": 5, "$type": "ruleMutation"}]

    desk(router={"mutations": own}).escalate(escalation())

    assert b'"Mutations": [{"$type": "ruleMutation", ' in http.calls[0].request.body


# Where it goes


def test_the_chats_id_is_encoded_in_the_path_and_plain_in_the_body(http):
    http.post(f"{ACCOUNTS}/{LINK}/chats/a%2Fb%3F%20%C3%A9/routing/mutationrequests")

    desk().escalate(escalation(conversation_id="a/b? é"))

    assert http.calls[0].request.path_url.endswith(
        "/chats/a%2Fb%3F%20%C3%A9/routing/mutationrequests"
    )
    assert json.loads(http.calls[0].request.body)["ChatId"] == "a/b? é"


@given(st.text(st.characters(codec="utf-8")))
def test_any_chats_id_leads_to_the_one_address_or_nowhere(chat_id):
    api = Says()
    try:
        desk(api).escalate(escalation(conversation_id=chat_id))
    except VendorConnectionError:
        assert chat_id in ("", ".", "..")
        return
    line = requests.Request("POST", api.calls[0]["url"]).prepare().path_url
    assert re.fullmatch(
        f"/conversational/control/v1/accounts/{LINK}/chats/[^/?#]+/routing/mutationrequests", line
    )


@pytest.mark.parametrize("chat_id", ["", ".", "..", "\ud800"])
def test_an_id_that_no_address_can_hold_is_not_sent(http, chat_id):
    with pytest.raises(VendorConnectionError) as caught:
        desk().escalate(escalation(conversation_id=chat_id))

    assert str(caught.value) == "CM.com: nothing was sent, the id cannot stand in an address"
    assert not caught.value.may_have_acted


def test_another_address_is_used_if_it_is_configured(http):
    path = f"/conversational/control/v1/accounts/{LINK}/chats/{CHAT}/routing/mutationrequests"
    http.post(f"http://proxy.test/cm{path}")

    assert desk(urls={"router": "http://proxy.test/cm/"}).escalate(escalation()) == REQUESTED


def test_a_skill_that_is_not_configured_is_not_sent(http):
    with pytest.raises(SkillError, match="the skill is not configured"):
        desk().escalate(escalation(skill="ghosts"))


def test_a_transfer_does_not_ask_who_is_online_first(http):
    http.post(MUTATIONS)

    desk().escalate(escalation())

    assert [call.request.url for call in http.calls] == [MUTATIONS]


# The answer


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": ""},
        {"status": 201, "json": {"message": "Message(s) accepted"}},
        {"status": 202, "body": "queued", "content_type": "text/plain"},
        {"status": 204, "body": ""},
        {"status": 200, "body": "{", "content_type": "application/json"},
        {"status": 200, "body": b"\xff\x00", "content_type": "application/octet-stream"},
        {"status": 200, "json": {"error": "the documents say nothing of an answer"}},
    ],
)
def test_every_2xx_is_a_request_and_its_body_is_not_read(http, answer):
    http.post(MUTATIONS, **answer)

    assert desk().escalate(escalation()) == REQUESTED


@pytest.mark.parametrize("kind", ["text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml"])
def test_a_web_page_is_no_yes(http, kind):
    http.post(MUTATIONS, body="<html>Sign in</html>", content_type=kind)

    with pytest.raises(VendorResponseError) as caught:
        desk().escalate(escalation())

    assert str(caught.value) == "CM.com: the mutation request was answered by a web page"
    assert caught.value.may_have_acted


@pytest.mark.parametrize(
    ("status", "error", "may_have_acted"),
    [
        (301, VendorRefusedError, False),
        (400, VendorRefusedError, False),
        (401, VendorAuthenticationError, False),
        (403, VendorAuthenticationError, False),
        (404, VendorRefusedError, False),
        (429, VendorBusyError, False),
        (500, VendorRefusedError, False),
        (502, VendorRefusedError, True),
        (504, VendorRefusedError, True),
    ],
)
def test_any_other_status_is_an_immediate_failure_and_sent_once(
    http, status, error, may_have_acted
):
    asked = http.post(MUTATIONS, status=status, body=f"no {CHAT}")

    with pytest.raises(error) as caught:
        desk().escalate(escalation())

    assert asked.call_count == 1
    assert str(caught.value) == f"CM.com: POST a chat's mutation requests answered {status}"
    assert caught.value.may_have_acted is may_have_acted


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (requests.ConnectTimeout(), VendorConnectionError),
        (requests.ReadTimeout(), VendorSilenceError),
        (requests.ConnectionError(), VendorSilenceError),
    ],
)
def test_a_request_that_gets_no_answer_is_sent_once_and_the_next_one_arrives(http, broken, error):
    asked = http.post(MUTATIONS, body=broken)
    agents = desk()
    with pytest.raises(error):
        agents.escalate(escalation())
    assert asked.call_count == 1

    http.replace("POST", MUTATIONS, status=202)
    assert agents.escalate(escalation()) == REQUESTED


@given(st.binary(max_size=20), st.sampled_from(["", "text/plain", "text/html", "text/HTML;x"]))
def test_any_answer_is_a_request_unless_it_is_a_web_page(said, kind):
    try:
        accepted = desk(Says(said, kind)).escalate(escalation()) == REQUESTED
    except VendorError:
        accepted = False

    assert accepted is ("html" not in kind.lower())
