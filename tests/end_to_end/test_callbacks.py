"""The wish to be called: asked for off shift, noted, and delivered once by e-mail or webhook."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sandbox import Control
from tests import bot_responses as said
from tests.end_to_end.customer import PERSON, Customer
from tests.end_to_end.desks import Desk
from tests.end_to_end.test_messages import messages, steps
from tests.mail_server import Certificate, MailServer
from tests.real_bot import Bot

ABOUT = "My parcel of order 1234 has not come."
PHONE, SHOWN, E164 = "call me on 0612345678 please", "06 12345678", "+31612345678"
CHECK = f"I read {SHOWN}. Is that right?"
SECRET = "a secret of the test"
NOTED = re.compile(
    rf"I have noted that you would like to be called on {SHOWN}, on (\w+ \d+ \w+) between "
    r"(\d\d:\d\d) and (\d\d:\d\d) \(Coordinated Universal Time\)\. "
    r"Your reference is (\w{4}-\w{4})\."
)
AS_SAID = re.compile(
    rf"I have noted that you would like to be called on {SHOWN}, and what you wrote about the "
    r"time: (.+)\. Your reference is (\w{4}-\w{4})\."
)


@pytest.fixture
def mailbox(mail: MailServer, tls: Certificate) -> dict[str, Any]:
    return messages(mail, tls)


@pytest.fixture
def tomorrow() -> datetime:
    return datetime.now(timezone.utc) + timedelta(days=1)


@pytest.fixture
def desk(bot: Bot, control: Control, mailbox: dict[str, Any], tomorrow: datetime) -> Desk:
    """The only desk of the bot; it is closed today, and its colleagues call customers."""
    days = [f"{tomorrow + timedelta(days=number):%b %d} 09:00-17:00" for number in range(3)]
    desk = Desk("liveperson", control, "rest")
    callback = {"callback": {"region": "NL"}}
    hours = {"opening_hours": {"rules": "; ".join(days), "time_zone": "UTC"}}
    settings = desk.settings(messages=mailbox | callback, liveperson=hours)
    bot.configure(**settings, next_shift={"time_zone": "UTC"})
    return desk


def buttons(customer: Customer) -> list[str]:
    shown = [each for each in customer.bot.events(customer.conversation) if each["event"] == "bot"]
    return [button["title"] for button in shown[-1]["data"]["buttons"] or []]


def asks_for_a_call(customer: Customer) -> None:
    (_, offer) = customer.says(PERSON)
    assert offer == said.OFFER_MESSAGE_OR_CALL
    assert buttons(customer) == ["Leave a message", "Ask for a call", "No thanks"]
    assert customer.says("please call me back") == [said.ASK_MESSAGE]
    assert customer.says(ABOUT) == [said.ASK_PHONE]


def test_off_shift_the_customer_asks_for_a_call_and_one_email_arrives(
    customer: Customer, mail: MailServer, tomorrow: datetime
) -> None:
    asks_for_a_call(customer)
    assert customer.says("I have no idea") == [said.BAD_PHONE, said.ASK_PHONE]
    assert customer.says(PHONE) == [CHECK]
    assert customer.says("no") == [said.ASK_PHONE]
    assert customer.says(PHONE) == [CHECK]
    assert customer.says("yes") == [said.ASK_CALL_TIME]
    first, *_ = buttons(customer)
    assert first == f"{tomorrow:%A} between 09:00 and 12:00"
    assert customer.says("tomorrow between 12 and 3") == [said.ASK_NAME]
    (text,) = customer.says("Jane Doe")

    noted = NOTED.fullmatch(text)
    assert noted, text
    day, begins, ends, reference = noted.groups()
    assert (begins, ends) == ("12:00", "15:00")
    assert str(tomorrow.day) in day
    (arrived,) = mail.wait_for(1)
    assert reference in arrived["Subject"]
    body = arrived.get_content()
    assert f"Telephone: {E164}" in body
    assert f"When:      {tomorrow:%Y-%m-%d} 12:00-15:00 (UTC)" in body
    assert ABOUT in body
    assert "Jane Doe" in body
    assert steps(customer) == ["requested", "callback_noted"]
    assert customer.slot("message_reference") == reference
    assert customer.slot("message") is customer.slot("callback_time") is None
    # The form is over: the bot answers as always. The number is known when it is asked for again.
    assert customer.says("hello") == [said.HELLO]
    assert customer.says("/human_handoff_call_back") == [said.ASK_MESSAGE]
    assert customer.says(ABOUT) == [CHECK]
    assert customer.says("yes") == [said.ASK_CALL_TIME]
    assert NOTED.fullmatch(customer.says(first)[0])
    assert len(mail.wait_for(2)) == 2


def test_a_bare_yes_is_asked_for_which_and_each_of_the_two_can_be_chosen(
    customer: Customer, mail: MailServer
) -> None:
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    customer.says(PERSON)
    assert customer.says("yes please") == [said.MESSAGE_OR_CALL, said.OFFER_MESSAGE_OR_CALL]
    assert customer.says("/human_handoff_call_back") == [said.ASK_MESSAGE]
    assert customer.says("stop") == [said.NO_CALL]
    customer.says(PERSON)
    assert customer.says("a message") == [said.ASK_MESSAGE]
    assert customer.says("stop") == [said.NO_MESSAGE]
    assert customer.says("hello") == [said.HELLO]
    assert not mail.mails


def test_without_a_number_it_is_noted_as_a_message(customer: Customer, mail: MailServer) -> None:
    customer.set_slots(name="Jane Doe", email="jane@example.org")
    asks_for_a_call(customer)
    needs, noted = customer.says("I would rather not give my number")
    assert needs == said.NEEDS_PHONE
    assert noted.startswith("I have noted your message for my colleagues.")
    assert ABOUT in mail.wait_for(1)[0].get_content()

    asks_for_a_call(customer)
    assert customer.says("never mind") == [said.NO_CALL]
    assert customer.says("hello") == [said.HELLO]


def test_words_that_name_none_of_the_times_are_noted_as_they_were_said(
    customer: Customer, mail: MailServer
) -> None:
    asks_for_a_call(customer)
    customer.says(PHONE, "yes")
    unclear, again = customer.says("not when I am at work")
    assert unclear.startswith("I cannot match that with one of the times.")
    assert again == said.ASK_CALL_TIME
    assert customer.says("after the dinner of my cat") == [said.ASK_NAME]
    noted = AS_SAID.fullmatch(customer.says("Jane Doe")[0])
    assert noted
    assert noted[1] == "after the dinner of my cat"
    assert "When:      after the dinner of my cat" in mail.wait_for(1)[0].get_content()


def test_a_desk_without_opening_hours_asks_for_the_time_in_words_and_posts_it_signed(
    bot: Bot, control: Control, httpserver: HTTPServer
) -> None:
    posts: Queue[Request] = Queue()

    def take(request: Request) -> Response:
        posts.put(request)
        return Response()

    httpserver.expect_request("/tickets", method="POST").respond_with_handler(take)
    receiver = {"webhook": {"url": httpserver.url_for("/tickets"), "secret": SECRET}}
    desk = Desk("liveperson", control, "rest")
    receivers = {"receivers": {"tickets": receiver}, "default": "tickets"}
    callback = {"callback": {"region": "NL"}}
    bot.configure(**desk.settings(messages=receivers | callback))
    desk.set_shift(False)
    customer = Customer(bot, "conversation-posted", desk)
    asks_for_a_call(customer)
    assert customer.says(PHONE) == [CHECK]
    assert customer.says("yes") == [said.ASK_WHEN]
    assert buttons(customer) == []
    customer.says("tomorrow after six")
    noted = AS_SAID.fullmatch(customer.says("Jane Doe")[0])
    assert noted
    posted = json.loads(posts.get(timeout=10).get_data())
    assert posted["callback"] == {
        "phone": E164,
        "at": "tomorrow after six",
        "from": None,
        "until": None,
    }
    assert posted["reference"] == noted[2]
    assert posts.empty()


def test_the_number_stands_in_no_log(bot: Bot, customer: Customer, mail: MailServer) -> None:
    asks_for_a_call(customer)
    customer.says(PHONE, "yes", "as soon as possible", "Jane Doe")
    mail.wait_for(1)
    written = "".join(path.read_text("utf-8") for path in Path(bot.logs).glob("*.log"))
    for number in ("0612345678", "612345678", SHOWN):
        assert number not in written


def test_where_no_callback_is_configured_nothing_of_it_is_offered(
    bot: Bot, customer: Customer, mailbox: dict[str, Any]
) -> None:
    bot.configure(**customer.desk.settings(messages=mailbox))
    customer.desk.set_shift(False)
    assert customer.says(PERSON) == [said.OFF_SHIFT, said.OFFER_MESSAGE]
    assert customer.says("/human_handoff_call_back") == [said.CANNOT_NOTE_CALL]
