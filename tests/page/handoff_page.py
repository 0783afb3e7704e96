"""The page as people use it, with the checks that the tests share."""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from scripts import handoff_page

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
HELLO_KIM = "Hello, this is Kim."


class HandoffPage(handoff_page.HandoffPage):
    """One tab with the customer's chat, the agents' desk and the switches."""

    def __init__(self, tab: Page) -> None:
        super().__init__(tab)
        self.requests = tab.get_by_role("region", name="This conversation").get_by_role("table")
        self.figures = tab.get_by_role("region", name="All conversations of this session")
        self.queue = tab.get_by_role("region", name="The queue")
        self.waiting = tab.get_by_role("region", name="Who waits for an agent")
        self.outbox = tab.get_by_role("region", name="The outbox")
        self.tracker = tab.get_by_role("region", name="Rasa's tracker")
        self.facts = tab.locator(".facts")

    @property
    def conversation(self) -> str:
        """The id of the customer's conversation."""
        return self.tab.locator("#conversation-id").inner_text()

    def expect_requests(self, *rows: tuple[str, ...]) -> None:
        """Wait until the table has these rows, the newest request first; see its columns."""
        words = [" ".join(row).split() for row in rows]
        expected = [re.compile(r"\s*".join(map(re.escape, each)) + "$") for each in words]
        expect(self.requests.get_by_role("row")).to_have_text([re.compile("Time"), *expected])

    def expect_outbox(self, *rows: str | re.Pattern[str]) -> None:
        """Wait until the outbox has these rows, the newest message first."""
        expect(self.outbox.locator("tbody tr")).to_have_text([*rows])

    def expect_announced(self, text: str) -> None:
        """Wait until a screen reader is given this text."""
        expect(self.tab.locator("#announcer[role=status]")).to_have_text(text)

    def expect_figures(self, **figures: str) -> None:
        """Wait until the figures have these values; `Reached_a_desk` is "Reached a desk"."""
        for name, value in figures.items():
            title = name.replace("_", " ")
            figure = self.figures.locator("div", has=self.tab.get_by_text(title, exact=True))
            expect(figure.locator("dd")).to_contain_text([value])

    def radio(self, name: str) -> Locator:
        """Return the radio button with this name."""
        return self.tab.get_by_role("radio", name=name, exact=True)

    def switch(self, name: str) -> Locator:
        """Return the on-off switch with this name."""
        return self.tab.get_by_role("switch", name=name, exact=True)

    def expect_on_desk(self, text: str) -> None:
        """Wait until the conversation on the desk contains the text."""
        expect(self.desk).to_contain_text(text)

    def expect_tracker(self, *texts: str) -> None:
        """Wait until the tracker contains the texts; it never has a slot's name in it."""
        for text in texts:
            expect(self.tracker).to_contain_text(text)
        expect(self.tracker).not_to_contain_text("human_handoff")

    def show_all_events(self) -> None:
        """Let the event log show what belongs to no conversation, or to another, as well."""
        self.tab.get_by_label("This conversation only").uncheck()

    def widths(self) -> list[int]:
        """Return the width of the page and that of the window, in pixels."""
        script = "[document.documentElement.scrollWidth, innerWidth]"
        return [int(width) for width in self.tab.evaluate(script)]

    def expect_files(self, allowed: bool) -> None:
        """Wait until the customer can send files, or cannot."""
        expect(self.button("Send a file")).to_be_enabled(enabled=allowed)

    def expect_live(self, live: Locator, silent: Locator) -> None:
        """Wait until a screen reader reads one list of messages aloud, and not the other."""
        expect(live).to_have_attribute("aria-live", "polite")
        expect(silent).to_have_attribute("aria-live", "off")

    def talk_and_give_back(self, question: str) -> None:
        """Answer as the agent, let the customer ask something, and give the conversation back."""
        self.expect_banner("A person has taken over.")
        self.expect_files(allowed=True)
        self.write(HELLO_KIM)
        self.expect_in_chat(HELLO_KIM)
        self.say(question)
        self.expect_on_desk(question)
        self.give_back()
        self.expect_files(allowed=False)

    def fail_next_transfer(self) -> Locator:
        """Switch on that the next transfer fails later; return the switch."""
        self.button("fails later").click()
        expect(self.button("fails later")).to_have_attribute("aria-pressed", "true")
        return self.button("fails later")

    def expect_same_after_reload(self, *parts: str) -> None:
        """Reload while an agent has the customer; these parts and the usual ones stay the same."""
        self.expect_a_person()
        self.write(HELLO_KIM)
        self.expect_in_chat(HELLO_KIM)
        self.expect_on_desk(HELLO_KIM)  # the desk may show it later than the chat
        shown = ["#chat-log", "#desk-log", "#attended-by", "#banner", ".queue", *parts]
        before = {part: self.tab.locator(part).inner_text() for part in shown}
        self.tab.reload()
        self.expect_in_chat(HELLO_KIM)
        for part, text in before.items():
            expect(self.tab.locator(part)).to_have_text(text, use_inner_text=True)

    def tab_to(self, target: Locator) -> None:
        """Press the Tab key until the target has the focus."""
        for _ in range(60):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError("the Tab key does not lead there")

    def press(self, key: str) -> None:
        self.tab.keyboard.press(key)

    def accessibility_problems(self) -> list[str]:
        """Return the rules of axe that the page violates seriously."""
        violations = Axe().run(self.tab).response["violations"]
        return [each["id"] for each in violations if each["impact"] in ("serious", "critical")]


# Opens the page in a new tab: at a URL, or with a new customer; see the fixture `opened`.
Opened: TypeAlias = Callable[..., HandoffPage]
