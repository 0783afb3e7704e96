"""What people do on the page, through the names that a screen reader announces."""

from collections.abc import Callable
from typing import Any, TypeAlias

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

Opened: TypeAlias = Callable[..., Page]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
HELLO_KIM = "Hello, this is Kim."


def chat(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages of the chat")


def desk(page: Page) -> Locator:
    return page.get_by_role("log", name="Conversation so far")


def calls(page: Page) -> Locator:
    return page.get_by_label("Calls and events")


def say(page: Page, text: str) -> None:
    """Write as the customer."""
    page.get_by_label("Message of the customer").fill(text)
    page.get_by_label("Message of the customer").press("Enter")


def write(page: Page, text: str) -> None:
    """Write as the agent."""
    page.get_by_label("Message of the agent").fill(text)
    page.get_by_label("Message of the agent").press("Enter")


def choose(page: Page, group: str, name: str) -> None:
    """Choose a switch of a group."""
    page.get_by_role("group", name=group).get_by_role("radio", name=name, exact=True).check()


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def expect_attended_by(page: Page, text: str) -> None:
    """Wait until the chat shows who has the customer."""
    expect(page.locator("#attended-by")).to_have_text(text)


def expect_a_person(page: Page) -> None:
    expect_attended_by(page, "With a person")


def expect_banner(page: Page, text: str) -> None:
    expect(page.locator("#banner")).to_have_text(text)


def expect_files(page: Page, allowed: bool) -> None:
    """Wait until the customer can send files, or cannot."""
    expect(page.get_by_role("button", name="Send a file")).to_be_enabled(enabled=allowed)


def talk_and_give_back(page: Page, question: str) -> None:
    """Answer as the agent, let the customer ask something, and give the conversation back."""
    expect_banner(page, "A person has taken over.")
    expect_files(page, allowed=True)
    write(page, HELLO_KIM)
    expect(chat(page)).to_contain_text(HELLO_KIM)
    say(page, question)
    expect(desk(page)).to_contain_text(question)
    click(page, "Give back to the bot")
    expect_banner(page, "The bot is back.")
    expect_files(page, allowed=False)


def fail_next_transfer(page: Page) -> Locator:
    """Switch on that the next transfer fails later; return the switch."""
    switch = page.get_by_role("button", name="fails later")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    return switch


def expect_same_after_reload(page: Page, *parts: str) -> None:
    """Reload the page while an agent has the customer; these parts must show the same texts."""
    expect_a_person(page)
    write(page, HELLO_KIM)
    expect(chat(page)).to_contain_text(HELLO_KIM)
    shown = ["#chat-log", "#desk-log", "#attended-by", "#banner", ".queue", *parts]
    before = {part: page.locator(part).inner_text() for part in shown}
    page.reload()
    expect(chat(page)).to_contain_text(HELLO_KIM)
    for part, text in before.items():
        expect(page.locator(part)).to_have_text(text, use_inner_text=True)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def accessibility_problems(page: Page) -> list[str]:
    """Return the rules of axe that the page violates seriously."""
    violations = Axe().run(page).response["violations"]
    return [each["id"] for each in violations if each["impact"] in ("serious", "critical")]
