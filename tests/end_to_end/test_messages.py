"""A message where nobody can be reached: said, noted, and delivered once by e-mail."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox import Control
from tests import bot_responses as said
from tests.end_to_end.customer import PERSON, Customer
from tests.end_to_end.desks import Desk
from tests.mail_server import Certificate, MailServer, email_settings
from tests.real_bot import Bot
from tests.unit.handoff_events.schema import SCHEMA

TEXT = "My parcel of order 1234 has not come,\nand nobody answers."
NOTED = re.compile(
    r"I have noted your message for my colleagues\. Your reference is (\w{4}-\w{4})\."
)
BAD_EMAIL = "That does not look like an e-mail address."


@pytest.fixture
def desk(bot: Bot, control: Control, mail: MailServer, tls: Certificate) -> Desk:
    """The only desk of the bot, which also takes messages."""
    bot.configure(desks=["liveperson"], messages=messages(mail, tls))
    return Desk("liveperson", control, "rest")


def messages(mail: MailServer, tls: Certificate) -> dict[str, Any]:
    return {
        "receivers": {"mailbox": {"email": email_settings(mail, tls)}},
        "default": "mailbox",
    }


@contextmanager
def held_by_another_program(file: Path) -> Iterator[None]:
    """Keep every server from using the state store."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def reference_in(texts: list[str]) -> str:
    assert len(texts) == 1, texts
    found = NOTED.fullmatch(texts[0])
    assert found, texts
    return found[1]


def steps(customer: Customer) -> list[str]:
    slots = [each for each in customer.bot.events(customer.conversation) if each["event"] == "slot"]
    events = [each["value"] for each in slots if each["name"] == "human_handoff_event"]
    for event in filter(None, events):
        SCHEMA.validate(event)
    return [event["step"] for event in events if event]


def test_off_shift_the_customer_leaves_a_message_and_one_email_arrives(
    customer: Customer, mail: MailServer
) -> None:
    customer.desk.set_shift(False)
    assert customer.says(PERSON) == [said.OFF_SHIFT, said.OFFER_MESSAGE]
    assert customer.says("yes please") == [said.ASK_MESSAGE]
    assert customer.says(TEXT) == [said.ASK_NAME]
    assert customer.says("Jane Doe") == [said.ASK_EMAIL_FOR_MESSAGE]
    assert customer.says("jane@example") == [BAD_EMAIL, said.ASK_EMAIL_FOR_MESSAGE]
    reference = reference_in(customer.says("jane@example.org"))

    (arrived,) = mail.wait_for(1)
    assert reference in arrived["Subject"]
    body = arrived.get_content().replace("\r\n", "\n")
    assert TEXT in body
    assert "Jane Doe" in body
    assert "jane@example.org" in body
    assert customer.slot("message_reference") == reference
    assert customer.slot("message") is None
    assert customer.slot("outcome") == "off_shift"
    assert steps(customer) == ["requested", "message_noted"]
    # The form is over: the bot answers as always.
    assert customer.says("hello") == [said.HELLO]
    assert len(mail.mails) == 1


def test_the_buttons_say_the_same(customer: Customer, mail: MailServer) -> None:
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    customer.desk.set_shift(False)
    assert customer.says(PERSON) == [said.OFF_SHIFT, said.OFFER_MESSAGE]
    assert customer.says("/human_handoff_leave_message") == [said.ASK_MESSAGE]
    reference = reference_in(customer.says(TEXT))
    assert reference in mail.wait_for(1)[0]["Subject"]

    # It is pressed again: another message, with a reference of its own.
    assert customer.says("/human_handoff_leave_message") == [said.ASK_MESSAGE]
    assert reference_in(customer.says(TEXT)) != reference
    assert len(mail.wait_for(2)) == 2


@pytest.mark.parametrize("no", ["no thanks", "nee bedankt", "/human_handoff_no_message"])
def test_no_thanks_is_respected(customer: Customer, mail: MailServer, no: str) -> None:
    customer.desk.set_shift(False)
    assert customer.says(PERSON, no) == [said.NO_MESSAGE]
    assert customer.says("hello") == [said.HELLO]
    assert not mail.mails


def test_another_question_is_answered_and_the_offer_is_not_repeated(customer: Customer) -> None:
    customer.desk.set_shift(False)
    customer.says(PERSON)
    (answer,) = customer.says("when are you open?")
    assert answer != said.OFFER_MESSAGE
    assert customer.bot.loop(customer.conversation) is None
    assert customer.says("hello") == [said.HELLO]
    # Who asks for a person again is offered it again, also as an answer to the offer.
    assert customer.says(PERSON) == [said.OFF_SHIFT, said.OFFER_MESSAGE]
    assert customer.says(PERSON) == [said.OFF_SHIFT, said.OFFER_MESSAGE]
    customer.desk.set_shift(True)
    assert customer.says(PERSON) == [said.ASK_NAME]


def test_a_transfer_that_failed_and_one_too_many_lead_to_a_message(
    customer: Customer, mail: MailServer
) -> None:
    customer.desk.refuse_transfer()
    assert customer.asks_for_a_person() == [said.FAILED, said.OFFER_MESSAGE]
    assert customer.says("ja graag") == [said.ASK_MESSAGE]
    reference_in(customer.says(TEXT))
    assert "jane@example.org" in mail.wait_for(1)[0].get_content()

    customer.desk.refuse_transfer()
    customer.set_slots(attempts=3)
    assert customer.says(PERSON) == [said.GAVE_UP, said.OFFER_MESSAGE]
    assert customer.says("leave a message") == [said.ASK_MESSAGE]
    assert customer.says("never mind") == [said.NO_MESSAGE]
    assert customer.says(PERSON) == [said.GAVE_UP, said.OFFER_MESSAGE]


def test_unknown_leads_to_a_message(customer: Customer) -> None:
    customer.control.fault(customer.desk.shift_call, "status", times=None)
    assert customer.says(PERSON) == [said.UNKNOWN, said.OFFER_MESSAGE]


def test_where_no_messages_are_configured_nothing_is_offered(customer: Customer, bot: Bot) -> None:
    bot.configure(desks=["liveperson"])
    customer.desk.set_shift(False)
    assert customer.says(PERSON) == [said.OFF_SHIFT]
    assert customer.says("/human_handoff_leave_message") == [said.CANNOT_TAKE_MESSAGE]


def test_without_the_store_the_customer_is_told_so(customer: Customer, bot: Bot) -> None:
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    customer.desk.set_shift(False)
    customer.says(PERSON, "yes")
    with held_by_another_program(bot.logs / ".human_handoff" / "state.db"):
        assert customer.says(TEXT) == [said.NOT_NOTED]
    assert steps(customer) == ["requested", "message_not_noted"]

    assert customer.says(PERSON, "yes") == [said.ASK_MESSAGE]
    reference_in(customer.says(TEXT))
