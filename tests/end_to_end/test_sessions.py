"""A session that expires in the middle of the agent's chat must not wake the bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.human_handoff.vendors import DESKS
from demo.stack import Server, free_port, trained_model
from sandbox import Control
from tests import ROOT

from .conftest import Bot, Customer
from .desks import ON_HOLD

BACK = "I am back. What else can I do for you?"
HELLO = "Hello, this is Northwind Mobile. What can I do for you?"
# In minutes: shorter than any customer types, so that every message begins a session.
AT_ONCE = "session_expiration_time: 0.00001"


@pytest.fixture(scope="module")
def forgetful_domain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    assert "session_expiration_time: 60" in domain
    changed = tmp_path_factory.mktemp("domain") / "domain.yml"
    changed.write_text(domain.replace("session_expiration_time: 60", AT_ONCE), encoding="utf-8")
    return changed


@pytest.fixture(scope="module")
def forgetful_rasa(running_bot: Bot, forgetful_domain: Path) -> Iterator[Server]:
    """A Rasa whose sessions expire at once."""
    model = trained_model(ROOT, domain=forgetful_domain)
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


def sessions(bot: Bot, conversation: str) -> int:
    return sum(event["event"] == "session_started" for event in bot.events(conversation))


@pytest.mark.parametrize("desk", DESKS)
def test_the_bot_stays_silent_and_the_agent_can_still_give_back(
    forgetful_bot: Bot, control: Control, customer: Customer, desk: str
) -> None:
    forgetful_bot.configure(desks=[desk])
    known = {"human_handoff_name": "Jane Doe", "human_handoff_email": "jane@example.org"}
    forgetful_bot.set_slots(customer.conversation, **known)
    said = customer.says("I want to talk to a person")
    assert said == ([] if desk == "liveperson" else [ON_HOLD])
    assert len(control.transfers()) == 1
    before = sessions(forgetful_bot, customer.conversation)

    # Rasa takes what a loop accepts for no message of the session, so the second begins none.
    assert customer.says("hello", "what are your opening hours?") == []

    assert forgetful_bot.loop(customer.conversation) == "human_handoff_with_agent"
    answers = control.agent_returns(customer.conversation)
    assert [answer["text"] for answer in answers] == [BACK]
    assert sessions(forgetful_bot, customer.conversation) > before
    assert customer.says("hello") == [HELLO]


def test_a_later_failure_is_still_told_after_the_session_has_expired(
    forgetful_bot: Bot, control: Control, customer: Customer
) -> None:
    forgetful_bot.configure()
    known = {"human_handoff_name": "Jane Doe", "human_handoff_email": "jane@example.org"}
    forgetful_bot.set_slots(customer.conversation, **known)
    assert customer.says("I want to talk to a person") == []
    assert customer.says("hello") == []

    assert customer.says("__agent_escalation_failed__") == [
        "Sorry, I could not transfer you. You can ask me again in a moment."
    ]
    assert customer.says("hello") == [HELLO]
