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

from .conftest import Bot
from .desks import ON_HOLD
from .test_conversations import ASK_EMAIL, ASK_NAME, BACK, FAILED, HELLO

ACCOUNT, BOT_ID = "12345678", "northwind-bot"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
CUSTOM_ENDPOINT = {"liveperson": {"custom_endpoint": {"channels": ["liveperson"]}}}
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
    """LivePerson, with one customer."""

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

    def gives_the_bot_the_conversation(self) -> None:
        assert self._call("PUT", "", {"context": {"type": "MESSAGING"}}).status_code == 200

    def says(self, *texts: str) -> list[dict[str, Any]]:
        """Deliver what the customer says; returns the items of the last answer."""
        items: list[dict[str, Any]] = []
        for text in texts:
            self.sequence += 1
            items = self.delivers(text, self.sequence)
        return items

    def delivers(self, text: str, sequence: int) -> list[dict[str, Any]]:
        lp_event = {"sequence": sequence, "conversationId": self.conversation}
        event = {
            "type": "TEXT",
            "source": "CONSUMER",
            "data": {"message": text},
            "context": {"lpEvent": lp_event},
        }
        answer = self._call("POST", "/events", event)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["response"])

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
    platform.gives_the_bot_the_conversation()
    return platform


def said(items: list[dict[str, Any]]) -> list[str]:
    """What the customer reads of an answer."""
    texts = [item["data"] for item in items if item["type"] == "TEXT"]
    return [text["message"] for text in texts if text.get("messageAudience", "ALL") == "ALL"]


def for_agents(items: list[dict[str, Any]]) -> list[str]:
    """What only agents read of it."""
    texts = [item["data"] for item in items if item["type"] == "TEXT"]
    return [text["message"] for text in texts if text.get("messageAudience", "ALL") != "ALL"]


def to_the_transfer(platform: Platform) -> list[dict[str, Any]]:
    assert said(platform.says("I want to talk to a person")) == [ASK_NAME]
    assert said(platform.says("my name is Jane Doe")) == [ASK_EMAIL]
    return platform.says("jane@example.org")


def test_the_transfer_is_the_last_thing_in_the_answer_with_the_last_words(
    platform: Platform, control: Control
) -> None:
    assert said(platform.says("hello")) == [HELLO]

    items = to_the_transfer(platform)

    assert said(items) == [ON_HOLD]
    assert for_agents(items) == [
        "Name: Jane Doe\nE-mail: jane@example.org\nAsked: hello / I want to talk to a person"
    ]
    assert items[-1] == TRANSFER
    assert [item["type"] for item in items].count("ACTION") == 1
    assert control.calls("escalate") == [], "nothing is sent beside the answer"


def test_the_agent_gives_back_and_a_second_handoff_follows(platform: Platform) -> None:
    to_the_transfer(platform)

    platform.gives_the_bot_the_conversation()

    assert said(platform.says("hello")) == [BACK, HELLO]
    assert platform.says("I want to talk to a person")[-1] == TRANSFER


def test_the_same_delivery_three_times_is_one_answer_three_times(platform: Platform) -> None:
    platform.says("I want to talk to a person", "my name is Jane Doe")

    answers = [platform.delivers("jane@example.org", 99) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][-1] == TRANSFER


def test_nobody_on_shift_is_said_and_nothing_is_transferred(
    platform: Platform, control: Control
) -> None:
    control.liveperson.set_skill("2438093750", on_shift=False)

    items = platform.says("I want to talk to a person")

    assert said(items) == ["Sorry, none of my colleagues is at work right now."]
    assert TRANSFER not in items
    control.liveperson.set_skill("2438093750", on_shift=True)
    assert to_the_transfer(platform)[-1] == TRANSFER


def test_a_skill_without_a_name_is_told_and_nothing_is_transferred(
    platform: Platform, running_bot: Bot
) -> None:
    skills = {"human": {"id": "2438093750", "name": "Human"}}
    running_bot.configure(
        liveperson={"custom_endpoint": {"channels": ["liveperson"]}, "skills": skills},
        skills={"default": "2438093710", "fallback": None},
    )

    items = to_the_transfer(platform)

    assert said(items) == [ON_HOLD, FAILED]
    assert TRANSFER not in items
    running_bot.configure(**CUSTOM_ENDPOINT)
    assert platform.says("I want to talk to a person")[-1] == TRANSFER


def test_without_a_token_nothing_gets_in(platform: Platform) -> None:
    own, platform.token = platform.token, "none"

    refused = platform._call("POST", "/events", {})

    assert refused.status_code == 401
    platform.token = own
    assert said(platform.says("hello")) == [HELLO]
