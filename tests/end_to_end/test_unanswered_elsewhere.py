"""Nobody came: told once by the server that is left, and by `human-handoff watch` for others."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from demo.credentials_file import write_credentials
from demo.stack import Server, free_port
from sandbox import Control
from tests import ROOT
from tests.bot_responses import ON_HOLD
from tests.end_to_end.customer import EMAIL, NAME, PERSON, Customer
from tests.end_to_end.desks import OWN_DESK, Desk
from tests.end_to_end.test_unanswered import CHOOSE, NOBODY_CAME, endings, waits_for
from tests.real_bot import HTTP, Bot, serving


class Phone:
    """What a customer of Rasa's `callback` connector reads."""

    def __init__(self) -> None:
        self._read: list[tuple[str, str]] = []
        self._rings = threading.Condition()

    def receive(self, request: Request) -> Response:
        message = request.get_json()
        with self._rings:
            self._read.append((message["recipient_id"], message.get("text", "")))
            self._rings.notify_all()
        return Response("{}")

    def of(self, customer: str) -> list[str]:
        return [text for each, text in self._read if each == customer]

    def wait_for(self, customer: str, text: str, seconds: float) -> None:
        with self._rings:
            assert self._rings.wait_for(lambda: text in self.of(customer), seconds)


@pytest.fixture(scope="module")
def state(bot: Bot) -> str:
    """A store of its own, which the other tests' Rasa does not read."""
    return f"sqlite:///{(bot.logs / 'unanswered.db').resolve()}"


@pytest.fixture(scope="module")
def phone() -> Phone:
    return Phone()


@pytest.fixture(scope="module")
def credentials(bot: Bot, state: str, phone: Phone) -> Iterator[Path]:
    """The vendors' channels, and one that is not ours."""
    with HTTPServer("127.0.0.1", threaded=True) as server:
        server.expect_request("/").respond_with_handler(phone.receive)
        path = write_credentials(bot.logs / "unanswered.yml", bot.sandbox.urls, state)
        sections = json.loads(path.read_text()) | {"callback": {"url": server.url_for("/")}}
        path.write_text(json.dumps(sections))
        yield path


@contextmanager
def rasa(bot: Bot, credentials: Path) -> Iterator[Server]:
    store = {"type": "SQL", "dialect": "sqlite", "db": str(bot.logs / "unanswered-tracker.db")}
    with bot.another_rasa(free_port(), credentials=credentials, tracker_store=store) as server:
        yield server


def configure(bot: Bot, state: str, channel: str, seconds: int, **desk: Any) -> None:
    """Let the bot wait so long for an agent; `desk` is the only desk, with its section."""
    bot.configure(
        desks=list(desk),
        state={"url": state},
        unanswered={"nobody_came_after": f"{seconds}s", "agents_heard_on": [channel]},
        skills={"default": "human", "fallback": "human"},
        **desk,
    )


# It starts Rasa twice, which takes a minute each where others need the processors, too.
@pytest.mark.timeout(600)
def test_a_server_that_is_killed_is_followed_by_another_that_tells_it_once(
    bot: Bot, control: Control, credentials: Path, state: str
) -> None:
    configure(bot, state, "parley", seconds=5, parley={"channels": ["parley"]})
    customer = Customer(bot, "killed", Desk("parley", control, "parley"))
    with rasa(bot, credentials) as first, serving(bot, control, first):
        assert customer.asks_for_a_person() == [ON_HOLD]
        first.process.kill()

    with rasa(bot, credentials) as second, serving(bot, control, second):
        waits_for(customer, CHOOSE, seconds=60)
        other = customer.another()
        assert other.asks_for_a_person() == [ON_HOLD]
        waits_for(other, CHOOSE, seconds=30)

        assert customer.times_read(NOBODY_CAME) == 1
        assert customer.says("Go on with the bot") == ["All right, no transfer. How can I help?"]
        assert endings(customer) == ["nobody_came"]


@contextmanager
def watch(bot: Bot, server: Server) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "actions.human_handoff.cli", "watch", "--rasa", server.url]
    command += ["--config", str(bot.logs / "human_handoff.yml")]
    with (bot.logs / "watch.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def write(server: Server, customer: str, *texts: str) -> None:
    for text in texts:
        body = {"sender": customer, "message": text}
        HTTP.post(f"{server.url}/webhooks/callback/webhook", json=body).raise_for_status()


def tell_agent_wrote(server: Server, customer: str) -> None:
    """Do what a connector of a bot's own does when an agent writes."""
    url = f"{server.url}/conversations/{customer}/trigger_intent?output_channel=latest"
    HTTP.post(url, json={"name": "human_handoff_agent_wrote"}).raise_for_status()


@pytest.mark.timeout(600)
def test_another_channel_and_desk_are_watched_by_a_command_of_which_one_is_killed(
    bot: Bot, control: Control, credentials: Path, state: str, phone: Phone
) -> None:
    own = {"desk": OWN_DESK, "channels": ["callback"], "takes_back": True}
    configure(bot, state, "callback", seconds=3, own=own)
    with ExitStack() as running:
        server = running.enter_context(rasa(bot, credentials))
        running.enter_context(serving(bot, control, server))
        killed = running.enter_context(watch(bot, server))
        running.enter_context(watch(bot, server))
        for customer in ("waits", "served"):
            write(server, customer, PERSON, NAME, EMAIL)
            assert phone.of(customer)[-1] == ON_HOLD
        tell_agent_wrote(server, "served")
        killed.kill()

        phone.wait_for("waits", NOBODY_CAME, seconds=60)

        write(server, "waits", "go on with the bot")
        assert phone.of("waits").count(NOBODY_CAME) == 1
        assert NOBODY_CAME not in phone.of("served")
        assert bot.slots("waits")["human_handoff_state"] == "none"
        assert bot.slots("served")["human_handoff_state"] == "requested"
