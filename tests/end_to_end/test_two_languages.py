"""A bot in English and Dutch: one conversation in each, at the same time, on real servers.

Rasa chooses the responses by the conversation's slot; what our code writes follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import pytest
from babel.dates import format_datetime

from demo.bot_language import domain_of
from demo.stack import Server, free_port, trained_model
from sandbox import Control
from tests import ROOT
from tests.docs.documents import read, yaml
from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import Desk
from tests.real_bot import Bot, serving

Result = TypeVar("Result")

ZONE, SLOT = "Europe/Amsterdam", "human_handoff_language"
SETTINGS: dict[str, Any] = {
    "desks": ["liveperson"],
    "language": {"default": "en", "slot": SLOT},
    "next_shift": {"time_zone": ZONE},
    "waiting": {"limit_seconds": 1},
    "messages": {
        "receivers": {"tickets": {"webhook": {"url": "http://127.0.0.1:9/x", "secret": "s" * 16}}},
        "default": "tickets",
        "callback": {"region": "NL", "opening_hours": {"rules": "24/7", "time_zone": ZONE}},
    },
}
HUMAN = "2438093750"
FILES = {"en": "domain.yml", "nl": "domain.nl.yml"}
RESPONSES = {
    language: yaml(read(f"actions/human_handoff/{file}"))["responses"]
    for language, file in FILES.items()
}
PERSON = {"en": "I want to talk to a person", "nl": "ik wil een medewerker spreken"}
NO = {"en": "no thanks", "nl": "nee bedankt"}
YES = {"en": "yes", "nl": "ja"}


def text(language: str, name: str, **values: str) -> str:
    """Return a response of the plugin as customers read it."""
    template: str = RESPONSES[language][name][0]["text"]
    return template.format(**values)


class Speaker:
    """A customer of the bot in one of its languages; `value` is what the slot has."""

    def __init__(self, customer: Customer, language: str, value: str | None) -> None:
        self.language = language
        self.customer = customer
        if value is not None:
            customer.set_slots(language=value)

    def says(self, words: str | dict[str, str]) -> list[str]:
        return self.customer.says(words if isinstance(words, str) else words[self.language])

    def text(self, name: str, **values: str) -> str:
        return text(self.language, name, **values)


@pytest.fixture(scope="module")
def rasa_of_both(bot: Bot) -> Iterator[Server]:
    """A Rasa with the demo's bot in both languages."""
    model = trained_model(ROOT, domain_of(ROOT, "nl"))
    credentials = bot.credentials()
    with bot.another_rasa(free_port(), model=model, credentials=credentials) as rasa:
        yield rasa


@pytest.fixture(autouse=True)
def bot_of_both(bot: Bot, control: Control, rasa_of_both: Server) -> Iterator[None]:
    """Put that Rasa in the usual one's place."""
    with serving(bot, control, rasa_of_both):
        yield


@pytest.fixture
def desk(bot: Bot, control: Control, bot_of_both: None) -> Desk:
    bot.configure(**SETTINGS)
    return Desk("liveperson", control, "rest")


@pytest.fixture
def both(customer: Customer) -> list[Speaker]:
    """A customer whose slot is empty, and one whose slot says Dutch in the web's way."""
    return [Speaker(customer, "en", None), Speaker(customer.another(), "nl", "nl-NL")]


def each(both: list[Speaker], do: Callable[[Speaker], Result]) -> list[Result]:
    """Do this as each customer, all at the same time."""
    with ThreadPoolExecutor() as threads:
        return list(threads.map(do, both))


def test_off_shift_the_time_the_offer_and_a_call_are_in_the_customers_language(
    both: list[Speaker], desk: Desk
) -> None:
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    opens_at = tomorrow.replace(minute=0, second=0, microsecond=0)
    desk.set_shift(False, int(opens_at.timestamp() * 1000))

    def is_told(one: Speaker) -> None:
        pattern = {"en": "'tomorrow at' HH:mm", "nl": "'morgen om' HH:mm"}[one.language]
        time = format_datetime(opens_at, pattern, tzinfo=ZONE, locale=one.language)
        assert one.says(PERSON) == [
            one.text("utter_human_handoff_off_shift_until", opens_at=time),
            one.text("utter_human_handoff_offer_message_or_call"),
        ]

    def asks_for_a_call(one: Speaker) -> None:
        assert one.says("/human_handoff_call_back") == [one.text("utter_ask_human_handoff_message")]
        assert one.says("iPhone") == [one.text("utter_ask_human_handoff_phone")]
        phone = "06 12345678"
        assert one.says(phone) == [one.text("utter_human_handoff_phone_check", phone=phone)]

    def chooses_a_time(one: Speaker) -> None:
        zone = {"en": "Central European", "nl": "Midden-Europese"}[one.language]
        between = {"en": " between ", "nl": " tussen "}[one.language]
        one.customer.says(YES[one.language])
        question = one.customer.messages()[-1]
        titles = [button["title"] for button in question["payload"]["buttons"]]
        day = format_datetime(opens_at, "EEEE", tzinfo=ZONE, locale=one.language)
        assert zone in question["text"]
        assert all(between in title for title in titles)
        assert any(title.startswith(day) for title in titles)
        ten = {"en": f"{day} at ten", "nl": f"{day} om tien uur"}
        assert one.says(ten) == [one.text("utter_ask_human_handoff_name")]
        without, noted = one.says(NO)
        assert without == one.text("utter_human_handoff_without")
        began = {"en": "I have noted that you would like", "nl": "Ik heb genoteerd dat je gebeld"}
        assert noted.startswith(began[one.language])
        assert day in noted
        assert zone in noted

    for step in (is_told, asks_for_a_call, chooses_a_time):
        each(both, step)


def test_a_transfer_its_failure_and_the_return_are_in_the_customers_language(
    both: list[Speaker], desk: Desk, control: Control
) -> None:
    control.liveperson.set_queue(HUMAN, people=2, wait_ms=5 * 60_000)
    control.fail_transfers_later(2)

    def is_transferred(one: Speaker) -> None:
        waits = {"en": "5 minutes", "nl": "5 minuten"}[one.language]
        assert one.says(PERSON) == [
            one.text("utter_human_handoff_waiting_of_many", people="2", waiting_time=waits),
            one.text("utter_ask_human_handoff_name"),
        ]
        assert one.says("Ada Lovelace") == [one.text("utter_ask_human_handoff_email")]
        assert one.says("ada@example.org") == []

    def is_told_of_the_failure(one: Speaker) -> None:
        failed = one.text("utter_human_handoff_failed")
        one.customer.control.wait_for(lambda event: failed in str(event.get("message")))

    def is_given_back(one: Speaker) -> None:
        one.customer.says(PERSON[one.language])
        one.customer.hears_from_the_agent("Hello, this is Kim")
        assert one.customer.is_given_back() == [one.text("utter_human_handoff_returned")]

    for step in (is_transferred, is_told_of_the_failure, is_given_back):
        each(both, step)
    for one in both:
        transfers = [words for sender, words in one.customer.has_read() if sender == "vendor"]
        assert set(transfers) == {one.text("utter_human_handoff_transfer")}


@pytest.mark.parametrize(
    ("value", "language"), [("NL", "nl"), ("nl-be", "nl"), ("EN", "en"), ("fr", "en"), ("", "en")]
)
def test_the_slots_value_chooses_and_an_unknown_one_is_the_default(
    customer: Customer, value: str, language: str
) -> None:
    one = Speaker(customer, language, value)
    assert one.says(PERSON)[-1] == one.text("utter_ask_human_handoff_name")


def test_the_setting_chooses_where_the_bot_has_not_set_the_slot(
    customer: Customer, bot: Bot
) -> None:
    bot.configure(**SETTINGS | {"language": {"default": "nl", "slot": SLOT}})
    one = Speaker(customer, "nl", None)
    assert one.says("hallo") == ["Hallo, dit is Northwind Mobile. Wat kan ik voor je doen?"]
    assert one.says(PERSON)[-1] == one.text("utter_ask_human_handoff_name")
    assert customer.slot("language") == "nl"
