"""One sandbox and one pretended bot for all tests, both as new for each of them."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from sandbox import Control, RunningSandbox, running_sandbox

ACCOUNT = "12345678"


class PretendedBot:
    """Answers like Rasa's REST channel, with what the test says."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.reset()
        bot = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                bot.heard.append({"path": self.path, **body})
                told = bot.answer(body)
                answer = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(bot.status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Keep the test output clean."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 100  # Customers may arrive all at once.
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def reset(self) -> None:
        """Forget what was heard; say nothing."""
        self.heard: list[dict[str, Any]] = []
        self.status = 200
        self.answer: Callable[[dict[str, Any]], Any] = lambda message: []

    def says(self, *texts: str) -> None:
        """Answer every message with these texts."""
        self.answer = lambda message: [
            {"recipient_id": message["sender"], "text": text} for text in texts
        ]


class Called:
    """One call of a platform to the bot."""

    def __init__(self, method: str, target: str, headers: Any, content: bytes) -> None:
        """Take it apart."""
        self.method = method
        self.path, _, self.query = target.partition("?")
        self.headers = headers
        self.content = content

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


class CalledBot:
    """A bot that platforms call over their own protocols; it answers what the test says.

    `answers` gets a call and gives status and body; None hangs up without an answer.
    """

    def __init__(self) -> None:
        """Listen on a free port."""
        self.reset()
        bot = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["content-length"]))
                call = Called(self.command, self.path, self.headers, content)
                bot.calls.append(call)
                told = bot.answers(call)
                if told is None:
                    self.close_connection = True
                    return
                status, body = told
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                with suppress(OSError):  # The platform has hung up.
                    self.wfile.write(content)

            do_PUT = do_POST  # noqa: N815 - the name http.server looks for

            def log_message(self, *_: object) -> None:
                """Keep the test output clean."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def reset(self) -> None:
        """Forget the calls; answer with nothing."""
        self.calls: list[Called] = []
        self.answers: Callable[[Called], tuple[int, object] | None] = lambda call: (200, {})

    def answer_in_turn(self, *told: tuple[int, object] | None) -> None:
        """Answer the next calls with these; the last is for all that follow."""
        left = list(told)
        self.answers = lambda call: left.pop(0) if len(left) > 1 else left[0]


@pytest.fixture(scope="session")
def _session_called_bot() -> Iterator[CalledBot]:
    bot = CalledBot()
    threading.Thread(target=bot.server.serve_forever, args=(0.01,), daemon=True).start()
    yield bot
    bot.server.shutdown()
    bot.server.server_close()


@pytest.fixture
def called(_session_called_bot: CalledBot) -> CalledBot:
    """The bot that platforms call, with no call yet."""
    _session_called_bot.reset()
    return _session_called_bot


@pytest.fixture(scope="session")
def pretended_bot() -> Iterator[PretendedBot]:
    """The bot, listening during the whole session."""
    bot = PretendedBot()
    threading.Thread(target=bot.server.serve_forever, args=(0.01,), daemon=True).start()
    yield bot
    bot.server.shutdown()
    bot.server.server_close()


@pytest.fixture(scope="session")
def sandbox(pretended_bot: PretendedBot) -> Iterator[RunningSandbox]:
    """The sandbox, running during the whole session."""
    with running_sandbox(bot=pretended_bot.url) as running:
        yield running


@pytest.fixture(scope="session")
def _session_control(sandbox: RunningSandbox) -> Iterator[Control]:
    with Control(sandbox.control) as client:
        yield client


@pytest.fixture
def bot(pretended_bot: PretendedBot) -> PretendedBot:
    """The bot, with nothing heard yet."""
    pretended_bot.reset()
    return pretended_bot


@pytest.fixture(autouse=True)
def control(_session_control: Control, bot: PretendedBot) -> Control:
    """The control interface of a sandbox that is as new."""
    _session_control.reset()
    _session_control.set_bot(bot.url)
    return _session_control


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """A client that keeps its connections, as the plugin does."""
    with httpx.Client(trust_env=False, timeout=5.0) as client:
        yield client


class Account:
    """Well-formed calls to the imitated LivePerson."""

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
        "conversationId": "conversation-1",
        "agentSkillName": "Human",
        "agentSkillId": "2438093750",
    }

    def __init__(self, http: httpx.Client, urls: dict[str, str]) -> None:
        """Call through this client."""
        self.http = http
        self.urls = urls

    def directory(self, path: str, query: str = "?version=1.0") -> httpx.Response:
        """Ask the Domain API."""
        return self.http.get(f"{self.urls['domain']}/api/account/{path}{query}")

    def log_in(self, credentials: Any = None, query: str = "?v=1.3") -> httpx.Response:
        """Log in, by default with the credentials of the default account."""
        url = f"{self.urls['login']}/api/account/{ACCOUNT}/login{query}"
        return self.http.post(url, json=self.credentials if credentials is None else credentials)

    def shifts(self, bearer: str, account: str = ACCOUNT, query: str = "") -> httpx.Response:
        """Ask for the shift status of all skills."""
        url = f"{self.urls['shift_status']}/api/account/{account}/shift-status{query}"
        return self.http.get(url, headers={"authorization": f"Bearer {bearer}"})

    def context(
        self, method: str, path: str, body: Any = None, key: str = "sandbox-developer-key"
    ) -> httpx.Response:
        """Call the Context Service; `path` follows the account."""
        content = None if method in ("GET", "DELETE") else json.dumps(body)
        headers = {"content-type": "application/json", "maven-api-key": key}
        url = f"{self.urls['context']}/v1/account/{ACCOUNT}{path}"
        return self.http.request(method, url, content=content, headers=headers)

    def escalate(self, key: str = "sandbox-api-key", **changes: Any) -> httpx.Response:
        """Ask for a transfer; a change to None leaves the key out."""
        body = {k: v for k, v in {**self.escalation, **changes}.items() if v is not None}
        return self.http.post(self.escalation_url, json=body, headers={"authorization": key})

    @property
    def escalation_url(self) -> str:
        """Where escalations go."""
        return f"{self.urls['escalation']}/botservice-0.1/botcentral/livePersonAgent"


@pytest.fixture
def account(http: httpx.Client, sandbox: RunningSandbox) -> Account:
    """The default account's calls."""
    return Account(http, sandbox.urls)


class ParleyCalls:
    """Well-formed calls to the imitated Parley, signed by one of its services."""

    bot = "sandbox-bot-service"
    agents = "sandbox-agent-service"
    billing = "sandbox-billing-service"

    def __init__(self, http: httpx.Client, url: str) -> None:
        """Call through this client."""
        self.http = http
        self.url = url

    def signed(
        self,
        service: str = bot,
        account: str = "sandbox-parley-account",
        valid_until: object = None,
        secret: str = "sandbox-parley-secret",
    ) -> str:
        """What goes into the Authorization header."""
        until = str(int(time.time()) + 60 if valid_until is None else valid_until)
        message = f"{service}{account}{until}".encode()
        verify_hash = hmac.new(secret.encode(), message, hashlib.sha512).hexdigest()
        return base64.b64encode(f"{service}|{account}|{until}|{verify_hash}".encode()).decode()

    def call(
        self, method: str, path: str, body: Any = None, version: str = "v2.5", **signature: Any
    ) -> httpx.Response:
        """Call with a signature; `signature` changes what it says."""
        content = None if body is None else json.dumps(body)
        headers = {"authorization": self.signed(**signature)}
        if content is not None:
            headers["content-type"] = "application/json"
        url = f"{self.url}/serviceApi/{version}/{path}"
        return self.http.request(method, url, content=content, headers=headers)

    def hand_over(self, new_owner: str = agents, user: str = "20", **more: Any) -> httpx.Response:
        """PUT owner, without metadata."""
        return self.call("PUT", f"users/{user}/owner", {"newOwner": new_owner}, **more)

    def says(self, text: object, user: str = "20", **more: Any) -> httpx.Response:
        """POST messages."""
        return self.call("POST", f"users/{user}/messages", {"message": text}, **more)

    def owner(self, user: str = "20") -> Any:
        """The data of GET owner."""
        return self.call("GET", f"users/{user}/owner").json()["data"]


@pytest.fixture
def parley(http: httpx.Client, sandbox: RunningSandbox) -> ParleyCalls:
    """The default account's calls."""
    return ParleyCalls(http, sandbox.urls["parley"])


class CMAccount:
    """Well-formed calls to the imitated CM.com."""

    account = "6d1f7a90-2c4e-4b8a-9e35-7f0c1b2a3d4e"
    chat = "47e755ad-69a2-4139-a610-c53d0c8deb4b"
    token = "sandbox-product-token"
    query = {"apikey": "sandbox-presence-key", "Channel": "WebChat"}
    channel, bot, msc = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))
    context = {
        "RoutingKeywords": "billing",
        "WebStoreReferrer": "https://shop.example.org",
        "CustomerInfo": '{"name": "Jane Doe", "email": "jane@example.org"}',
    }

    def __init__(self, http: httpx.Client, urls: dict[str, str]) -> None:
        """Call through this client."""
        self.http = http
        self.urls = urls

    @property
    def hand_over(self) -> list[dict[str, Any]]:
        """The mutations that give a chat to the agents."""
        return [
            self.rule("Disable", self.channel, self.bot),
            self.rule("Enable", self.channel, self.msc),
            self.rule("Enable", self.msc, self.channel),
        ]

    @property
    def take_back(self) -> list[dict[str, Any]]:
        """The mutations that give a chat to the bot again."""
        return [
            self.rule("Enable", self.channel, self.bot),
            self.rule("Disable", self.channel, self.msc),
            self.rule("Disable", self.msc, self.channel),
        ]

    @staticmethod
    def rule(
        action: str, source: str | None, target: str | None, operator: str = "And"
    ) -> dict[str, Any]:
        """One mutation; an adapter that is None is left out."""
        adapters = {"sourceAdapterId": source, "targetAdapterId": target}
        named = {key: adapter for key, adapter in adapters.items() if adapter is not None}
        return {"$type": "ruleMutation", "action": action, "operator": operator, **named}

    def presence(self, **changes: str | None) -> httpx.Response:
        """Ask who is online; a change to None leaves the key out."""
        query = {k: v for k, v in {**self.query, **changes}.items() if v is not None}
        return self.http.get(f"{self.urls['presence']}/api/v1", params=query)

    def mutate(
        self,
        mutations: Any = None,
        chat: str | None = None,
        token: str | None = token,
        account: str = account,
        **body: Any,
    ) -> httpx.Response:
        """Ask for a mutation, by default a hand-over; a body value of None leaves the key out."""
        chat = self.chat if chat is None else chat
        given = {"ChatId": chat, "Mutations": mutations or self.hand_over, **body}
        given = {key: value for key, value in given.items() if value is not None}
        headers = {} if token is None else {"x-cm-producttoken": token}
        return self.http.post(self.mutation_url(chat, account), json=given, headers=headers)

    def says(
        self,
        *texts: str,
        client: str,
        adapter: str = "sandbox-bot-adapter",
        token: str | None = token,
        account: str = account,
        body: Any = None,
        **chat: Any,
    ) -> httpx.Response:
        """Send texts over TwoWay; a value of the chat that is None leaves the key out."""
        told = {
            "id": "ignored",
            "accountId": self.account,
            "channel": "CXWebConversations",
            "conversationClientId": client,
            "conversationHostId": "sandbox-web-conversations",
            **chat,
        }
        messages = [{"$type": "text", "direction": "ClientTerminated", "text": t} for t in texts]
        whole = {
            "chat": {key: value for key, value in told.items() if value is not None},
            "conversationMessages": messages,
            **(body or {}),
        }
        path = f"/conversational/twoway/v2/accounts/{account}/adapters/{adapter}"
        headers = {} if token is None else {"x-cm-producttoken": token}
        return self.http.post(f"{self.urls['router']}{path}", json=whole, headers=headers)

    def mutation_url(self, chat: str = chat, account: str = account) -> str:
        """Where mutations of a chat go."""
        path = f"/conversational/control/v1/accounts/{account}/chats/{chat}"
        return f"{self.urls['router']}{path}/routing/mutationrequests"


@pytest.fixture
def cm(http: httpx.Client, sandbox: RunningSandbox) -> CMAccount:
    """The default CM.com account's calls."""
    return CMAccount(http, sandbox.urls)
