"""The page without a mouse, with a screen reader, and on a phone."""

import pytest
from playwright.sync_api import expect

from sandbox import Control
from tests.page.handoff_page import HELLO_KIM, PHONE, Opened
from tests.page.page_bot import PageBot
from tests.page.test_waiting import fill_the_outbox
from tests.sandbox.handoff_reports import accepted, report


def test_one_of_the_two_lists_is_read_aloud_and_the_other_is_not(opened: Opened) -> None:
    page = opened()
    expect(page.chat).to_have_attribute("aria-live", "polite")
    page.say("a person, please")
    page.write(HELLO_KIM)

    page.expect_live(page.desk, silent=page.chat)
    page.customers_message.focus()
    page.expect_live(page.chat, silent=page.desk)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_serious_to_say(
    opened: Opened, bot: PageBot, control: Control, scheme: str
) -> None:
    refused = [report("requested", "r2"), report("attempted", "r2", outcome="refused")]
    bot.report(*accepted(), *refused)
    fill_the_outbox(control)
    page = opened(color_scheme=scheme, reduced_motion="reduce")
    page.say("a person, please")
    page.expect_a_person()
    expect(page.requests.get_by_role("cell")).to_have_count(8)
    assert page.accessibility_problems() == []

    small = opened(page.tab.url, color_scheme=scheme, reduced_motion="reduce", **PHONE)
    small.expect_a_person()
    for pane in ("Chat", "Desk", "Switches", "Requests", "Waiting", "Event log"):
        small.tab.get_by_role("navigation").get_by_role("button", name=pane).click()
        assert small.accessibility_problems() == []
        assert small.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
