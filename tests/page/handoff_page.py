"""The page as people use it, with the checks that the tests share."""

from collections.abc import Callable
from typing import Any, TypeAlias

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from scripts import handoff_page

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
HELLO_KIM = "Hello, this is Kim."


class HandoffPage(handoff_page.HandoffPage):
    """One tab with the customer's chat, the agents' desk and the switches."""

    def radio(self, name: str) -> Locator:
        """Return the radio button with this name."""
        return self.tab.get_by_role("radio", name=name)

    def switch(self, name: str) -> Locator:
        """Return the on-off switch with this name."""
        return self.tab.get_by_role("switch", name=name, exact=True)

    def expect_on_desk(self, text: str) -> None:
        """Wait until the conversation on the desk contains the text."""
        expect(self.desk).to_contain_text(text)

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
