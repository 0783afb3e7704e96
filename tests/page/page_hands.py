"""What a person does on the page, by the names a screen reader has for everything."""

from collections.abc import Callable
from typing import TypeAlias

from playwright.sync_api import Locator, Page

Opened: TypeAlias = Callable[..., Page]


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
