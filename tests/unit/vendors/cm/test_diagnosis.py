"""CM.com's own checks."""

import re

import pytest

from tests.unit.vendors.accounts import ACCOUNTS, LINK, PRESENCE, TOKEN
from tests.unit.vendors.diagnosed import findings, reach

MUTATIONS = re.compile(re.escape(f"{ACCOUNTS}/{LINK}/chats/") + "[0-9a-f-]{36}/routing/.*")
KEY, TOKEN_SETTING, LINK_SETTING = (
    "presence.api_key",
    "router.product_token",
    "router.technical_link_id",
)


@pytest.fixture(autouse=True)
def _reached(monkeypatch):
    reach(monkeypatch)


def answers(http, presence=200, router=400):
    http.get(PRESENCE, status=presence, body="Online")
    return http.post(MUTATIONS, status=router)


@pytest.mark.parametrize("status", [200, 400, 422])
def test_both_keys_are_accepted_and_the_request_to_the_router_has_no_mutation(http, status):
    sent = answers(http, router=status)

    found = findings("cm")

    assert found.pop("")[0].startswith("not_checked: The adapters or mutations of the router")
    assert found == {
        KEY: ["ok: CM.com's presence accepts the key."],
        "presence.channel": ["ok: Agents on WebChat: on_shift now."],
        f"{TOKEN_SETTING}, {LINK_SETTING}": [
            "ok: CM.com's router accepts the token and the technical link."
        ],
    }
    request = sent.calls[0].request
    assert b'"Mutations": []' in request.body
    assert request.headers["X-Cm-Producttoken"] == TOKEN


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_key_that_presence_refuses_is_an_error(http, status):
    answers(http, presence=status)

    found = findings("cm")

    assert found[KEY] == ["error: CM.com's presence refuses the request."]
    assert "presence.channel" not in found


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_the_router_refuses_is_an_error(http, status):
    answers(http, router=status)

    assert findings("cm")[TOKEN_SETTING] == ["error: CM.com's router refuses the token."]


def test_a_chat_that_the_router_does_not_find_is_a_warning_because_it_may_mean_either(http):
    answers(http, router=404)

    (found,) = findings("cm")[f"{LINK_SETTING}, urls.router"]
    assert found.startswith("warning: CM.com's router answered 404 to a request for a chat that")


@pytest.mark.parametrize(
    "changes",
    [
        {"presence": {"referrer": "https://shop.test"}},
        {"skills": {"human": {"referrer": "https://shop.test"}}},
    ],
)
def test_a_web_store_cannot_be_checked(http, changes):
    answers(http)

    assert findings("cm", **changes)["presence.referrer"] == [
        "not_checked: A web store that CM.com does not know looks like one without agents."
    ]


def test_addresses_that_cannot_be_reached_are_two_errors(monkeypatch):
    reach(monkeypatch, ["presence.robinhq.com", "api.conversational.cm.com"])

    found = findings("cm")

    assert found["urls.presence"] == ["error: presence.robinhq.com: nothing listens there."]
    assert found["urls.router"] == ["error: api.conversational.cm.com: nothing listens there."]
    assert found[KEY] == ["not_checked: Its address cannot be reached."]
    assert found[f"{TOKEN_SETTING}, {LINK_SETTING}"] == [
        "not_checked: Its address cannot be reached."
    ]
