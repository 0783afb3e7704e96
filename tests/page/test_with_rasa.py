"""The page before what `make demo` runs: a real Rasa, on each vendor's own channel."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sandbox import Control
from tests.page.page_hands import Opened, chat, choose, desk, say, serious, tab_to, write
from tests.page.real_bot import RealBot

SHIFTS = {"liveperson": "Human", "cm": "WebChat", "parley": "Agent Service"}
HELLO = "Hello, this is Northwind Mobile."
ASK_NAME = "What is your name?"
ASK_EMAIL = "And your e-mail address"
ON_HOLD = "Hold on while I transfer you to a colleague."
LEFT_WITH = {"liveperson": "With nobody", "cm": "With nobody", "parley": "With the bot"}
NOBODY = "none of my colleagues is at work right now"
UNKNOWN = "I cannot reach my colleagues right now"
BACK = "I am back. What else can I do for you?"


@pytest.fixture(scope="module", params=SHIFTS)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def control(real: RealBot, vendor: str) -> Control:
    """In place of the stand-in's: as in the beginning, with this vendor alone."""
    real.hand_over_to(vendor)
    return real.control


def ask_for_a_person(page: Page, name: str = "Ada") -> None:
    say(page, "I want to talk to a person")
    expect(chat(page)).to_contain_text(ASK_NAME)
    say(page, f"my name is {name}")
    expect(chat(page)).to_contain_text(ASK_EMAIL)
    say(page, f"{name.lower()}@example.org")


def expect_a_person(page: Page) -> None:
    expect(page.locator("#who")).to_have_text("With a person")


def test_to_an_agent_and_back(opened: Opened) -> None:
    page = opened()
    file = page.get_by_role("button", name="Send a file")
    say(page, "hello")
    expect(chat(page)).to_contain_text(HELLO)
    expect(file).to_be_disabled()

    ask_for_a_person(page)
    expect(page.locator("#banner")).to_have_text("A person has taken over.")
    expect(chat(page).get_by_text(ON_HOLD)).to_have_count(1)
    expect(file).to_be_enabled()
    expect(desk(page)).to_contain_text("I want to talk to a person")
    write(page, "Hello Ada, this is Kim.")
    expect(chat(page)).to_contain_text("Hello Ada, this is Kim.")
    say(page, "when are you open?")
    expect(desk(page)).to_contain_text("when are you open?")

    page.get_by_role("button", name="Give back to the bot").click()
    expect(page.locator("#banner")).to_have_text("The bot is back.")
    expect(file).to_be_disabled()
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
    page.get_by_role("button", name="fails later").click()
    expect(page.get_by_role("button", name="fails later")).to_have_attribute("aria-pressed", "true")
    ask_for_a_person(page)

    expect(chat(page)).to_contain_text("The transfer has failed.")
    # On its own channel no vendor tells the bot; at Parley the customer belongs to the bot again.
    expect(page.locator("#who")).to_have_text(LEFT_WITH[vendor])
    page.get_by_role("button", name="New customer").click()
    ask_for_a_person(page, "Bob")
    expect_a_person(page)


@pytest.mark.parametrize("condition", ["down", "rubbish"])
def test_the_vendor_is_not_well_and_recovers(opened: Opened, condition: str) -> None:
    page = opened()
    choose(page, "Vendor's API is", condition)
    say(page, "I want to talk to a person")
    expect(chat(page)).to_contain_text(UNKNOWN)
    expect(page.get_by_label("Calls and events")).to_contain_text("fault:")

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

    expect(chat(ada)).to_contain_text("Hello Ada")
    expect(chat(bob)).to_contain_text("Hello Bob")
    expect(chat(ada)).not_to_contain_text("Bob")
    expect(chat(bob)).not_to_contain_text("Ada")


def test_a_reload_in_the_middle_loses_nothing(opened: Opened) -> None:
    page = opened()
    say(page, "I want to talk to a person")
    expect(chat(page)).to_contain_text(ASK_NAME)
    page.reload()
    expect(chat(page)).to_contain_text(ASK_NAME)
    say(page, "my name is Ada")
    expect(chat(page)).to_contain_text(ASK_EMAIL)
    say(page, "ada@example.org")
    expect_a_person(page)
    write(page, "Hello, this is Kim.")
    expect(chat(page)).to_contain_text("Kim")

    parts = ["#chat-log", "#desk-log", "#who", "#banner", ".queue"]
    before = [page.locator(part).inner_text() for part in parts]
    page.reload()
    expect(chat(page)).to_contain_text("Kim")
    expect_a_person(page)
    assert [page.locator(part).inner_text() for part in parts] == before
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
    page.keyboard.type("Hello, this is Kim.\n")
    expect(chat(page)).to_contain_text("Hello, this is Kim.")
    page.keyboard.press("Shift+Tab")
    tab_to(page, page.get_by_role("button", name="Give back to the bot"))
    page.keyboard.press("Space")
    expect(page.locator("#banner")).to_have_text("The bot is back.")
    tab_to(page, page.get_by_label("Calls and events").locator("summary").first)
    page.keyboard.press("Enter")
    expect(page.locator("details[open] .body")).to_contain_text("Request headers")


def test_axe_has_nothing_serious_to_say(opened: Opened) -> None:
    page = opened(color_scheme="dark", reduced_motion="reduce")
    ask_for_a_person(page)
    expect_a_person(page)
    assert serious(Axe().run(page)) == []
