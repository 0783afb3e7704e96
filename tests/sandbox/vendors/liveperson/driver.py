"""Well-formed calls to the imitated LivePerson."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx

from sandbox.vendors.liveperson.manifest import MANIFEST
from tests.sandbox.stand_in import Answer, Received, in_turn
from tests.sandbox.vendors.driver import VendorDriver, without_none
from tests.sandbox.vendors.liveperson.items import text

ACCOUNT = "12345678"
HUMAN = "2438093750"
LOGIN = f"/api/account/{ACCOUNT}/login?v=1.3"
SHIFTS = f"/api/account/{ACCOUNT}/shift-status"
ESCALATION = "/botservice-0.1/botcentral/livePersonAgent"
BOT_API = f"/api/v1/account/{ACCOUNT}"
TOKEN = f"/sentinel/api/v2/account/{ACCOUNT}/app/token"
QUEUES = f"/operations/api/account/{ACCOUNT}/msgqueuehealth/current/"
HOUR_MS = 3_600_000
DIRECTORY = f"/api/account/{ACCOUNT}/service"


def response(*items: dict[str, Any], intents: Any = ()) -> dict[str, Any]:
    """The body of a bot's answer to an event."""
    return {"response": list(items), "analytics": {"intents": list(intents)}}


class LivePerson(VendorDriver):
    """Calls with the credentials of the default account."""

    manifest = MANIFEST
    subject = "conversation-1"
    credentials = {
        "username": "rasa-bot",
        "appKey": "sandbox-app-key",
        "secret": "sandbox-secret",
        "accessToken": "sandbox-access-token",
        "accessTokenSecret": "sandbox-access-token-secret",
    }
    escalation = {
        "userPlatformId": "user-1",
        "chatBotId": "sandbox-chat-bot",
        "message": "One moment, please.",
        "conversationId": subject,
        "agentSkillName": "Human",
        "agentSkillId": HUMAN,
    }
    public_login = {
        "username": "rasa-transfers",
        "appKey": "sandbox-transfers-id",
        "secret": "sandbox-transfers-secret",
        "accessToken": "dummy",
        "accessTokenSecret": "dummy",
    }
    application = {
        "client_id": "sandbox-queue-id",
        "client_secret": "sandbox-queue-secret",
        "grant_type": "client_credentials",
    }
    secrets = (
        "sandbox-transfers-id",
        "sandbox-transfers-secret",
        "sandbox-queue-id",
        "sandbox-queue-secret",
        *(value for key, value in credentials.items() if key != "username"),
        "sandbox-api-key",
        "sandbox-developer-key",
    )

    attempts = 3
    masked = ["***", "Bearer ***"]
    recorded = {"skill_name": "Human", "fields": {**escalation, "agentId": ""}}
    announcement = [("vendor", "customer", "One moment, please.")]
    refusal_reason = "no skill has the id 12"
    changed = {"shift_status": {"shape": "old"}, "namespaces": ["mine"]}

    def directory(self, path: str, query: str = "?version=1.0") -> httpx.Response:
        """Ask the Domain API; `path` follows the account."""
        return self.raw("domain", "GET", f"{DIRECTORY}/{path}{query}")

    def base_uri(self) -> httpx.Response:
        """Ask the Domain API for one service."""
        return self.directory("agentVep/baseURI.json")

    def log_in(self, credentials: Any = None, query: str = "?v=1.3") -> httpx.Response:
        """Log in, by default with the OAuth1 credentials of the default account."""
        body = self.credentials if credentials is None else credentials
        return self.raw("login", "POST", f"/api/account/{ACCOUNT}/login{query}", json=body)

    def bearer(self) -> str:
        """Log in, and return the bearer token."""
        return str(self.log_in().json()["bearer"])

    def with_session(self, method: str, cookie: str, csrf: str) -> httpx.Response:
        """Call refresh or logout."""
        headers = {"cookie": cookie} if cookie else {}
        path = f"/api/account/{ACCOUNT}/{method}"
        return self.raw("login", "POST", path, json={"csrf": csrf}, headers=headers)

    def shifts(self, bearer: str) -> httpx.Response:
        """Ask for the shift status of all skills."""
        headers = {"authorization": f"Bearer {bearer}"}
        return self.raw("shift_status", "GET", SHIFTS, headers=headers)

    def context(
        self, method: str, path: str, body: Any = None, key: str = "sandbox-developer-key"
    ) -> httpx.Response:
        """Call the Context Service; `path` follows the account."""
        content = None if method in ("GET", "DELETE") else json.dumps(body)
        headers = {"content-type": "application/json", "maven-api-key": key}
        path = f"/v1/account/{ACCOUNT}{path}"
        return self.raw("context", method, path, content=content, headers=headers)

    def escalate(self, key: str = "sandbox-api-key", **changes: Any) -> httpx.Response:
        """Ask for a transfer."""
        body = without_none({**self.escalation, **changes})
        return self.raw("escalation", "POST", ESCALATION, json=body, headers={"authorization": key})

    def public_log_in(
        self, query: str = "?v=1.3", kind: str = "API_KEY", **changes: Any
    ) -> httpx.Response:
        """Log in at the Public API."""
        body = {"authType": kind, "credentials": without_none({**self.public_login, **changes})}
        return self.raw("public_api", "POST", f"{BOT_API}/login{query}", json=body)

    def public_bearer(self) -> str:
        """Log in at the Public API, and return the bearer token."""
        return str(self.public_log_in().json()["bearer"])

    def command(
        self, ttl: str = "?ttl=10", bearer: str | None = None, **changes: Any
    ) -> httpx.Response:
        """Send a transfer as a command, by default after a login."""
        body = without_none({"skill": "Human", **changes})
        path = f"{BOT_API}/conversation/{self.subject}/transfer{ttl}"
        return self._public("POST", path, bearer, json=body)

    def outcome(self, command: str, bearer: str | None = None) -> httpx.Response:
        """Ask for a command, or for all with an empty `command`."""
        path = f"{BOT_API}/conversation/{self.subject}/command"
        return self._public("GET", f"{path}/{command}" if command else path, bearer)

    def _public(self, method: str, path: str, bearer: str | None, **more: Any) -> httpx.Response:
        token = self.public_bearer() if bearer is None else bearer
        headers = {"authorization": f"Bearer {token}"}
        return self.raw("public_api", method, path, headers=headers, **more)

    def app_token(self, **changes: Any) -> httpx.Response:
        """Ask Sentinel for the access token of the application."""
        form = without_none({**self.application, **changes})
        return self.raw("login", "POST", TOKEN, data=form)

    def queue_health(self, token: str | None = None, **query: Any) -> httpx.Response:
        """Ask for the queues of the last hour, by default with a new access token."""
        if token is None:
            token = self.app_token().json()["access_token"]
        now = int(time.time() * 1000)
        asked = without_none({"v": "2", "fromMillis": now - HOUR_MS, "toMillis": now, **query})
        headers = {"authorization": f"Bearer {token}"}
        return self.raw("queue_health", "GET", QUEUES, headers=headers, params=asked)

    def answers(self, *texts: str) -> None:
        self.answers_with(*map(text, texts))

    def answers_with(self, *items: dict[str, Any]) -> None:
        """Let the bot answer every event with these items."""
        self.events_in_turn((200, response(*items)))

    def answers_events(self, answer: Callable[[Received], Answer]) -> None:
        """Let the bot answer events like this, and accept every conversation."""
        self.bot.answer = lambda request: (200, b"") if request.method == "PUT" else answer(request)

    def events_in_turn(self, *answers: Answer) -> None:
        """Let the bot answer the next events with these; the last is for all that follow."""
        self.answers_events(in_turn(answers))

    @property
    def deliveries(self) -> list[Received]:
        return [request for request in self.bot.requests if request.method == "POST"]

    @property
    def steps(self) -> list[str]:
        """The methods of the bot's requests: PUT creates a conversation, POST sends an event."""
        return [request.method for request in self.bot.requests]

    @property
    def sequences(self) -> list[int]:
        """The numbers of the events."""
        return [request.body["context"]["lpEvent"]["sequence"] for request in self.deliveries]

    def hand_over(self, conversation: str | None = None) -> httpx.Response:
        return self.escalate(conversationId=conversation or self.subject)

    def hand_over_wrongly(self) -> httpx.Response:
        return self.escalate(agentSkillId="12")

    def show_credentials(self) -> list[str]:
        self.shifts(self.bearer())
        self.context("PATCH", "/mine/properties", {"a": 1})
        self.command()
        self.queue_health()
        self.hand_over()
        self.escalate(key="Bearer sandbox-api-key")
        return [call["headers"]["authorization"] for call in self.calls("escalate")]

    def change_everything(self) -> None:
        self.log_in()
        self.hand_over()
        self.context("PATCH", "/mine/properties", {"a": 1})
        self.fault("login", "hang", times=None)
        self.fail_transfers_later(times=3)
        self.admin.remove_skill(HUMAN)
        self.admin.set_domain(shape="list", services=[])
        self.admin.set_shift_status("old")
        self.admin.set_login(interval_seconds=5, session_ttl_ms=1)
        self.admin.set_escalation(status=202, body=None)
        self.admin.set_bot(bot_id="mine", environment="alpha")
        self.command()
        self.admin.set_public_api(outcome="failed", seconds=1)
        self.admin.set_queue("2438093710", people=3)
        self.admin.set_queue_health(has_data=False)

    def complains(self, response: httpx.Response, complaint: str) -> bool:
        return complaint in response.text

    each_call = {
        "domain": (base_uri, 200),
        "login": (log_in, 200),
        "refresh": (lambda self: self.with_session("refresh", "", ""), 401),
        "logout": (lambda self: self.with_session("logout", "", ""), 401),
        "shift_status": (lambda self: self.shifts(self.bearer()), 200),
        "context_read": (lambda self: self.context("GET", ""), 200),
        "context_write": (lambda self: self.context("PATCH", "/mine/properties", {"a": 1}), 204),
        "escalate": (hand_over, 200),
        "public_login": (public_log_in, 200),
        "transfer_command": (command, 200),
        "commands": (lambda self: self.outcome(""), 200),
        "command": (lambda self: self.outcome("1"), 404),
        "app_token": (app_token, 200),
        "queue_health": (queue_health, 200),
    }
