"""Well-formed calls to the imitated Parley, signed by one of its services."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx

from sandbox.vendors.parley.manifest import MANIFEST
from tests.sandbox.stand_in import Answer, Received
from tests.sandbox.vendors.driver import VendorDriver

BOT, AGENTS, BILLING = (f"sandbox-{name}-service" for name in ("bot", "agent", "billing"))
USER = "20"
# A time in 2030, so that a signature stays the same.
VALID_UNTIL = 1_893_456_000
VERSION = "20500"


def signed(
    service: str = BOT,
    account: str = "sandbox-parley-account",
    valid_until: object = None,
    secret: str = "sandbox-parley-secret",
) -> str:
    """The value of the Authorization header; by default it is valid for a minute."""
    until = str(int(time.time()) + 60 if valid_until is None else valid_until)
    message = f"{service}{account}{until}".encode()
    verify_hash = hmac.new(secret.encode(), message, hashlib.sha512).hexdigest()
    return base64.b64encode(f"{service}|{account}|{until}|{verify_hash}".encode()).decode()


class Parley(VendorDriver):
    """Calls with the credentials of the default account."""

    manifest = MANIFEST
    subject = USER
    secrets = ("sandbox-parley-secret", signed(valid_until=VALID_UNTIL))
    attempts = 4
    is_called_by_the_bot = True
    token = ("authorization", "sandbox-parley-webhook-token")
    masked = ["***", "***"]
    recorded = {"skill_name": "Agent Service", "fields": {"newOwner": AGENTS}}
    refusal_reason = "the Authorization is missing or wrong, or has expired"
    changed = {"owner": {"shape": "flat"}, "clock": {"offset_seconds": -5}}

    def request(
        self, method: str, path: str, body: Any = None, version: str = "v2.5", **signature: Any
    ) -> httpx.Response:
        """Call with a signature; `signature` changes its parts."""
        request: dict[str, Any] = {"headers": {"authorization": signed(**signature)}}
        if body is not None:
            request["content"] = json.dumps(body)
            request["headers"]["content-type"] = "application/json"
        return self.raw("parley", method, f"/serviceApi/{version}/{path}", **request)

    def change_owner(self, body: Any, user: str = USER, **more: Any) -> httpx.Response:
        """PUT owner with any body."""
        return self.request("PUT", f"users/{user}/owner", body, **more)

    def give_to(self, new_owner: str, user: str = USER, **more: Any) -> httpx.Response:
        """PUT owner, without metadata."""
        return self.change_owner({"newOwner": new_owner}, user, **more)

    def says(self, text: object, user: str = USER, **more: Any) -> httpx.Response:
        """POST messages."""
        return self.request("POST", f"users/{user}/messages", {"message": text}, **more)

    def owner(self, user: str = USER) -> Any:
        """The data of GET owner."""
        return self.request("GET", f"users/{user}/owner").json()["data"]

    def listed(self) -> list[str]:
        """The services that are listed."""
        services = self.request("GET", "services").json()["data"]["services"]
        return [service["identification"] for service in services]

    def answers(self, *texts: str) -> None:
        self.statuses: list[int] = []

        def answer(request: Received) -> Answer:
            if request.body["type"] == "message":
                user = request.body["body"]["user"]["id"]
                self.statuses += [self.says(text, user).status_code for text in texts]
            return 200, {}

        self.bot.answer = answer

    def says_later(self, text: str) -> int:
        return self.says(text).status_code

    @property
    def deliveries(self) -> list[Received]:
        return [request for request in self.bot.requests if request.body["type"] == "message"]

    def retry_less(self) -> int:
        self.admin.set_webhook(redeliveries=0)
        return 1

    @property
    def is_with_bot(self) -> bool:
        return self.who() == (BOT, "bot")

    def who(self) -> tuple[str, str]:
        """The owner at Parley, and who has the conversation."""
        return self.admin.users()[USER], self.has_conversation

    def hand_over(self, conversation: str | None = None) -> httpx.Response:
        return self.give_to(AGENTS, conversation or USER)

    def take_back(self) -> httpx.Response:
        """Give the user to the bot again."""
        return self.give_to(BOT)

    def hand_over_wrongly(self) -> httpx.Response:
        return self.give_to(AGENTS, secret="wrong")

    def show_credentials(self) -> list[str]:
        self.give_to(AGENTS, valid_until=VALID_UNTIL)
        self.give_to("unknown", valid_until=VALID_UNTIL)
        return [call["headers"]["authorization"] for call in self.calls("change_owner")]

    def change_everything(self) -> None:
        self.hand_over()
        self.admin.set_service(BILLING, default=True, name="Bills")
        self.admin.set_service("sales")
        self.admin.set_owner_shape("flat")
        self.admin.set_clock(-5)
        self.admin.set_webhook(token="another", path="/mine")

    def complains(self, response: httpx.Response, complaint: str) -> bool:
        path = response.request.url.raw_path.decode()
        version = response.headers["x-parley-api-version"]
        body = response.json()
        return (
            body["notifications"] == [{"type": "error", "message": complaint}]
            and body["status"] == "ERROR"
            and body["metadata"]["values"] == {"url": path.split("/", 3)[-1]}
            and body["metadata"]["method"] == response.request.method.lower()
            and body["metadata"]["duration"] == 0.014
            and version == VERSION
        )

    each_call = {
        "services": (lambda self: self.request("GET", "services"), 200),
        "owner": (lambda self: self.request("GET", "users/20/owner"), 200),
        "change_owner": (hand_over, 200),
        "send_message": (lambda self: self.says("Hello."), 200),
    }
