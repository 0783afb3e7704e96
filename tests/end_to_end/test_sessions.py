"""A session that expires while an agent has the conversation must not make the bot answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.stack import Server, free_port, trained_model
from sandbox import Control
from tests import ROOT
from tests.bot_responses import BACK, FAILED, HELLO
from tests.end_to_end.customer import PERSON, Customer
from tests.end_to_end.desks import STATES
from tests.real_bot import Bot, serving

# In minutes: shorter than any customer types, so that every message begins a session.
AT_ONCE = "session_expiration_time: 0.00001"


@pytest.fixture(scope="module")
def forgetful_rasa(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Rasa whose sessions expire at once."""
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    assert "session_expiration_time: 60" in domain
    changed: Path = tmp_path_factory.mktemp("domain") / "domain.yml"
    changed.write_text(domain.replace("session_expiration_time: 60", AT_ONCE), encoding="utf-8")
    with bot.another_rasa(free_port(), model=trained_model(ROOT, domain=changed)) as rasa:
        yield rasa


@pytest.fixture(autouse=True)
def forgetful_bot(bot: Bot, control: Control, forgetful_rasa: Server) -> Iterator[None]:
    """Put that Rasa in the usual one's place."""
    with serving(bot, control, forgetful_rasa):
        yield


@pytest.fixture
def transferred(customer: Customer) -> Customer:
    """A customer who has asked for a person, and whose name and address the bot knows."""
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    assert customer.says(PERSON) == customer.desk.on_hold
    assert len(customer.desk.received()) == 1
    return customer


def sessions(customer: Customer) -> int:
    events = customer.bot.events(customer.conversation)
    return sum(event["event"] == "session_started" for event in events)


@pytest.mark.parametrize("route", [(slug, "rest") for slug in STATES], ids=STATES)
def test_the_bot_stays_silent_and_the_agent_can_still_give_back(transferred: Customer) -> None:
    before = sessions(transferred)

    # Rasa takes what a loop accepts for no message of the session, so the second begins none.
    assert transferred.says("hello", "what are your opening hours?") == []

    assert transferred.bot.loop(transferred.conversation) == "human_handoff_with_agent"
    assert transferred.is_given_back() == [BACK]
    assert sessions(transferred) > before
    assert transferred.says("hello") == [HELLO]


def test_a_later_failure_still_gets_its_response_after_the_session_has_expired(
    transferred: Customer,
) -> None:
    assert transferred.says("hello") == []

    assert transferred.says("__agent_escalation_failed__") == [FAILED]
    assert transferred.says("hello") == [HELLO]
