"""A session that expires while an agent has the conversation must not make the bot answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.stack import Server, free_port, trained_model
from sandbox import Control
from tests import ROOT
from tests.end_to_end.conftest import PERSON, Customer
from tests.end_to_end.desks import PARTS, Desk
from tests.end_to_end.responses import BACK, FAILED, HELLO
from tests.real_bot import Bot

# In minutes: shorter than any customer types, so that every message begins a session.
AT_ONCE = "session_expiration_time: 0.00001"


@pytest.fixture(scope="module")
def forgetful_rasa(running_bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Rasa whose sessions expire at once."""
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    assert "session_expiration_time: 60" in domain
    changed: Path = tmp_path_factory.mktemp("domain") / "domain.yml"
    changed.write_text(domain.replace("session_expiration_time: 60", AT_ONCE), encoding="utf-8")
    model = trained_model(ROOT, domain=changed)
    with running_bot.another_rasa(free_port(), model=model) as rasa:
        yield rasa


@pytest.fixture
def forgetful_bot(running_bot: Bot, control: Control, forgetful_rasa: Server) -> Iterator[Bot]:
    """The same action server behind that Rasa."""
    usual = running_bot.rasa
    assert usual is not None
    running_bot.rasa = forgetful_rasa
    control.set_bot(forgetful_rasa.url)
    yield running_bot
    running_bot.rasa = usual
    control.set_bot(usual.url)


def sessions(customer: Customer) -> int:
    events = customer.bot.events(customer.conversation)
    return sum(event["event"] == "session_started" for event in events)


@pytest.mark.parametrize("slug", PARTS)
def test_the_bot_stays_silent_and_the_agent_can_still_give_back(
    forgetful_bot: Bot, control: Control, customer: Customer, slug: str
) -> None:
    forgetful_bot.configure(desks=[slug])
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    assert customer.says(PERSON) == Desk(slug, control).on_hold
    assert len(control.transfers()) == 1
    before = sessions(customer)

    # Rasa takes what a loop accepts for no message of the session, so the second begins none.
    assert customer.says("hello", "what are your opening hours?") == []

    assert forgetful_bot.loop(customer.conversation) == "human_handoff_with_agent"
    assert customer.is_given_back() == [BACK]
    assert sessions(customer) > before
    assert customer.says("hello") == [HELLO]


def test_a_later_failure_still_gets_its_response_after_the_session_has_expired(
    forgetful_bot: Bot, customer: Customer
) -> None:
    forgetful_bot.configure()
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    assert customer.says(PERSON) == []
    assert customer.says("hello") == []

    assert customer.says("__agent_escalation_failed__") == [FAILED]
    assert customer.says("hello") == [HELLO]
