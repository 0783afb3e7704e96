"""LivePerson calls the bot: the Custom Endpoint, with a real Rasa and a real action server."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from demo.stack import Server, free_port
from sandbox import Control
from tests.end_to_end.conftest import PERSON
from tests.end_to_end.responses import (
    ASK_EMAIL,
    ASK_NAME,
    FAILED,
    HELLO,
    ON_HOLD,
)
from tests.real_bot import Bot

ACCOUNT, BOT_ID = "12345678", "northwind-bot"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
CUSTOM_ENDPOINT = {"liveperson": {"custom_endpoint": {"channels": ["liveperson"]}}}
AGENTS_ONLY = "AGENTS_AND_MANAGERS"
TRANSFER = {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": {"skillName": "Human"}}}


@pytest.fixture(scope="module")
def rasa(running_bot: Bot) -> Iterator[Server]:
    """A Rasa on which LivePerson's channel is switched on."""
    section = {"account": ACCOUNT, "bots": {BOT_ID: ["draft"]}, "public_key": PEM}
    credentials = running_bot.logs / "credentials.yml"
    credentials.write_text(
        json.dumps({"human_handoff_channels.liveperson.LivePersonInput": section})
    )
    with running_bot.another_rasa(free_port(), credentials=credentials) as server:
        yield server


class Platform:
    """LivePerson's platform, as the bot sees it, with one customer."""

    def __init__(self, rasa: Server, conversation: str) -> None:
        self.url = (
            f"{rasa.url}/webhooks/liveperson/v1/bots/{BOT_ID}/environments/draft"
            f"/conversations/{conversation}"
        )
        self.conversation = conversation
        self.sequence = 0
        claims = {"iss": "Sentinel", "aud": ACCOUNT, "exp": time.time() + 600}
        claims["scope"] = "thirdpartybots.customendpoint.bot"
        self.token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k1"})

    def give_to_bot(self) -> None:
        """Let the bot have the conversation."""
        assert self._call("PUT", "", {"context": {"type": "MESSAGING"}}).status_code == 200

    def send(self, *texts: str) -> list[dict[str, Any]]:
        """Deliver messages of the customer; return the items of the last response."""
        items: list[dict[str, Any]] = []
        for text in texts:
            self.sequence += 1
            items = self.deliver(text, self.sequence)
        return items

    def deliver(self, text: str, sequence: int) -> list[dict[str, Any]]:
        lp_event = {"sequence": sequence, "conversationId": self.conversation}
        message = {"data": {"message": text}, "context": {"lpEvent": lp_event}}
        response = self._call("POST", "/events", {"type": "TEXT", "source": "CONSUMER", **message})
        assert response.status_code == 200, response.text
        return list(response.json()["response"])

    def send_to_the_transfer(self) -> list[dict[str, Any]]:
        """Ask for a person and answer the form's questions; return the items of the last answer."""
        assert texts(self.send(PERSON)) == [ASK_NAME]
        assert texts(self.send("my name is Jane Doe")) == [ASK_EMAIL]
        return self.send("jane@example.org")

    def _call(self, method: str, path: str, body: object) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.token}"}
        return httpx.request(
            method, self.url + path, json=body, headers=bearer, timeout=60, trust_env=False
        )


@pytest.fixture
def platform(
    rasa: Server, running_bot: Bot, control: Control, request: pytest.FixtureRequest
) -> Platform:
    running_bot.configure(**CUSTOM_ENDPOINT)
    platform = Platform(rasa, f"lp-{request.node.name}")
    platform.give_to_bot()
    return platform


def texts(items: list[dict[str, Any]], audience: str = "ALL") -> list[str]:
    """Return the messages in a response that everybody reads, or only the agents."""
    messages = [item["data"] for item in items if item["type"] == "TEXT"]
    read = [each for each in messages if each.get("messageAudience", "ALL") == audience]
    return [message["message"] for message in read]


def test_the_transfer_is_the_last_thing_in_the_answer_with_the_transfer_message(
    platform: Platform, control: Control
) -> None:
    assert texts(platform.send("hello")) == [HELLO]

    items = platform.send_to_the_transfer()

    assert texts(items) == [ON_HOLD]
    summary = f"Name: Jane Doe\nE-mail: jane@example.org\nAsked: hello / {PERSON}"
    assert texts(items, AGENTS_ONLY) == [summary]
    assert items[-1] == TRANSFER
    assert [item["type"] for item in items].count("ACTION") == 1
    assert control.calls("escalate") == [], "nothing is sent beside the answer"


def test_the_same_delivery_three_times_is_one_answer_three_times(platform: Platform) -> None:
    platform.send(PERSON, "my name is Jane Doe")

    answers = [platform.deliver("jane@example.org", 99) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][-1] == TRANSFER


def test_a_skill_without_a_name_is_a_failure_and_nothing_is_transferred(
    platform: Platform, running_bot: Bot
) -> None:
    skills = {"human": {"id": "2438093750", "name": "Human"}}
    running_bot.configure(
        liveperson={"custom_endpoint": {"channels": ["liveperson"]}, "skills": skills},
        skills={"default": "2438093710", "fallback": None},
    )

    items = platform.send_to_the_transfer()

    assert texts(items) == [ON_HOLD, FAILED]
    assert TRANSFER not in items
    running_bot.configure(**CUSTOM_ENDPOINT)
    assert platform.send(PERSON)[-1] == TRANSFER


def test_without_a_token_nothing_gets_in(platform: Platform) -> None:
    own, platform.token = platform.token, "none"

    refused = platform._call("POST", "/events", {})

    assert refused.status_code == 401
    platform.token = own
    assert texts(platform.send("hello")) == [HELLO]
