"""Every call of every vendor, and what holds of one that fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest

from actions.human_handoff import (
    Owner,
    SecretStr,
    ShiftStatus,
    TransferState,
    VendorAPI,
    errors,
)
from actions.human_handoff.vendors.liveperson.context_service import (
    ContextService,
    ContextServiceSettings,
)
from actions.human_handoff.vendors.liveperson.domains import DomainAPI
from actions.human_handoff.vendors.liveperson.login import LoginSession
from actions.human_handoff.vendors.liveperson.login_settings import LoginSettings
from tests.unit.pauses import after_all_pauses
from tests.unit.printed import printed
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import AGENTS, BOT, CHAT, JANE, NOW, OWNER, PROPERTIES
from tests.unit.vendors.liveperson.payloads import ONE_HOST

REQUEST = accounts.escalation(contact=JANE, intent="pay", question="my private bill")
SUCCESS = {"json": {"status": "SUCCESS"}}
OWNED = {"json": {"status": "SUCCESS", "data": {"owner": BOT}}}
SERVICES = {"json": {"status": "SUCCESS", "data": {"services": [{"identification": AGENTS}]}}}
OFF_SHIFT = {"json": [{"skillId": "2", "onShift": False}]}
PUBLISHED = {"json": {"timestamp": NOW.isoformat(), "2": {"skillId": "2"}}}
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
    settings = ContextServiceSettings(developer_key=SecretStr("d3veloper"))
    url = "https://z2.context.liveperson.net"
    return ContextService(VendorAPI("LivePerson"), url, "12345678", settings)


def domains() -> DomainAPI:
    return DomainAPI(VendorAPI("LivePerson"), accounts.DIRECTORY, "12345678")


def login() -> LoginSession:
    settings = LoginSettings(username="bot", app_key="key", secret=SecretStr("s3cret"))
    return LoginSession(VendorAPI("LivePerson"), ONE_HOST, settings)


def ask(agents: Any) -> object:
    report = agents.shift_report("human", timedelta(minutes=15))
    return report.shifts[agents.skill_key("human")].status


def transfer(agents: Any) -> object:
    return agents.escalate(REQUEST).state


def owner(agents: Any) -> object:
    return agents.owner(CHAT)


def give_back(agents: Any) -> object:
    return agents.give_back(CHAT)


def find(directory: Any) -> object:
    return directory.base_url("agentVep")


def log_in(session: Any) -> object:
    return session.bearer()


def store_intent(service: Any) -> object:
    return service.store_for_conversation(CHAT, {"intent": "pay"})


CM, LIVEPERSON = partial(accounts.desk, "cm"), partial(accounts.desk, "liveperson")
PARLEY = partial(accounts.desk, "parley", reason="private reason")
CONTEXT_PATH = "/v1/account/12345678/shift_status/properties"
DOMAIN_PATH = "/api/account/12345678/service/agentVep/baseURI.json"
DOMAINS = accounts.DIRECTORY + DOMAIN_PATH
LOGIN_PATH = "/api/account/12345678/login"
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
    "liveperson domains": Call(
        domains,
        find,
        "GET",
        DOMAINS,
        DOMAIN_PATH,
        {"json": {"baseURI": "a.test"}},
        "https://a.test",
    ),
    "liveperson login": Call(
        login, log_in, "POST", accounts.LOGIN, LOGIN_PATH, {"json": {"bearer": "b"}}, "b"
    ),
    "liveperson shifts": Call(LIVEPERSON, ask, "GET", accounts.SHIFTS, SHIFTS_PATH, OFF_SHIFT, OFF),
    "liveperson transfer": Call(
        LIVEPERSON, transfer, "POST", accounts.ESCALATION, ESCALATION_PATH, {"json": {}}, REQUESTED
    ),
    "context read": Call(
        context,
        ContextService.skills,
        "GET",
        PROPERTIES,
        CONTEXT_PATH,
        PUBLISHED,
        (NOW, [{"skillId": "2"}]),
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


def check(
    http: Any,
    caplog: pytest.LogCaptureFixture,
    call: Call,
    response: Mapping[str, Any],
    error: type[errors.VendorError],
) -> Any:
    """Check one failed call, and that the same client's next call succeeds after all pauses."""
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
    assert f"users/{CHAT}" not in shown
    http.replace(call.method, call.url, **call.accepted)
    with after_all_pauses():
        assert call.make(client) == call.result
    return caught.value
