"""Real servers: Rasa, the action server and the sandbox, HTTP between all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Control
from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import Desk
from tests.mail_server import Certificate, MailServer, mail_server, tls
from tests.real_bot import Bot, real_bot

__all__ = ["tls"]


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="session")
def bot(logs: Path) -> Iterator[Bot]:
    with real_bot(logs) as bot:
        yield bot


@pytest.fixture
def control(bot: Bot) -> Iterator[Control]:
    with Control(bot.sandbox.control) as control:
        control.reset()
        yield control
        control.clear_faults()


@pytest.fixture
def route() -> tuple[str, str]:
    """A desk, and Rasa's name of the channel on which the customer writes."""
    return "liveperson", "rest"


@pytest.fixture
def desk(bot: Bot, control: Control, route: tuple[str, str]) -> Desk:
    """The only desk of the bot."""
    desk = Desk(route[0], control, route[1])
    bot.configure(**desk.settings())
    return desk


@pytest.fixture(scope="session")
def one_mail_server(tls: Certificate) -> Iterator[MailServer]:
    with mail_server("starttls", tls) as server:
        yield server


@pytest.fixture
def mail(one_mail_server: MailServer) -> MailServer:
    """A mail server that has no e-mails yet."""
    one_mail_server.mails.clear()
    return one_mail_server


@pytest.fixture
def customer(bot: Bot, desk: Desk, request: pytest.FixtureRequest) -> Customer:
    """A customer of this desk's bot who has not written yet."""
    name = re.sub(r"\W+", "-", request.node.name)
    return Customer(bot, f"conversation-{name}", desk)
