"""Every call of every vendor: refused, broken off, and answered again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
import requests

from actions.human_handoff import Owner, ShiftStatus, TransferState, VendorAPI, errors
from actions.human_handoff.vendors.liveperson.context_service import (
    ContextService,
    ContextServiceSettings,
)
from tests.unit.printed import printed
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import AGENTS, BOT, CHAT, NOW, OWNER, PROPERTIES

REQUEST = accounts.escalation(contact=accounts.JANE, intent="pay", question="my private bill")
SUCCESS = {"json": {"status": "SUCCESS"}}
OWNED = {"json": {"status": "SUCCESS", "data": {"owner": BOT}}}
SERVICES = {"json": {"status": "SUCCESS", "data": {"services": [{"identification": AGENTS}]}}}
OFF_SHIFT = {"json": [{"skillId": "2", "onShift": False}]}
PUBLISHED = {"json": {"timestamp": NOW.isoformat()}}
ON, OFF = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT
REQUESTED, WITH_AGENT = TransferState.REQUESTED, TransferState.WITH_AGENT


class Call(NamedTuple):
    """One call: what makes it, the request, and a response after which all is well."""

    client: Callable[[], Any]
    make: Callable[[Any], object]
    method: str
    url: str
    name_in_errors: str
    accepted: dict[str, Any]
    result: object


def context() -> ContextService:
    settings = ContextServiceSettings(developer_key="d3veloper")
    url = "https://z2.context.liveperson.net"
    return ContextService(VendorAPI("LivePerson"), url, "12345678", settings)


def ask(agents: Any) -> object:
    report = agents.shift_report("human", timedelta(minutes=15))
    return report.shifts[agents.skill_key("human")].status


def transfer(agents: Any) -> object:
    return agents.escalate(REQUEST).state


def owner(agents: Any) -> object:
    return agents.owner(CHAT)


def give_back(agents: Any) -> object:
    return agents.give_back(CHAT)


def store_intent(service: Any) -> object:
    return service.store_for_conversation(CHAT, {"intent": "pay"})


CM, LIVEPERSON = partial(accounts.desk, "cm"), partial(accounts.desk, "liveperson")
PARLEY = partial(accounts.desk, "parley", reason="private reason")
CONTEXT_PATH = "/v1/account/12345678/shift_status/properties"
SHIFTS_PATH = "/api/account/12345678/shift-status"
ESCALATION_PATH = "/botservice-0.1/botcentral/livePersonAgent"
CONVERSATION = f"{accounts.CONTEXT}/{CHAT}/properties"
CHAT_LABEL, OWNER_LABEL = "a chat's mutation requests", "the owner of a user"
CONVERSATION_LABEL = "a conversation's properties"
CALLS = {
    "cm presence": Call(CM, ask, "GET", accounts.PRESENCE, "/api/v1", {"body": "Online"}, ON),
    "cm mutations": Call(
        CM, transfer, "POST", accounts.MUTATIONS, CHAT_LABEL, {"status": 202}, REQUESTED
    ),
    "liveperson shifts": Call(LIVEPERSON, ask, "GET", accounts.SHIFTS, SHIFTS_PATH, OFF_SHIFT, OFF),
    "liveperson transfer": Call(
        LIVEPERSON, transfer, "POST", accounts.ESCALATION, ESCALATION_PATH, {"json": {}}, REQUESTED
    ),
    "context read": Call(
        context, ContextService.skills, "GET", PROPERTIES, CONTEXT_PATH, PUBLISHED, (NOW, [])
    ),
    "context conversation": Call(
        context, store_intent, "PATCH", CONVERSATION, CONVERSATION_LABEL, {"status": 204}, None
    ),
    "parley services": Call(
        PARLEY, ask, "GET", accounts.SERVICES, "/serviceApi/v2.5/services", SERVICES, ON
    ),
    "parley transfer": Call(PARLEY, transfer, "PUT", OWNER, OWNER_LABEL, SUCCESS, WITH_AGENT),
    "parley owner": Call(PARLEY, owner, "GET", OWNER, OWNER_LABEL, OWNED, Owner.BOT),
    "parley give back": Call(PARLEY, give_back, "PUT", OWNER, OWNER_LABEL, SUCCESS, None),
}


@pytest.fixture
def call(request, http, lives):
    """A call by its name; where it needs a login, the login succeeds."""
    if request.param == "liveperson shifts":
        lives("agentVep", "login.test")
        lives("shiftstatus", "shifts.test")
        http.post(accounts.LOGIN, json={"bearer": "b"})
    return CALLS[request.param]


def check(http, caplog, call, response, error):
    """Check one failed call, and that the next call of the same client succeeds."""
    caplog.set_level(logging.DEBUG)
    sent = http.add(call.method, call.url, **response)
    client = call.client()

    with pytest.raises(errors.VendorError) as caught:
        call.make(client)

    assert type(caught.value) is error
    # Parley's calls are signed anew, once, where the signature was refused.
    assert sent.call_count == (2 if call.client is PARLEY and response.get("status") == 401 else 1)
    shown = printed(caught.value) + caplog.text + repr(REQUEST) + repr(client) + repr(vars(client))
    assert not [word for word in (*accounts.PRIVATE, "private bill") if word in shown]
    assert CHAT not in printed(caught.value)
    http.replace(call.method, call.url, **call.accepted)
    assert call.make(client) == call.result
    return caught.value


ERRORS = {
    401: errors.VendorAuthenticationError,
    403: errors.VendorAuthenticationError,
    429: errors.VendorBusyError,
}
# LivePerson answers 404 where nothing was published, and logs in again after a 401 or 403.
EXCEPTIONS = {("context read", 404), ("liveperson shifts", 401), ("liveperson shifts", 403)}
STATUSES = [301, 302, 304, 400, 401, 403, 404, 413, 429, 451, 500, 502, 503, 504]
REFUSALS = sorted({(name, status) for name in CALLS for status in STATUSES} - EXCEPTIONS)


@pytest.mark.parametrize(("call", "status"), REFUSALS, indirect=["call"])
def test_a_refusal_is_an_error_and_the_next_call_is_answered(http, caplog, call, status):
    body = "" if status == 304 else f"{accounts.SECRETS} Jane {CHAT}"  # a 304 has no body
    response = {"status": status, "body": body}

    refused = check(http, caplog, call, response, ERRORS.get(status, errors.VendorRefusedError))

    assert refused.status == status
    assert str(refused).endswith(f": {call.method} {call.name_in_errors} answered {status}")
    assert refused.may_have_acted is (status in (502, 504))


@pytest.mark.parametrize("call", sorted(CALLS), indirect=True)
@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (requests.ConnectTimeout(), errors.VendorConnectionError),
        (requests.ReadTimeout(), errors.VendorSilenceError),
        (requests.ConnectionError(), errors.VendorSilenceError),
    ],
)
def test_a_call_that_gets_no_response_is_sent_once_and_the_next_one_arrives(
    http, caplog, call, broken, error
):
    failed = check(http, caplog, call, {"body": broken}, error)

    assert f": {call.method} {call.name_in_errors} " in str(failed)
