"""The page with the servers of `make demo`: a real Rasa, on each vendor's own channel."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sandbox import Control
from tests.page.page_actions import (
    HELLO_KIM,
    Opened,
    accessibility_problems,
    calls,
    chat,
    choose,
    click,
    desk,
    expect_a_person,
    expect_attended_by,
    expect_banner,
    expect_files,
    expect_same_after_reload,
    fail_next_transfer,
    say,
    tab_to,
    talk_and_give_back,
    write,
)

SHIFTS = {"liveperson": "Human", "cm": "WebChat", "parley": "Agent Service"}
HELLO = "Hello, this is Northwind Mobile."
ASK_NAME = "What is your name?"
ASK_EMAIL = "And your e-mail address"
ON_HOLD = "Hold on while I transfer you to a colleague."
# Over its own channel no vendor informs the bot. At Parley the customer is the bot's again.
AFTER_FAILURE = {"liveperson": "With nobody", "cm": "With nobody", "parley": "With the bot"}
NOBODY = "none of my colleagues is at work right now"
UNKNOWN = "I cannot reach my colleagues right now"
BACK = "I am back. What else can I do for you?"


@pytest.fixture(scope="module", params=SHIFTS)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def control(hand_over_to: Callable[[str], Control], vendor: str) -> Control:
    """The sandbox of the real bot instead of the stand-in's, with one vendor."""
    return hand_over_to(vendor)


def ask_for_a_person(page: Page, name: str = "Ada") -> None:
    for text, answer in (
        ("I want to talk to a person", ASK_NAME),
        (f"my name is {name}", ASK_EMAIL),
    ):
        say(page, text)
        expect(chat(page)).to_contain_text(answer)
    say(page, f"{name.lower()}@example.org")


def test_to_an_agent_and_back(opened: Opened) -> None:
    page = opened()
    say(page, "hello")
    expect(chat(page)).to_contain_text(HELLO)
    expect_files(page, allowed=False)

    ask_for_a_person(page)
    expect(chat(page).get_by_text(ON_HOLD)).to_have_count(1)
    expect(desk(page)).to_contain_text("I want to talk to a person")
    talk_and_give_back(page, "when are you open?")
    say(page, "hello")
    expect(chat(page)).to_contain_text(BACK)
    expect(chat(page)).not_to_contain_text("We are open")


def test_nobody_is_on_shift_and_somebody_is_again(opened: Opened, vendor: str) -> None:
    page = opened()
    shift = page.get_by_role("switch", name=SHIFTS[vendor], exact=True)
    shift.click()
    expect(shift).not_to_be_checked()
    say(page, "I want to talk to a person")
    expect(chat(page)).to_contain_text(NOBODY)

    shift.click()
    expect(shift).to_be_checked()
    ask_for_a_person(page)
    expect_a_person(page)


def test_a_transfer_fails_later_and_the_next_customers_does_not(
    opened: Opened, vendor: str
) -> None:
    page = opened()
    fail_next_transfer(page)
    ask_for_a_person(page)

    expect(chat(page)).to_contain_text("The transfer has failed.")
    expect_attended_by(page, AFTER_FAILURE[vendor])
    click(page, "New customer")
    ask_for_a_person(page, "Bob")
    expect_a_person(page)


@pytest.mark.parametrize("condition", ["down", "invalid"])
def test_the_vendor_is_not_well_and_recovers(opened: Opened, condition: str) -> None:
    page = opened()
    choose(page, "Vendor's API is", condition)
    say(page, "I want to talk to a person")
    expect(chat(page)).to_contain_text(UNKNOWN)
    expect(calls(page)).to_contain_text("fault:")

    choose(page, "Vendor's API is", "fine")
    ask_for_a_person(page)
    expect_a_person(page)


def test_two_customers_in_two_tabs_do_not_hear_each_other(opened: Opened) -> None:
    ada, bob = opened(), opened()
    say(ada, "I want to talk to a person")
    ask_for_a_person(bob, "Bob")
    expect(chat(ada)).to_contain_text(ASK_NAME)
    say(ada, "my name is Ada")
    expect(chat(ada)).to_contain_text(ASK_EMAIL)
    say(ada, "ada@example.org")
    for page, name in ((ada, "Ada"), (bob, "Bob")):
        expect_a_person(page)
        expect(page.locator(".entry")).to_have_count(2)
        write(page, f"Hello {name}")

    for page, name, other in ((ada, "Ada", "Bob"), (bob, "Bob", "Ada")):
        expect(chat(page)).to_contain_text(f"Hello {name}")
        expect(chat(page)).not_to_contain_text(other)


def test_a_reload_in_the_middle_loses_nothing(opened: Opened) -> None:
    page = opened()
    say(page, "I want to talk to a person")
    expect(chat(page)).to_contain_text(ASK_NAME)
    page.reload()
    expect(chat(page)).to_contain_text(ASK_NAME)
    say(page, "my name is Ada")
    expect(chat(page)).to_contain_text(ASK_EMAIL)
    say(page, "ada@example.org")
    expect_same_after_reload(page)

    say(page, "still here")
    expect(desk(page)).to_contain_text("still here")


def test_the_keyboard_alone_is_enough(opened: Opened) -> None:
    page = opened()
    tab_to(page, page.get_by_role("radio", name="accept"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="wait")).to_be_checked()
    tab_to(page, page.get_by_label("Message of the customer"))
    for text, answer in (
        ("I want to talk to a person", ASK_NAME),
        ("my name is Ada", ASK_EMAIL),
        ("ada@example.org", ON_HOLD),
    ):
        page.keyboard.type(f"{text}\n")
        expect(chat(page)).to_contain_text(answer)

    accept = page.get_by_role("button", name="Accept", exact=True)
    expect(accept).to_be_visible()
    tab_to(page, accept)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message of the agent")).to_be_focused()
    page.keyboard.type(f"{HELLO_KIM}\n")
    expect(chat(page)).to_contain_text(HELLO_KIM)
    page.keyboard.press("Shift+Tab")
    tab_to(page, page.get_by_role("button", name="Give back to the bot"))
    page.keyboard.press("Space")
    expect_banner(page, "The bot is back.")
    tab_to(page, calls(page).locator("summary").first)
    page.keyboard.press("Enter")
    expect(page.locator("details[open] .body")).to_contain_text("Request headers")


def test_axe_has_nothing_serious_to_say(opened: Opened) -> None:
    page = opened(color_scheme="dark", reduced_motion="reduce")
    ask_for_a_person(page)
    expect_a_person(page)
    assert accessibility_problems(page) == []
