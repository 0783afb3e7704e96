"""A real browser before a real sandbox; only the bot is a stand-in."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from actions.human_handoff.handoff_settings.loader import load
from demo.stack import write_configuration
from sandbox import Control, running_sandbox
from tests import ROOT
from tests.page.page_bot import PageBot, served
from tests.page.real_bot import RealBot, real_bot

# Where this names none, Debian's.
VARIABLE = "HANDOFF_CHROMIUM"
# Other tests run beside these.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get(VARIABLE) or shutil.which("chromium")
    if program is None:
        pytest.fail(f"There is no chromium. Install it, or name one in {VARIABLE}.")
    with sync_playwright() as playwright:
        # Debian's Chromium needs user namespaces for its sandbox, which containers do not have.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def bot() -> PageBot:
    return PageBot()


@pytest.fixture(scope="session")
def running(bot: PageBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    with (
        served(bot) as url,
        running_sandbox(url) as sandbox,
        Control(sandbox.control) as control,
    ):
        target = tmp_path_factory.mktemp("bot") / "human_handoff.yml"
        write_configuration(target, ROOT, sandbox.urls, desks=list(control.desks))
        bot.desks = load(target, {}).desks
        yield control


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealBot]:
    with real_bot(tmp_path_factory.mktemp("real")) as bot:
        yield bot


@pytest.fixture
def control(running: Control, bot: PageBot) -> Control:
    """The sandbox as in the beginning."""
    running.reset()
    running.ask("PUT", "/setup/desks", {"desks": list(running.desks)})
    bot.desk = "liveperson"
    return running


@pytest.fixture
def opened(browser: Browser, control: Control) -> Iterator[Callable[..., Page]]:
    """Opens tabs of the page; an error in one of them fails the test."""
    errors: list[str] = []
    contexts = []

    def open_page(address: str = "", **settings: object) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1400, "height": 900}} | settings))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if is_wrong(said.text) else None)
        page.goto(address or control.urls()["control"])
        page.get_by_text("live", exact=True).wait_for()
        expect(page.locator("#conversation-channel")).to_contain_text("over")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def is_wrong(said: str) -> bool:
    """Content that the policy keeps out is an error of the page's."""
    return "Content Security Policy" in said
