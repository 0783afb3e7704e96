"""The page in a real browser, with a real sandbox: handing over and coming back, per vendor.

Run with `python -m pytest tests/page` in an environment that has Rasa's requirements, `playwright`
and `axe-playwright-python`, and Debian's `chromium` (or HANDOFF_CHROMIUM names a browser). Without
a browser the tests fail, so that nobody believes that they have passed.
"""

import pytest
from playwright.sync_api import Page, expect

from sandbox import Control
from sandbox.vendors import MANIFESTS
from tests.page.page_actions import (
    Opened,
    calls,
    chat,
    choose,
    click,
    desk,
    expect_a_person,
    expect_attended_by,
    expect_files,
    fail_next_transfer,
    say,
    talk_and_give_back,
    write,
)
from tests.page.page_bot import EMAIL, FAILED, GREETING, NAME, PageBot
from tests.rest_bot import FIRST_DESK

TITLES = {manifest.slug: manifest.title for manifest in MANIFESTS}


@pytest.fixture(params=TITLES)
def vendor(request: pytest.FixtureRequest, bot: PageBot, control: Control) -> str:
    bot.desk = request.param
    return bot.desk


def at(opened: Opened, vendor: str) -> Page:
    """A page whose desk is this vendor's."""
    page = opened()
    if vendor != FIRST_DESK:
        choose(page, "Vendor", TITLES[vendor])
    heading = page.get_by_role("heading", name=f"Agents' desk at {TITLES[vendor]}")
    expect(heading).to_be_visible()
    return page


def test_an_agent_answers_and_the_bot_comes_back(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    expect_files(page, allowed=False)

    say(page, "a person, please")
    talk_and_give_back(page, "Good that you are there.")
    say(page, "thanks")
    expect(chat(page)).to_contain_text(GREETING)


def test_the_desk_shows_who_it_is_where_the_vendor_is_told(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    say(page, "a person, please")

    expect(desk(page)).to_contain_text("a person, please")
    facts = page.locator(".facts")
    is_sent = vendor != "liveperson"  # Its transfer call carries neither; there is no channel.
    expect(facts).to_contain_text(EMAIL if is_sent else "not sent")
    assert (NAME in facts.inner_text()) is is_sent


def test_a_transfer_fails_later_and_the_next_does_not(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    later = fail_next_transfer(page)

    say(page, "a person, please")
    expect(chat(page)).to_contain_text("The transfer has failed.")
    expect(later).to_have_attribute("aria-pressed", "false")
    if vendor == "liveperson":  # Only LivePerson informs a bot on REST.
        expect(chat(page)).to_contain_text(FAILED)
        click(page, "Yes, please")
        expect(chat(page).locator(".mine").last).to_contain_text("Yes, please")
    elif vendor == "cm":
        expect_attended_by(page, "With nobody")
        click(page, "New customer")
        say(page, "a person, please")
    else:
        say(page, "a person, please")
    expect_a_person(page)


def test_a_slow_vendor_is_waited_for(opened: Opened, bot: PageBot) -> None:
    bot.desk = "cm"
    page = at(opened, "cm")
    choose(page, "Vendor's API is", "slow")
    say(page, "a person, please")

    expect(page.locator("#typing")).to_be_visible()
    expect_a_person(page)
    expect(calls(page)).to_contain_text("fault: slow")
    expect(page.locator("#typing")).to_be_hidden()


def test_agents_let_wait_then_accept_or_refuse(opened: Opened) -> None:
    page = opened()
    choose(page, "Agents", "wait")
    say(page, "a person, please")
    expect_attended_by(page, "Waiting")
    click(page, "Accept")
    expect_a_person(page)
    expect(page.get_by_label("Message of the agent")).to_be_focused()
    click(page, "Close")
    expect_attended_by(page, "With the bot")

    say(page, "a person again")
    click(page, "Refuse")
    expect(chat(page)).to_contain_text(FAILED)


def test_what_others_write_is_never_markup(opened: Opened, control: Control) -> None:
    page = opened()
    evil = "<img src=x onerror=alert(1)><b>bold</b>"
    say(page, evil)
    say(page, "a person, please")
    expect_a_person(page)
    write(page, evil)

    expect(chat(page).locator(".message[data-from=agent]")).to_contain_text(evil)
    expect(desk(page).locator(".message[data-from=customer]").first).to_contain_text(evil)
    assert page.locator(".log img, .log b").count() == 0


def test_a_calls_bodies_are_shown_on_request_and_masked(opened: Opened, bot: PageBot) -> None:
    bot.desk = "parley"
    page = at(opened, "parley")
    say(page, "a person, please")
    calls(page).locator("summary", has_text="change_owner").click()

    body = calls(page).locator("details[open] .body")
    expect(body).to_contain_text("newOwner")
    expect(body).to_contain_text("owner_updated_successfully")
    expect(body).to_contain_text("•••")
    for secret in (NAME, EMAIL, "sandbox-parley-secret"):
        expect(calls(page)).not_to_contain_text(secret)


def test_the_tracker_and_the_routes_are_shown_after_a_turn(opened: Opened) -> None:
    page = opened()
    say(page, "hello")

    tracker = page.get_by_role("region", name="Rasa's tracker")
    expect(tracker).to_contain_text("Routes tried: 2")
    expect(tracker.get_by_role("listitem")).to_have_text(
        ["LivePerson / billingfailed", "LivePerson / humanfailed"]
    )
