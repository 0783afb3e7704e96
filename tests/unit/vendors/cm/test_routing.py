"""Routing Control: the mutation request, field for field, and what counts as a success."""

import json
import re

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff import Contact, Transfer, TransferState, VendorError, errors
from tests.unit.cases import cases
from tests.unit.vendors.accounts import (
    ACCOUNTS,
    CHAT,
    JANE,
    LINK,
    MUTATIONS,
    TOKEN,
    desk,
    escalation,
)
from tests.unit.vendors.fixed_vendor import FixedVendor

REQUESTED = Transfer(TransferState.REQUESTED)
SHOP = "https://shop.example.org"
FIELDS = ["$type", "action", "operator", "sourceAdapterId", "targetAdapterId"]
DEFAULT = [
    dict(zip(FIELDS, ("ruleMutation", "Disable", "And", "adapter-channel", "adapter-bot"))),
    dict(zip(FIELDS, ("ruleMutation", "Enable", "And", "adapter-channel", "adapter-agents"))),
    dict(zip(FIELDS, ("ruleMutation", "Enable", "And", "adapter-agents", "adapter-channel"))),
]


def body(mutations=DEFAULT, **context):
    values = {"RoutingKeywords": "", "WebStoreReferrer": "", **context}
    return {"ChatId": CHAT, "Mutations": mutations, "Context": values}


def sent(request=None, **changes):
    """Return the body of a hand-over, from the bytes that leave."""
    api = FixedVendor(content_type="text/plain")
    desk("cm", api, **changes).escalate(request or escalation())
    (call,) = api.calls
    return json.loads(requests.Request("POST", "http://x.test", json=call["body"]).prepare().body)


def of(name, email):
    return escalation(contact=Contact(name, email))


def test_the_documented_request_goes_out_once_with_the_product_token(http):
    customer = '{"name":"Jane Doe","email":"jane@example.org"}'
    request = body(WebStoreReferrer=SHOP, CustomerInfo=customer)
    headers = {"X-Cm-Producttoken": TOKEN, "Content-Type": "application/json"}
    http.post(
        MUTATIONS,
        status=201,
        match=[
            matchers.header_matcher(headers),
            matchers.query_param_matcher({}, strict_match=True),
            matchers.json_params_matcher(request, strict_match=True),
        ],
    )

    agents = desk("cm", presence={"referrer": SHOP})
    assert agents.escalate(escalation(contact=JANE)) == REQUESTED
    assert len(http.calls) == 1
    assert "apikey" not in http.calls[0].request.url


def test_the_fields_stand_in_the_documented_order_and_the_type_first(http):
    http.post(MUTATIONS)

    desk("cm").escalate(of("Jane", None))

    pairs = json.loads(http.calls[0].request.body, object_pairs_hook=list)
    assert [name for name, _ in pairs] == ["ChatId", "Mutations", "Context"]
    mutations = dict(pairs)["Mutations"]
    assert [[name for name, _ in mutation] for mutation in mutations] == [FIELDS] * 3


# The context


@pytest.mark.parametrize(
    ("name", "email", "context"),
    [
        ("Jane", "j@x.test", {"CustomerInfo": '{"name":"Jane","email":"j@x.test"}'}),
        ("Jane", None, {"CustomerInfo": '{"name":"Jane"}'}),
        (None, "j@x.test", {"CustomerInfo": '{"email":"j@x.test"}'}),
        ("José 王", None, {"CustomerInfo": '{"name":"José 王"}'}),
        ('A "B" \\ C', "", {"CustomerInfo": '{"name":"A \\"B\\" \\\\ C"}'}),
        (None, None, {}),
        ("", "", {}),
    ],
)
def test_what_is_known_of_the_customer_travels_as_a_text_of_json(name, email, context):
    assert sent(of(name, email)) == body(**context)


@given(st.none() | st.text(), st.none() | st.text())
def test_any_name_and_address_arrive_as_they_are(name, email):
    context = sent(of(name, email))["Context"]

    customer = json.loads(context.get("CustomerInfo", "{}"))
    assert (customer.get("name"), customer.get("email")) == (name or None, email or None)


WITH_SHOP = {"referrer": SHOP}
UNDERSTOOD = escalation(message="One moment.", intent="human", question="Help!", user_id="u-1")
OLDER = {"dialect": "disable_component", "component": "CMBot", "channel_adapter": None}
COMPONENT = {"$type": "disableComponent", "ComponentId": "CMBot"}
OWN = [
    {"$type": "ruleMutation", "action": "Disable", "operator": "Or", "targetAdapterId": "7"},
    COMPONENT,
]
ROUTER = {"mutations": OWN, "dialect": "disable_component", "bot_adapter": None}


def skill(values, **presence):
    """Return the changes that set the skill, and the presence of the account."""
    return {"presence": presence, "skills": {"human": values}}


@cases(
    "changes expected",
    {
        "a skill without settings": (skill({}), body()),
        "the account's web store": (skill({}, **WITH_SHOP), body(WebStoreReferrer=SHOP)),
        "the skill's keywords": (
            skill({"routing_keywords": "billing,nl"}),
            body(RoutingKeywords="billing,nl"),
        ),
        "the skill's web store": (
            skill({"referrer": "shop@x.test"}, **WITH_SHOP),
            body(WebStoreReferrer="shop@x.test"),
        ),
        "no web store": (skill({"referrer": ""}, **WITH_SHOP), body(WebStoreReferrer="")),
        "further pairs": (
            {"router": {"context": {"Language": "nl", "Tier": 2}}},
            body(Language="nl", Tier="2"),
        ),
        "not the transfer message and what the bot understood": ({"request": UNDERSTOOD}, body()),
        # What is switched.
        "the older way switches the bot's component off": ({"router": OLDER}, body([COMPONENT])),
        "mutations of one's own, whatever else is set": ({"router": ROUTER}, body(OWN)),
    },
)
def test_the_body_of_a_transfer_has(changes, expected):
    assert sent(**changes) == expected


# The way back


def taken_back(**changes):
    api = FixedVendor(content_type="text/plain")
    agents = desk("cm", api, **changes)
    agents.take_back(CHAT, None)
    (call,) = api.calls
    return agents.takes_back, call["body"]


def test_the_inverse_mutations_take_a_chat_back():
    links = (
        ("Enable", "adapter-channel", "adapter-bot"),
        ("Disable", "adapter-channel", "adapter-agents"),
        ("Disable", "adapter-agents", "adapter-channel"),
    )
    inverse = [
        dict(zip(FIELDS, ("ruleMutation", action, "And", source, target)))
        for action, source, target in links
    ]

    assert taken_back() == (True, {"ChatId": CHAT, "Mutations": inverse, "Context": {}})


def test_the_bot_builders_own_mutations_are_undone():
    own = {"$type": "ruleMutation", "action": "Disable", "operator": "Or", "sourceAdapterId": "a"}

    _, request = taken_back(router={"mutations": [own]})
    assert request["Mutations"] == [{**own, "action": "Enable"}]


def test_the_older_api_does_not_let_the_bot_take_a_chat_back():
    api = FixedVendor(content_type="text/plain")
    agents = desk("cm", api, router=OLDER)
    assert not agents.takes_back

    with pytest.raises(NotImplementedError, match="does not let a bot"):
        agents.take_back(CHAT, None)
    assert api.calls == []


def test_a_type_that_is_written_last_is_sent_first(http):
    http.post(MUTATIONS)
    own = [{"action": "Enable", "operator": "Or", "sourceAdapterId": 5, "$type": "ruleMutation"}]

    desk("cm", router={"mutations": own}).escalate(escalation())

    assert b'"Mutations": [{"$type": "ruleMutation", ' in http.calls[0].request.body


# Where it goes


def test_the_chats_id_is_encoded_in_the_path_and_plain_in_the_body(http):
    path = "chats/a%2Fb%3F%20%C3%A9/routing/mutationrequests"
    http.post(f"{ACCOUNTS}/{LINK}/{path}")

    desk("cm").escalate(escalation(conversation_id="a/b? é"))

    assert http.calls[0].request.path_url.endswith(f"/{path}")
    assert json.loads(http.calls[0].request.body)["ChatId"] == "a/b? é"


@given(st.text(st.characters(codec="utf-8")))
def test_any_chats_id_leads_to_the_one_address_or_nowhere(chat_id):
    api = FixedVendor(content_type="text/plain")
    try:
        desk("cm", api).escalate(escalation(conversation_id=chat_id))
    except errors.VendorConnectionError:
        assert chat_id in ("", ".", "..")
        return
    path = requests.Request("POST", api.calls[0]["url"]).prepare().path_url
    account = f"/conversational/control/v1/accounts/{LINK}"
    assert re.fullmatch(f"{account}/chats/[^/?#]+/routing/mutationrequests", path)


# The response


@pytest.mark.parametrize(
    "response",
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
def test_every_2xx_is_a_request_and_its_body_is_not_read(http, response):
    http.post(MUTATIONS, **response)

    assert desk("cm").escalate(escalation()) == REQUESTED


@given(st.binary(max_size=20), st.sampled_from(["", "text/plain", "text/html", "text/HTML;x"]))
def test_any_answer_is_a_request_unless_it_is_a_web_page(payload, kind):
    try:
        accepted = desk("cm", FixedVendor(payload, kind)).escalate(escalation()) == REQUESTED
    except VendorError:
        accepted = False

    is_page = "html" in kind.lower() or payload.lstrip()[:1] == b"<"
    assert accepted is not is_page
