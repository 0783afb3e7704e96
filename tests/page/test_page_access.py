"""The page without a mouse, with a screen reader, and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.page.page_actions import (
    HELLO_KIM,
    PHONE,
    Opened,
    accessibility_problems,
    chat,
    desk,
    expect_a_person,
    say,
    write,
)


def test_one_of_the_two_lists_is_read_aloud_and_the_other_is_not(opened: Opened) -> None:
    page = opened()
    expect(chat(page)).to_have_attribute("aria-live", "polite")
    say(page, "a person, please")
    write(page, HELLO_KIM)

    expect(desk(page)).to_have_attribute("aria-live", "polite")
    expect(chat(page)).to_have_attribute("aria-live", "off")
    page.get_by_label("Message of the customer").focus()
    expect(chat(page)).to_have_attribute("aria-live", "polite")
    expect(desk(page)).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_serious_to_say(opened: Opened, scheme: str) -> None:
    page = opened(color_scheme=scheme, reduced_motion="reduce")
    say(page, "a person, please")
    expect_a_person(page)
    assert accessibility_problems(page) == []

    small = opened(page.url, color_scheme=scheme, reduced_motion="reduce", **PHONE)
    expect_a_person(small)
    for pane in ("Chat", "Desk", "Switches", "Event log"):
        small.get_by_role("navigation").get_by_role("button", name=pane).click()
        assert accessibility_problems(small) == []
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
