"""The page in a real browser, with a real sandbox: handing over and coming back, per vendor.

Run with `python -m pytest tests/page` in an environment that has Rasa's requirements, `playwright`
and `axe-playwright-python`, and Debian's `chromium` (or HANDOFF_CHROMIUM names a browser). Without
a browser the tests fail, so that nobody believes that they have passed.
"""

import pytest
from playwright.sync_api import expect

from sandbox import Control
from sandbox.vendors import MANIFESTS
from tests.page.handoff_page import HandoffPage, Opened
from tests.page.page_bot import EMAIL, FAILED, GREETING, NAME, PageBot
from tests.rest_bot import FIRST_DESK
from tests.sandbox.driver import NOBODY
from tests.sandbox.handoff_reports import accepted

TITLES = {manifest.slug: manifest.title for manifest in MANIFESTS}
REQUEST = "a person, please"


@pytest.fixture(params=TITLES)
def vendor(request: pytest.FixtureRequest, bot: PageBot, control: Control) -> str:
    bot.desk = request.param
    return bot.desk


def at(opened: Opened, vendor: str) -> HandoffPage:
    """A page whose desk is this vendor's."""
    page = opened()
    if vendor != FIRST_DESK:
        page.choose("Vendor", TITLES[vendor])
    heading = page.tab.get_by_role("heading", name=f"Agents' desk at {TITLES[vendor]}")
    expect(heading).to_be_visible()
    return page


def test_an_agent_answers_and_the_bot_comes_back(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    page.expect_files(allowed=False)

    page.say(REQUEST)
    page.talk_and_give_back("Good that you are there.")
    page.say("thanks")
    page.expect_in_chat(GREETING)


def test_the_desk_shows_who_it_is_where_the_vendor_is_told(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    page.say(REQUEST)

    page.expect_on_desk(REQUEST)
    is_sent = vendor != "liveperson"  # Over REST its transfer call carries neither.
    expect(page.facts).to_contain_text(EMAIL if is_sent else "not given")
    assert (NAME in page.facts.inner_text()) is is_sent


def test_a_transfer_fails_later_and_the_next_does_not(opened: Opened, vendor: str) -> None:
    page = at(opened, vendor)
    later = page.fail_next_transfer()

    page.say(REQUEST)
    page.expect_in_chat("The transfer has failed.")
    expect(later).to_have_attribute("aria-pressed", "false")
    if vendor == "liveperson":  # Only LivePerson informs a bot on REST.
        page.expect_in_chat(FAILED)
        expect(page.figures).not_to_contain_text("Failed unnoticed")
        page.button("Yes, please").click()
        expect(page.chat.locator(".mine").last).to_contain_text("Yes, please")
    else:
        page.expect_figures(Failed_unnoticed="1 counted as accepted")
        expect(page.figures).to_contain_text("As the bot knows it.")
        if vendor == "cm":
            page.expect_attended_by("With nobody")
            page.button("New customer").click()
        page.say(REQUEST)
    page.expect_a_person()


def test_a_slow_vendor_is_waited_for(opened: Opened, bot: PageBot) -> None:
    bot.desk = "cm"
    page = at(opened, "cm")
    page.choose("Vendor's API is", "slow")
    page.say(REQUEST)

    expect(page.tab.locator("#typing")).to_be_visible()
    page.expect_a_person()
    expect(page.calls).to_contain_text("fault: slow")
    expect(page.tab.locator("#typing")).to_be_hidden()


def test_agents_let_wait_then_accept_or_refuse(opened: Opened) -> None:
    page = opened()
    page.choose("Agents", "wait")
    page.say(REQUEST)
    page.expect_attended_by("Waiting")
    page.button("Accept").click()
    page.expect_a_person()
    expect(page.agents_message).to_be_focused()
    page.button("Close").click()
    page.expect_attended_by("With the bot")

    page.say("a person again")
    page.button("Refuse").click()
    page.expect_in_chat(FAILED)


def test_what_others_write_is_never_markup(opened: Opened, control: Control) -> None:
    page = opened()
    evil = "<img src=x onerror=alert(1)><b>bold</b>"
    page.say(evil, REQUEST)
    page.expect_a_person()
    page.write(evil)

    expect(page.chat.locator(".message[data-from=agent]")).to_contain_text(evil)
    expect(page.desk.locator(".message[data-from=customer]").first).to_contain_text(evil)
    assert page.tab.locator(".log img, .log b").count() == 0


def test_what_a_bot_reports_is_never_markup_and_no_other_word_is_shown(
    opened: Opened, bot: PageBot
) -> None:
    evil = "<img src=x onerror=alert(1)>"
    bot.report(*accepted(desk=evil, skill=evil, outcome=evil))
    page = opened()
    page.say("hello")

    row = page.requests.get_by_role("row").last
    expect(row).to_contain_text(f"{evil} / {evil}Not told")
    assert page.requests.locator("img").count() == 0
    page.expect_figures(Requests="1 1 not decided yet", Reached_a_desk="0 of 1")
    expect(page.calls.locator("img")).to_have_count(0)
    reported = "the bot reports: A desk was asked for the transfer (attempted); "
    expect(page.calls).to_contain_text(f"{reported}{evil} / {evil}")


def test_a_calls_bodies_are_shown_on_request_and_masked(opened: Opened, bot: PageBot) -> None:
    bot.desk = "parley"
    page = at(opened, "parley")
    page.say(REQUEST)
    page.calls.locator("summary", has_text="change_owner").click()

    for text in ("newOwner", "owner_updated_successfully", "•••"):
        expect(page.calls.locator("details[open] .body")).to_contain_text(text)
    for secret in (NAME, EMAIL, "sandbox-parley-secret"):
        expect(page.calls).not_to_contain_text(secret)


def test_the_tracker_is_shown_after_a_turn(opened: Opened) -> None:
    page = opened()
    page.say("hello")

    page.expect_tracker("The transfer failed", "Its slot says: failed (the transfer failed)")
    page.expect_tracker("Failed requests2")


def test_a_rasa_without_api_and_a_rasa_that_does_not_run_are_told_apart(
    opened: Opened, control: Control, bot: PageBot
) -> None:
    bot.has_api = False
    page = opened()
    rasa = control.state()["bot"]
    page.expect_tracker(f"What answers at {rasa} does not have", "Start Rasa with --enable-api")

    control.set_bot(NOBODY)
    page.tab.reload()
    page.expect_tracker(f"No Rasa answers at {NOBODY}.")
    control.set_bot(rasa)
