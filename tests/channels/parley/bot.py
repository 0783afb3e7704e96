"""Parley's channel under test, and the payloads of its webhook.

https://developers.parley.io/docs/service-api/payloads
"""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

import httpx
from pydantic import SecretStr
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from human_handoff_channels.parley import ParleyInput
from human_handoff_channels.plugin import STATE, Owners, ServiceAPI, Signature, VendorAPI
from sandbox.vendors.parley.manifest import MANIFEST
from tests.channels.bot_under_test import BotUnderTest

SERVICE, ACCOUNT, SECRET, TOKEN = (
    str(MANIFEST.credentials[name]) for name in ("service", "account", "secret", "token")
)
AGENTS = "sandbox-agent-service"
USER = "11111"
REFUSED = {"status": "ERROR", "notifications": [{"type": "error", "message": "not_the_owner"}]}
SUCCESS = {"status": "SUCCESS", "notifications": [], "data": {}}


def message(text: Any, number: Any = 17, user: Any = USER, **inner: Any) -> dict[str, Any]:
    """A message, shaped as an event's payload; a field that is None is left out."""
    fields = {"id": number, "message": text, "typeId": 1, "time": 1700000000} | inner
    body = {name: value for name, value in fields.items() if value is not None}
    owner = {"id": user, "uniqueIdentifier": "customer-7", "additionalInformation": {"a": "b"}}
    return {"type": "message", "body": {"body": body, "user": owner}}


def flat(payload: dict[str, Any]) -> dict[str, Any]:
    """The same without a body in the body."""
    inner = payload["body"]
    return payload | {"body": inner["body"] | {"user": inner["user"]}}


def action(name: str = "ownerChanged", user: Any = USER) -> dict[str, Any]:
    return {"type": "action", "body": {"name": name, "body": {}, "user": {"id": user}}}


def merging(old_id: Any, new_id: Any) -> dict[str, Any]:
    ids = {"from": {"id": old_id}, "to": {"id": new_id}}
    return {"type": "clientMerging", "body": {"body": ids}}


class ParleyBot(BotUnderTest):
    """The bot's Service, called as Parley calls it; the sandbox has the Service API."""

    Input = ParleyInput
    manifest = MANIFEST
    customer = USER
    sending = "send_message"
    headers = {"Authorization": TOKEN}
    return_headers = {"Authorization": f"Bearer {TOKEN}"}
    message_path, return_path = "/webhook", f"/users/{USER}/return"
    requests = (("POST", message_path), ("POST", return_path))

    @staticmethod
    def payload(text: str, number: int | None = None, customer: str = USER) -> dict[str, Any]:
        return message(text, number, customer)

    async def deliver(self, payload: Any) -> httpx.Response:
        return await self.post("/webhook", payload)

    async def send_picture(self) -> httpx.Response:
        return await self.deliver(message(None, 2, image="x"))

    async def send_return(self, sign: str = "ownerChanged") -> httpx.Response:
        """Deliver what tells the channel of a return, apart from a message."""
        return await self.deliver(action(sign))

    async def show_return(self, customer: str | None = None) -> None:
        self.control.agent_returns(customer or USER)

    async def hand_over(self, customer: str | None = None, seconds_ago: float = 0) -> None:
        """Let agents have a user: at Parley, and in Rasa's tracker."""
        user = customer or USER
        await self.rasa.save(
            user,
            UserUttered("a person", message_id="parley/1"),
            SlotSet("city", "Utrecht"),
            BotUttered("I connect you."),
            SlotSet(STATE, "with_agent", timestamp=time.time() - seconds_ago),
        )
        self.change_owner(AGENTS, user)

    def change_owner(self, service: str, user: str = USER) -> None:
        """Make a Service the owner of a user, as the plugin's desk does."""
        self.control.use_channel(user, "parley")
        signature = Signature(
            SERVICE, ACCOUNT, SecretStr(SECRET), 60, lambda: datetime.now(timezone.utc)
        )
        url = self.section(self.control.urls())["url"]
        Owners(ServiceAPI(VendorAPI("Parley"), url, signature)).change(user, service, {})

    def answer_owner(self, answer: tuple[int, Any] | None) -> None:
        """Answer every question for an owner like this, or never, until faults are cleared."""
        if answer is None:
            self.control.fault("owner", "hang", None)
        else:
            self.control.fault("owner", "status", None, status=answer[0], body=answer[1])
