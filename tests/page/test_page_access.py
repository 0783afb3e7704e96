"""The page without a mouse, without eyes, and on a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_bot import BACK
from page_hands import PHONE, Opened, chat, desk, say, serious, tab_to, write
from playwright.sync_api import expect


def test_the_keyboard_alone_is_enough(opened: Opened) -> None:
    page = opened()
    tab_to(page, page.get_by_role("radio", name="accept"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="wait")).to_be_checked()

    tab_to(page, page.get_by_label("Message of the customer"))
    page.keyboard.type("a person, please\n")
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
    expect(chat(page)).to_contain_text(BACK)
    tab_to(page, page.get_by_label("Calls and events").locator("summary").first)
    page.keyboard.press("Enter")
    expect(page.locator("details[open] .body")).to_contain_text("Request headers")


def test_one_of_the_two_lists_is_read_aloud_and_the_other_is_not(opened: Opened) -> None:
    page = opened()
    expect(chat(page)).to_have_attribute("aria-live", "polite")
    say(page, "a person, please")
    write(page, "Hello, this is Kim.")

    expect(desk(page)).to_have_attribute("aria-live", "polite")
    expect(chat(page)).to_have_attribute("aria-live", "off")
    page.get_by_label("Message of the customer").focus()
    expect(chat(page)).to_have_attribute("aria-live", "polite")
    expect(desk(page)).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pane", ["", "Chat", "Desk", "Switches", "Underneath"])
def test_axe_has_nothing_serious_to_say(opened: Opened, scheme: str, pane: str) -> None:
    screen: dict[str, Any] = PHONE if pane else {}
    page = opened(color_scheme=scheme, reduced_motion="reduce", **screen)
    say(page, "a person, please")
    expect(page.locator("#who")).to_have_text("With a person")
    if pane:
        page.get_by_role("navigation").get_by_role("button", name=pane).click()

    assert serious(Axe().run(page)) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
