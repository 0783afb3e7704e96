"""The page without a mouse, without eyes, and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.page.page_hands import PHONE, Opened, chat, desk, say, serious, write


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
def test_axe_has_nothing_serious_to_say(opened: Opened, scheme: str) -> None:
    page = opened(color_scheme=scheme, reduced_motion="reduce")
    say(page, "a person, please")
    expect(page.locator("#who")).to_have_text("With a person")
    assert serious(Axe().run(page)) == []

    small = opened(page.url, color_scheme=scheme, reduced_motion="reduce", **PHONE)
    expect(small.locator("#who")).to_have_text("With a person")
    for pane in ("Chat", "Desk", "Switches", "Underneath"):
        small.get_by_role("navigation").get_by_role("button", name=pane).click()
        assert serious(Axe().run(small)) == []
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
