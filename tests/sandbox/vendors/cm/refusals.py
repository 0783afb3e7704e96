"""Requests that the imitated CM.com refuses."""

from typing import Any

from tests.sandbox.vendors.cm.driver import (
    BOT,
    CHANNEL,
    CHAT,
    HAND_OVER,
    TEXT,
    TOKEN,
    TWO_WAY,
    mutations_of,
    rule,
)
from tests.sandbox.vendors.driver import without_none
from tests.sandbox.vendors.refusals import Refusal, not_json, raw, refused

PRODUCT_TOKEN = {"x-cm-producttoken": TOKEN}
NO_CUSTOMER = "'CustomerInfo' must be a string that holds a JSON object"
NO_TYPE = "'$type' must be ruleMutation or disableComponent"
NO_MESSAGE = "could not instantiate MessageBase"
NO_QUERY = "the query must have"
JSON = "application/json"


def rules(complaint: str, **changes: Any) -> Refusal:
    """A hand-over whose last rule is wrong."""
    mutations = [*HAND_OVER, {**rule("Disable", CHANNEL, BOT), **changes}]
    return refused(400, "mutate", complaint, mutations=mutations)


def component(**changes: Any) -> Refusal:
    return refused(400, "mutate", mutations=[{"$type": "disableComponent", **changes}])


def customer_info(info: str) -> Refusal:
    return refused(400, "mutate", NO_CUSTOMER, Context={"CustomerInfo": info})


def message(complaint: str, **changes: Any) -> Refusal:
    """Two messages, of which the second is wrong."""
    messages = [TEXT, without_none({**TEXT, **changes})]
    return refused(400, "says", complaint, body={"conversationMessages": messages})


REFUSALS = [
    # Mutations: the token is checked before anything else.
    *(refused(401, "mutate", token=token) for token in (None, "", "wrong", f"Bearer {TOKEN}")),
    refused(401, "mutate", mutations=[{}], token="wrong", account="unknown"),
    refused(404, "mutate", "the account is not known", account="e0000000-0000"),
    *(refused(400, "mutate", "ChatId", ChatId=chat) for chat in ("another", None, 7)),
    *not_json(
        *("router", f"POST {mutations_of(CHAT)}", PRODUCT_TOKEN),
        [(b"[]", JSON), (b"{", JSON), (b"{}", "text/plain")],
    ),
    refused(400, "mutate", "missing key 'Mutations'", Mutations=None),
    refused(400, "mutate", "'Mutations' is empty", Mutations=[]),
    refused(400, "mutate", "'Mutations' must be a list", Mutations={}),
    refused(400, "mutate", "'Mutations' must be a list, each item an object", Mutations=["a"]),
    refused(400, "mutate", "unknown key 'Contexts'", Contexts={}),
    refused(400, "mutate", "'Context' must be an object", Context=[]),
    refused(400, "mutate", "each value a string", Context={"a": 1}),
    refused(400, "mutate", "each value a string", Context={"CustomerInfo": {"name": "Jane"}}),
    *(customer_info(info) for info in ("Jane", '["Jane"]', "", "[" * 100_000)),
    rules(NO_TYPE, **{"$type": None}),
    rules(NO_TYPE, **{"$type": "RuleMutation"}),
    rules(NO_TYPE, **{"$type": None, "$Type": "ruleMutation"}),
    rules(NO_TYPE, **{"$type": "enableComponent"}),
    rules("'action' must be one of Enable, Disable", action="disable"),
    rules("missing key 'action'", action=None),
    rules("'operator' must be one of And, Or", operator="AND"),
    rules("missing key 'operator'", operator=None),
    rules("no adapter with this id", sourceAdapterId="another"),
    rules("no adapter with this id", targetAdapterId="MSC"),
    rules("'targetAdapterId' must be a string or null", targetAdapterId=7),
    rules("must name an adapter", sourceAdapterId=None, targetAdapterId=None),
    rules("unknown key 'sourceAdapter'", sourceAdapter=CHANNEL),
    component(),
    component(ComponentId="CmBot"),
    component(ComponentId="MSC"),
    component(ComponentId="CMBot", action="Disable"),
    raw(405, "router", f"GET {mutations_of(CHAT)}"),
    raw(404, "router", f"POST {mutations_of(CHAT)}/", json={}),
    # TwoWay.
    *(refused(401, "says", token=token) for token in (None, "", "another")),
    refused(404, "says", account="another"),
    refused(404, "says", adapter="another"),
    refused(404, "says", adapter="sandbox-msc-adapter"),
    refused(404, "says", client="client-c2"),
    refused(404, "says", channel="WhatsApp"),
    refused(404, "says", conversationHostId="another"),
    *(message(NO_MESSAGE, **{"$type": kind}) for kind in ("Text", None, "image")),
    message("'direction' must be one of", direction="ClientOriginated"),
    message("missing key 'direction'", direction=None),
    message("missing key 'text'", text=None),
    message("'text' must be a string", text=1),
    message("unknown key 'Text'", Text="Hi"),
    refused(400, "says", "missing key 'id'", id=None),
    refused(400, "says", "'conversationClientId' must be a string", conversationClientId=7),
    refused(400, "says", "another account", accountId="another"),
    refused(400, "says", "is empty", body={"conversationMessages": []}),
    refused(400, "says", "'chat' must be an object", body={"chat": "c1"}),
    refused(400, "says", "unknown key", body={"targetAdaptersInfo": []}),
    *not_json("router", f"POST {TWO_WAY}", PRODUCT_TOKEN, [("{", JSON)]),
    # Presence.
    refused(400, "presence", NO_QUERY, apikey=None),
    refused(400, "presence", NO_QUERY, apikey=""),
    *(
        refused(400, "presence", NO_QUERY, Channel=channel)
        for channel in (None, "", "webchat", "CXWebConversations")
    ),
    refused(400, "presence", NO_QUERY, Channel=None, channel="WebChat"),
    refused(400, "presence", NO_QUERY, apikey=None, ApiKey="sandbox-presence-key"),
    refused(400, "presence", NO_QUERY, Channel="Fax", apikey="wrong"),
    *(refused(404, "presence", apikey=key) for key in ("wrong", TOKEN, "SANDBOX-PRESENCE-KEY")),
    raw(405, "presence", "POST /api/v1", json={}),
    raw(404, "presence", "GET /api/v1/"),
]
