"""One account at CM.com, and a CM.com for property tests that needs no mock."""

import copy
from datetime import datetime, timezone
from typing import Any

from actions.human_handoff.desk import Contact, Escalation
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendor_http.client import Response, VendorAPI
from actions.human_handoff.vendors.cm import CM

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
PATH = "f.yml: cm"
KEY, TOKEN = "pr3senc3", "t0k3n"
LINK = "e17acdef-c918-423d-a01b-1000cd084f6a"
CHAT = "47e755ad-69a2-4139-a610-c53d0c8deb4b"
SHOP = "https://shop.example.org"
SECTION: dict[str, Any] = {
    "presence": {"api_key": KEY},
    "router": {
        "product_token": TOKEN,
        "technical_link_id": LINK,
        "channel_adapter": "adapter-channel",
        "bot_adapter": "adapter-bot",
        "agent_adapter": "adapter-agents",
    },
    "skills": {"human": {}},
}
PRESENCE = "https://presence.robinhq.com/api/v1"
ACCOUNTS = "https://api.conversational.cm.com/conversational/control/v1/accounts"
MUTATIONS = f"{ACCOUNTS}/{LINK}/chats/{CHAT}/routing/mutationrequests"


def section(**changes: Any) -> dict[str, Any]:
    """Return the account's settings with some of them changed; None takes one out."""
    values = copy.deepcopy(SECTION)
    for part, value in changes.items():
        values.setdefault(part, {}).update(value)
        values[part] = {name: each for name, each in values[part].items() if each is not None}
    return values


def desk(api: VendorAPI | None = None, **changes: Any) -> CM:
    """Return the desk as the configuration builds it."""
    return CM(read_settings(CM.Settings, section(**changes), PATH), PATH, api, lambda: NOW)


def escalation(name: str | None = None, email: str | None = None, **values: Any) -> Escalation:
    """Return a request for the account's one skill."""
    fields = {"conversation_id": CHAT, "user_id": None, "skill": "human", **values}
    return Escalation(**fields, contact=Contact(name, email))


class Says(VendorAPI):
    """A CM.com that answers every call with the same bytes, and keeps what it was told."""

    def __init__(self, said: bytes = b"", kind: str = "text/plain") -> None:
        """Take what is answered."""
        self.vendor = "CM.com"
        self.said = said
        self.kind = kind
        self.calls: list[dict[str, Any]] = []

    def call(self, method: str, url: str, **rest: Any) -> Response:
        """Answer."""
        self.calls.append({"method": method, "url": url, **rest})
        return Response(self.vendor, f"{method} /", 200, self.said, {"Content-Type": self.kind})
