"""The imitated Public API of Third-Party Bots: a transfer is a command with an outcome."""

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.liveperson.driver import HUMAN, LivePerson

EXECUTION_FAILED = "com.liveperson.bot-connectors-worker.error.public-api.execution-failed"


@pytest.fixture
def bearer(liveperson: LivePerson) -> str:
    return liveperson.public_bearer()


def outcome(liveperson: LivePerson, bearer: str, command: str = "1") -> Any:
    return liveperson.outcome(command, bearer).json()


def test_a_command_is_carried_out_at_once_and_keeps_its_outcome(
    liveperson: LivePerson, bearer: str
) -> None:
    assert liveperson.command(bearer=bearer, agentId="77").json() == {"commandId": "1"}

    command = outcome(liveperson, bearer)
    assert (command["state"], command["data"]["type"]) == ("completed", "transfer")
    assert command["data"]["payload"] == {"skill": "Human", "agentId": "77"}
    (transfer,) = liveperson.transfers()
    assert (transfer["skill_name"], transfer["state"]) == ("Human", "with_agent")
    assert liveperson.messages() == [], "the bot sends the transfer message itself"
    assert outcome(liveperson, bearer, "") == [command]


def test_a_command_waits_and_is_then_carried_out(
    liveperson: LivePerson, bearer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited, looked_at = [], threading.Event()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await asyncio.to_thread(looked_at.wait, 30)

    # The time is over when the waiting command has been looked at, however long that takes.
    clock = SimpleNamespace(sleep=sleep)
    monkeypatch.setattr("sandbox.vendors.liveperson.public_api.asyncio", clock)
    liveperson.admin.set_public_api(seconds=0.2)

    liveperson.command(bearer=bearer)

    assert outcome(liveperson, bearer)["state"] == "waiting"
    assert outcome(liveperson, bearer)["result"] is None
    assert liveperson.transfers() == []
    looked_at.set()
    assert waited == [0.2]
    liveperson.wait_for(is_event("transfer_accepted"))
    assert outcome(liveperson, bearer)["state"] == "completed"


@pytest.mark.parametrize(
    ("settings", "body", "reason"),
    [
        ({"outcome": "failed"}, {}, EXECUTION_FAILED),
        ({"outcome": "failed", "error": "busy"}, {}, "busy"),
        ({}, {"skill": "human"}, "no skill has the name human"),
    ],
    ids=["failed", "with a name", "another case"],
)
def test_a_command_fails_with_the_name_of_an_error(
    liveperson: LivePerson, bearer: str, settings: Any, body: Any, reason: str
) -> None:
    liveperson.admin.set_public_api(**settings)

    assert liveperson.command(bearer=bearer, **body).status_code == 200

    command = outcome(liveperson, bearer)
    assert command["state"] == "failed"
    assert command["result"]["error"]["name"] == settings.get("error", EXECUTION_FAILED)
    assert liveperson.wait_for(is_event("transfer_refused"))["reason"] == reason
    assert liveperson.transfers() == []


def test_a_command_that_is_no_longer_valid_fails(
    liveperson: LivePerson, bearer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.vendors.liveperson.public_api.SHORTEST_TTL", 0)
    liveperson.admin.set_public_api(seconds=60)

    liveperson.command(ttl="?ttl=0", bearer=bearer)

    refused = liveperson.wait_for(is_event("transfer_refused"))
    assert refused["reason"] == "the command is no longer valid"
    assert outcome(liveperson, bearer)["state"] == "failed"
    assert liveperson.transfers() == []


@pytest.mark.parametrize("ttl", ["?ttl=9", "?ttl=121", "?ttl=soon", "?ttl=-10", "?ttl="])
def test_a_time_to_live_that_cannot_be_is_refused(
    liveperson: LivePerson, bearer: str, ttl: str
) -> None:
    assert liveperson.command(ttl=ttl, bearer=bearer).status_code == 400
    assert "must be from 10 to 120" in liveperson.wait_for(is_event("transfer_refused"))["reason"]


@pytest.mark.parametrize("ttl", ["", "?ttl=10", "?ttl=120"])
def test_a_time_to_live_may_be_left_out(liveperson: LivePerson, bearer: str, ttl: str) -> None:
    assert liveperson.command(ttl=ttl, bearer=bearer).status_code == 200


@pytest.mark.parametrize("body", [{"skill": None}, {"skill": 5}, {"agent": "77"}])
def test_a_body_that_cannot_be_is_refused(
    liveperson: LivePerson, bearer: str, body: dict[str, Any]
) -> None:
    assert liveperson.command(bearer=bearer, **body).status_code == 400
    assert outcome(liveperson, bearer, "") == []


def test_the_last_200_commands_are_kept(liveperson: LivePerson, bearer: str) -> None:
    for _ in range(201):
        liveperson.command(bearer=bearer)

    kept = outcome(liveperson, bearer, "")
    assert (len(kept), kept[0]["id"]) == (200, "2")
    assert liveperson.outcome("1", bearer).status_code == 404


def test_a_session_that_has_ended_is_refused_and_the_other_apis_tokens_are_too(
    liveperson: LivePerson, bearer: str
) -> None:
    assert liveperson.command(bearer=liveperson.bearer()).status_code == 401
    liveperson.admin.expire_logins()

    assert liveperson.command(bearer=bearer).status_code == 401
    assert [login["user"] for login in liveperson.admin.logins()] == ["rasa-bot", "rasa-transfers"]


def test_the_skill_may_have_been_renamed(liveperson: LivePerson, bearer: str) -> None:
    liveperson.admin.set_skill(HUMAN, name="People")

    liveperson.command(bearer=bearer, skill="People")

    assert outcome(liveperson, bearer)["state"] == "completed"
