"""The whole path of "Waiting and messages", with the servers and the settings of `make demo`."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from demo.store_reader import reported_store
from demo.waits_and_messages import sections
from sandbox import Control
from tests.bot_responses import ASK_MESSAGE, OFF_SHIFT, OFFER_MESSAGE_OR_CALL, ON_HOLD
from tests.end_to_end.test_unanswered import NOBODY_CAME
from tests.page.handoff_page import HELLO_KIM, HandoffPage, Opened
from tests.page.test_with_rasa import ask_for_a_person, fill_the_form
from tests.real_bot import Bot

SHIFT = "Agent Service"
REQUEST = "I want to talk to a person"
TEXT = "My parcel of order 1234 has not come."
SECONDS = 8
REFERENCE = re.compile(r"Your reference is (\w{4}-\w{4})\.")


@pytest.fixture
def vendor(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "parley"))


@pytest.fixture
def control(real: Bot, vendor: str) -> Iterator[Control]:
    """The sandbox of the real bot, which waits a few seconds for an agent."""
    assert real.rasa is not None
    # Rasa's channels and the action server must have the same store.
    state = {"url": f"sqlite:///{(real.logs / 'channels.db').resolve()}"}
    settings = sections(real.sandbox.urls, [vendor])
    if "unanswered" in settings:
        settings["unanswered"]["nobody_came_after"] = f"{SECONDS}s"
    with Control(real.sandbox.control) as control:
        control.reset()
        control.set_desks([vendor])
        control.set_bot(real.rasa.url, channel=vendor, hears_agents=True)
        real.configure(desks=[vendor], state=state, **settings)
        with reported_store(control, real.logs / "human_handoff.yml"):
            yield control
        control.report_store([], [])


def leave_a_message(page: HandoffPage) -> str:
    """Leave a message while nobody is on shift; return its reference."""
    page.switch(SHIFT).click()
    page.say(REQUEST)
    page.expect_in_chat(OFF_SHIFT)
    page.expect_in_chat(OFFER_MESSAGE_OR_CALL)
    page.say("Leave a message")
    page.expect_in_chat(ASK_MESSAGE)
    page.say(TEXT)
    page.expect_in_chat("What is your name?")
    page.say("Jane Doe")
    page.expect_in_chat("At which e-mail address")
    page.say("jane@example.org")
    page.expect_in_chat("Your reference is")
    found = REFERENCE.search(page.chat.inner_text())
    assert found
    return found[1]


def test_off_shift_a_message_waits_for_the_ticket_system_and_is_delivered_once(
    opened: Opened, control: Control
) -> None:
    page = opened()
    page.choose("Ticket system", "down")
    reference = leave_a_message(page)

    page.expect_outbox(re.compile(f"^{reference}messagetried .*; next try"))
    page.choose("Ticket system", "fine")
    page.expect_outbox(re.compile(rf"^{reference}messagedelivered \d\d:\d\d"))
    page.show_all_events()
    expect(page.calls).to_contain_text(f"the ticket system receives message {reference}: ticket")
    for personal in (TEXT, "Jane Doe", "jane@example.org"):
        expect(page.outbox).not_to_contain_text(personal)
        expect(page.calls).not_to_contain_text(personal)


def test_nobody_comes_and_the_bot_is_back_when_the_countdown_has_ended(opened: Opened) -> None:
    page = opened()
    ask_for_a_person(page)
    fill_the_form(page)
    page.expect_in_chat(ON_HOLD)
    entry = page.waiting.get_by_role("listitem")
    expect(entry).to_contain_text(page.conversation)
    expect(entry).to_contain_text(re.compile(r"the bot comes back in 0:0\d"))

    page.expect_in_chat(NOBODY_CAME)
    expect(page.waiting).to_contain_text("Nobody waits for an agent.")
    page.expect_attended_by("With the bot")
    page.say("Go on with the bot")
    page.expect_in_chat("All right, no transfer.")


def test_an_agent_who_writes_ends_the_countdown_and_keeps_the_chat(opened: Opened) -> None:
    page, other = opened(), opened()
    ask_for_a_person(page)
    ask_for_a_person(other)
    fill_the_form(page)
    expect(page.waiting.get_by_role("listitem")).to_contain_text("the bot comes back in")

    page.write(HELLO_KIM)

    expect(page.waiting).to_contain_text("Nobody waits for an agent.")
    fill_the_form(other, "Bob")
    other.expect_in_chat(NOBODY_CAME)  # whose time was over later
    expect(page.chat).not_to_contain_text(NOBODY_CAME)
    page.expect_a_person()


@pytest.mark.parametrize("vendor", ["liveperson"], indirect=True)
def test_the_queue_on_the_page_is_what_the_bot_tells_the_customer(opened: Opened) -> None:
    page = opened()
    page.queue.get_by_role("radio", name="long").check()
    expect(page.queue.locator("tbody tr")).to_have_text(["every skill725 min"])

    page.say(REQUEST)

    page.expect_in_chat("7 customers are waiting now, and have been for about 25 minutes.")
