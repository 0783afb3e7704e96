"""The page in a real browser, before a real sandbox: handing over and coming back, per vendor.

Run with `python -m pytest tests/page` in an environment that has Rasa's requirements, `playwright`
and `axe-playwright-python`, and Debian's `chromium` (or HANDOFF_CHROMIUM names a program). Without
a browser the tests fail, so that nobody takes them for done.
"""

import pytest
from playwright.sync_api import Page, expect

from sandbox import Control
from tests.page.page_bot import EMAIL, FAILED, GREETING, NAME, PageBot
from tests.page.page_hands import Opened, chat, choose, desk, say, write

TITLES = {"liveperson": "LivePerson", "cm": "CM.com", "parley": "Parley"}


@pytest.fixture(params=TITLES)
def vendor(request: pytest.FixtureRequest, bot: PageBot, control: Control) -> str:
    bot.desk = request.param
    return bot.desk


def at(opened: Opened, vendor: str) -> Page:
    """A page whose desk is this vendor's."""
    page = opened()
    if vendor != "liveperson":
        choose(page, "Vendor", TITLES[vendor])
    heading = page.get_by_role("heading", name=f"Agents' desk at {TITLES[vendor]}")
    expect(heading).to_be_visible()
    return page


def test_an_agent_answers_and_the_bot_comes_back(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    file = page.get_by_role("button", name="Send a file")
    expect(file).to_be_disabled()

    say(page, "a person, please")
    expect(page.locator("#banner")).to_have_text("A person has taken over.")
    expect(file).to_be_enabled()
    write(page, "Hello, this is Kim.")
    expect(chat(page)).to_contain_text("Hello, this is Kim.")
    say(page, "Good that you are there.")
    expect(desk(page)).to_contain_text("Good that you are there.")

    page.get_by_role("button", name="Give back to the bot").click()
    expect(page.locator("#banner")).to_have_text("The bot is back.")
    expect(file).to_be_disabled()
    say(page, "thanks")
    expect(chat(page)).to_contain_text(GREETING)


def test_the_desk_shows_who_it_is_where_the_vendor_is_told(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    say(page, "a person, please")

    expect(desk(page)).to_contain_text("a person, please")
    facts = page.locator(".facts")
    is_told = vendor != "liveperson"  # Its call over REST carries neither.
    expect(facts).to_contain_text(EMAIL if is_told else "not sent")
    assert (NAME in facts.inner_text()) is is_told


def test_a_transfer_fails_later_and_the_next_does_not(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    later = page.get_by_role("button", name="fails later")

    later.click()
    expect(later).to_have_attribute("aria-pressed", "true")
    say(page, "a person, please")
    expect(chat(page)).to_contain_text("The transfer has failed.")
    expect(later).to_have_attribute("aria-pressed", "false")
    if vendor == "liveperson":  # Only it tells the bot, over REST.
        expect(chat(page)).to_contain_text(FAILED)
        page.get_by_role("button", name="Yes, please").click()
        expect(chat(page).locator(".mine").last).to_contain_text("Yes, please")
    elif vendor == "cm":
        expect(page.locator("#who")).to_have_text("With nobody")
        page.get_by_role("button", name="New customer").click()
        say(page, "a person, please")
    else:
        say(page, "a person, please")
    expect(page.locator("#who")).to_have_text("With a person")


def test_a_slow_vendor_is_waited_for(opened: Opened, bot: PageBot) -> None:
    bot.desk = "cm"
    page = at(opened, "cm")
    choose(page, "Vendor's API is", "slow")
    say(page, "a person, please")

    expect(page.locator("#typing")).to_be_visible()
    expect(page.locator("#who")).to_have_text("With a person")
    expect(page.get_by_label("Calls and events")).to_contain_text("fault: slow")
    expect(page.locator("#typing")).to_be_hidden()


def test_agents_let_wait_then_accept_or_refuse(opened: Opened) -> None:
    page = opened()
    choose(page, "Agents", "wait")
    say(page, "a person, please")
    expect(page.locator("#who")).to_have_text("Waiting")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator("#who")).to_have_text("With a person")
    expect(page.get_by_label("Message of the agent")).to_be_focused()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#who")).to_have_text("With the bot")

    say(page, "a person again")
    page.get_by_role("button", name="Refuse", exact=True).click()
    expect(chat(page)).to_contain_text(FAILED)


def test_what_others_write_is_never_markup(opened: Opened, control: Control) -> None:
    page = opened()
    evil = "<img src=x onerror=alert(1)><b>bold</b>"
    say(page, evil)
    say(page, "a person, please")
    expect(page.locator("#who")).to_have_text("With a person")
    write(page, evil)

    expect(chat(page).locator(".said[data-from=agent]")).to_contain_text(evil)
    expect(desk(page).locator(".said[data-from=customer]").first).to_contain_text(evil)
    assert page.locator(".log img, .log b").count() == 0


def test_a_calls_bodies_are_shown_on_request_and_masked(opened: Opened, bot: PageBot) -> None:
    bot.desk = "parley"
    page = at(opened, "parley")
    say(page, "a person, please")
    rows = page.get_by_label("Calls and events")
    rows.locator("summary", has_text="change_owner").click()

    body = rows.locator("details[open] .body")
    expect(body).to_contain_text("newOwner")
    expect(body).to_contain_text("owner_updated_successfully")
    expect(body).to_contain_text("•••")
    for secret in (NAME, EMAIL, "sandbox-parley-secret"):
        expect(rows).not_to_contain_text(secret)


def test_the_tracker_and_the_rung_are_shown_after_a_turn(opened: Opened) -> None:
    page = opened()
    say(page, "hello")

    tracker = page.get_by_role("region", name="Rasa's tracker")
    expect(tracker).to_contain_text("Failure ladder, rung 2")
    expect(tracker.get_by_role("listitem")).to_have_text(
        ["LivePerson / billingfailed", "LivePerson / humanfailed"]
    )
