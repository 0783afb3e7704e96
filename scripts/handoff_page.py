"""The demo's page in a browser, as people use it: for `make pictures` and for the page's tests.

Elements are found by the names that a screen reader announces.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """Run chromium until the block ends."""
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs user namespaces, which containers do not have.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class HandoffPage:
    """One tab with the customer's chat, the agents' desk and the switches."""

    def __init__(self, tab: Page) -> None:
        """Take a tab; call `open` next."""
        self.tab = tab
        self.chat = tab.get_by_role("log", name="Messages of the chat")
        self.desk = tab.get_by_role("log", name="Conversation so far")
        self.calls = tab.get_by_label("Calls and events")
        self.customers_message = tab.get_by_label("Message of the customer")
        self.agents_message = tab.get_by_label("Message of the agent")

    def open(self, url: str) -> None:
        """Open the page and wait until it shows a customer."""
        self.tab.goto(url)
        self.tab.get_by_text("live", exact=True).wait_for()
        expect(self.tab.locator("#conversation-channel")).to_contain_text("over")

    def say(self, *texts: str) -> None:
        """Write as the customer, when everything is switched as it was chosen."""
        self.expect_switched()
        for text in texts:
            self.customers_message.fill(text)
            self.customers_message.press("Enter")

    def write(self, text: str) -> None:
        """Write as the agent."""
        self.agents_message.fill(text)
        self.agents_message.press("Enter")

    def choose(self, group: str, name: str) -> None:
        """Choose one switch of a group."""
        switches = self.tab.get_by_role("group", name=group)
        switches.get_by_role("radio", name=name, exact=True).check()

    def expect_switched(self) -> None:
        """Wait until the sandbox has made every change that was chosen on the page."""
        expect(self.tab.locator("[aria-busy=true]")).to_have_count(0)

    def button(self, name: str) -> Locator:
        """Return the button with this name."""
        return self.tab.get_by_role("button", name=name, exact=True)

    def expect_in_chat(self, text: str) -> None:
        """Wait until the customer's chat contains the text."""
        expect(self.chat).to_contain_text(text)

    def expect_attended_by(self, text: str) -> None:
        """Wait until the chat shows who has the customer."""
        expect(self.tab.locator("#attended-by")).to_have_text(text)

    def expect_a_person(self) -> None:
        """Wait until an agent has the customer."""
        self.expect_attended_by("With a person")

    def expect_banner(self, text: str) -> None:
        """Wait until the banner above the chat shows the text."""
        expect(self.tab.locator("#banner")).to_have_text(text)

    def give_back(self) -> None:
        """Give the conversation back to the bot."""
        self.button("Give back to the bot").click()
        self.expect_banner("The bot is back.")
