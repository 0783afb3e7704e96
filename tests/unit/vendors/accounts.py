"""One account at each vendor, and the desks that reach it."""

from __future__ import annotations

import copy
from datetime import datetime, timezone
from typing import Any

from actions.human_handoff import Contact, Escalation, VendorAPI
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors import DESKS

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
# CM.com: keys, technical link and chat.
KEY, TOKEN = "pr3senc3", "t0k3n"
LINK = "e17acdef-c918-423d-a01b-1000cd084f6a"
CHAT = "47e755ad-69a2-4139-a610-c53d0c8deb4b"
PRESENCE = "https://presence.robinhq.com/api/v1"
ACCOUNTS = "https://api.conversational.cm.com/conversational/control/v1/accounts"
MUTATIONS = f"{ACCOUNTS}/{LINK}/chats/{CHAT}/routing/mutationrequests"
# LivePerson: the account's services.
DIRECTORY = "https://directory.test"
LOGIN = "https://login.test/api/account/12345678/login"
SHIFTS = "https://shifts.test/api/account/12345678/shift-status"
ESCALATION = (
    "https://platformservice-eu.botcentralapi.com/botservice-0.1/botcentral/livePersonAgent"
)
CONTEXT = "https://z2.context.liveperson.net/v1/account/12345678/shift_status"
PROPERTIES = f"{CONTEXT}/properties"
# Parley: the Services of the bot and of the agents.
BOT, AGENTS = "as272d6g2ds766fcdfgh", "Jlk9e7cSf9g3FFsaqe39"
ACCOUNT = "0W4qcE5aXoKq9OzvHxj2"
SERVICE_API = "https://parley.test/serviceApi/v2.5"
SERVICES = f"{SERVICE_API}/services"
OWNER = f"{SERVICE_API}/users/{CHAT}/owner"

SECTIONS: dict[str, dict[str, Any]] = {
    "cm": {
        "presence": {"api_key": KEY},
        "router": {
            "product_token": TOKEN,
            "technical_link_id": LINK,
            "channel_adapter": "adapter-channel",
            "bot_adapter": "adapter-bot",
            "agent_adapter": "adapter-agents",
        },
        "skills": {"human": {}},
    },
    "liveperson": {
        "account": 12345678,
        "region": "eu",
        "skills": {"billing": {"id": 1, "name": "Billing"}, "human": {"id": "2", "name": "Human"}},
        "login": {"username": "bot", "app_key": "key", "secret": "s3cret"},
        "escalation": {"api_key": "p3rmanent", "chat_bot_id": "bot-1"},
        "urls": {"domains": DIRECTORY},
    },
    "parley": {
        "service": BOT,
        "account": ACCOUNT,
        "secret": "top-secret",
        "skills": {"human": {"service": AGENTS}},
        "urls": {"service_api": SERVICE_API},
    },
}
JANE = Contact("Jane Doe", "jane@example.org")
# What no error and no log may show; the id of the chat may be in the log of the HTTP library.
SECRETS = (KEY, TOKEN, "s3cret", "p3rmanent", "top-secret", "d3veloper", "hunter2")
PRIVATE = (*SECRETS, "Jane", "jane@")


def section(vendor: str, **changes: Any) -> dict[str, Any]:
    """Return the section of a vendor; None takes a value out, a dict changes what it names."""
    values = copy.deepcopy(SECTIONS[vendor])
    for name, value in changes.items():
        if isinstance(value, dict):
            merged = {**values.get(name, {}), **value}
            value = {key: each for key, each in merged.items() if each is not None}
        values[name] = value
    return {name: value for name, value in values.items() if value is not None}


def build(vendor: str, values: object, api: VendorAPI | None = None, clock: Any = None) -> Any:
    """Return the desk as the configuration builds it; its time is `NOW`."""
    kind, path = DESKS[vendor], f"f.yml: {vendor}"
    build_desk: Any = kind
    settings = read_settings(kind.Settings, values, path)
    return build_desk(settings, path, api=api, clock=clock or (lambda: NOW))


def desk(vendor: str, api: VendorAPI | None = None, **changes: Any) -> Any:
    """Return the desk of a vendor, with changes of its section."""
    return build(vendor, section(vendor, **changes), api)


def escalation(**values: Any) -> Escalation:
    """Return a request for the skill `human`."""
    return Escalation(**{"conversation_id": CHAT, "user_id": None, "skill": "human", **values})
