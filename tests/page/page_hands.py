"""What a person does on the page, by the names a screen reader has for everything."""

from collections.abc import Callable
from typing import Any, TypeAlias

from axe_playwright_python.base import AxeResults
from playwright.sync_api import Locator, Page

Opened: TypeAlias = Callable[..., Page]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}


def chat(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages of the chat")


def desk(page: Page) -> Locator:
    return page.get_by_role("log", name="Conversation so far")


def say(page: Page, text: str) -> None:
    page.get_by_label("Message of the customer").fill(text)
    page.get_by_label("Message of the customer").press("Enter")


def write(page: Page, text: str) -> None:
    page.get_by_label("Message of the agent").fill(text)
    page.get_by_label("Message of the agent").press("Enter")


def choose(page: Page, group: str, name: str) -> None:
    page.get_by_role("group", name=group).get_by_role("radio", name=name, exact=True).check()


def tab_to(page: Page, found: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(60):
        if found.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def serious(found: AxeResults) -> list[str]:
    """What axe has found that keeps people out."""
    return [
        each["id"]
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
