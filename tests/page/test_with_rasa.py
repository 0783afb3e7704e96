"""The page with the servers of `make demo`: a real Rasa, on each vendor's own channel."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sandbox import Control
from tests.bot_responses import ASK_EMAIL, ASK_NAME, BACK, HELLO, OFF_SHIFT, ON_HOLD, UNKNOWN
from tests.page.handoff_page import HELLO_KIM, HandoffPage, Opened

SHIFTS = {"liveperson": "Human", "cm": "WebChat", "parley": "Agent Service"}
REQUEST = "I want to talk to a person"
# Over its own channel no vendor informs the bot. At Parley it still gets the customer's messages.
AFTER_FAILURE = {"liveperson": "With nobody", "cm": "With nobody", "parley": "With a silent bot"}


@pytest.fixture(scope="module", params=SHIFTS)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def control(hand_over_to: Callable[[str], Control], vendor: str) -> Control:
    """The sandbox of the real bot instead of the stand-in's, with one vendor."""
    return hand_over_to(vendor)


def ask_for_a_person(page: HandoffPage) -> None:
    page.say(REQUEST)
    page.expect_in_chat(ASK_NAME)


def fill_the_form(page: HandoffPage, name: str = "Ada") -> None:
    page.say(f"my name is {name}")
    page.expect_in_chat(ASK_EMAIL)
    page.say(f"{name.lower()}@example.org")


def expect_a_transfer(page: HandoffPage, name: str = "Ada") -> None:
    ask_for_a_person(page)
    fill_the_form(page, name)
    page.expect_a_person()


def test_to_an_agent_and_back(opened: Opened) -> None:
    page = opened()
    page.say("hello")
    page.expect_in_chat(HELLO)
    page.expect_files(allowed=False)

    ask_for_a_person(page)
    fill_the_form(page)
    expect(page.chat.get_by_text(ON_HOLD)).to_have_count(1)
    page.expect_on_desk(REQUEST)
    page.talk_and_give_back("when are you open?")
    page.say("hello")
    page.expect_in_chat(BACK)
    expect(page.chat).not_to_contain_text("We are open")


def test_nobody_is_on_shift_and_somebody_is_again(opened: Opened, vendor: str) -> None:
    page = opened()
    shift = page.switch(SHIFTS[vendor])
    shift.click()
    expect(shift).not_to_be_checked()
    page.say(REQUEST)
    page.expect_in_chat(OFF_SHIFT)

    shift.click()
    expect(shift).to_be_checked()
    expect_a_transfer(page)


def test_a_transfer_fails_later_and_the_next_customers_does_not(
    opened: Opened, vendor: str
) -> None:
    page = opened()
    page.fail_next_transfer()
    ask_for_a_person(page)
    fill_the_form(page)

    page.expect_in_chat("The transfer has failed.")
    page.expect_attended_by(AFTER_FAILURE[vendor])
    page.button("New customer").click()
    expect_a_transfer(page, "Bob")


@pytest.mark.parametrize("condition", ["down", "invalid"])
def test_the_vendor_is_not_well_and_recovers(opened: Opened, condition: str) -> None:
    page = opened()
    page.choose("Vendor's API is", condition)
    page.say(REQUEST)
    page.expect_in_chat(UNKNOWN)
    page.show_all_events()
    expect(page.calls).to_contain_text("fault:")

    page.choose("Vendor's API is", "fine")
    expect_a_transfer(page)


def test_two_customers_in_two_tabs_do_not_hear_each_other(opened: Opened) -> None:
    ada, bob = opened(), opened()
    ada.say(REQUEST)
    ask_for_a_person(bob)
    fill_the_form(bob, "Bob")
    ada.expect_in_chat(ASK_NAME)
    fill_the_form(ada)
    for page, name in ((ada, "Ada"), (bob, "Bob")):
        page.expect_a_person()
        expect(page.tab.locator(".entry")).to_have_count(2)
        page.write(f"Hello {name}")

    for page, name, other in ((ada, "Ada", "Bob"), (bob, "Bob", "Ada")):
        page.expect_in_chat(f"Hello {name}")
        expect(page.chat).not_to_contain_text(other)


def test_a_reload_in_the_middle_loses_nothing(opened: Opened) -> None:
    page = opened()
    ask_for_a_person(page)
    page.tab.reload()
    page.expect_in_chat(ASK_NAME)
    fill_the_form(page)
    page.expect_same_after_reload()

    page.say("still here")
    page.expect_on_desk("still here")


def test_the_keyboard_alone_is_enough(opened: Opened) -> None:
    page = opened()
    page.tab_to(page.radio("accept"))
    page.press("ArrowRight")
    expect(page.radio("wait")).to_be_checked()
    page.expect_switched()
    page.tab_to(page.customers_message)
    answers = {REQUEST: ASK_NAME, "my name is Ada": ASK_EMAIL, "ada@example.org": ON_HOLD}
    for text, answer in answers.items():
        page.tab.keyboard.type(f"{text}\n")
        page.expect_in_chat(answer)

    expect(page.button("Accept")).to_be_visible()
    page.tab_to(page.button("Accept"))
    page.press("Enter")
    expect(page.agents_message).to_be_focused()
    page.tab.keyboard.type(f"{HELLO_KIM}\n")
    page.expect_in_chat(HELLO_KIM)
    page.press("Shift+Tab")
    page.tab_to(page.button("Give back to the bot"))
    page.press("Space")
    page.expect_banner("The bot is back.")
    page.tab_to(page.calls.locator("summary").first)
    page.press("Enter")
    expect(page.tab.locator("details[open] .body")).to_contain_text("Request headers")


def test_axe_has_nothing_serious_to_say(opened: Opened) -> None:
    page = opened(color_scheme="dark", reduced_motion="reduce")
    expect_a_transfer(page)
    assert page.accessibility_problems() == []
