"""Fixtures: a real browser with the page of a real sandbox, and two bots behind it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from sandbox import Control
from sandbox.bot.rest_channel import CHANNEL
from scripts.chromium import MISSING, chromium_path
from scripts.handoff_page import launched
from tests.page.handoff_page import HandoffPage, Opened
from tests.page.page_bot import PageBot
from tests.real_bot import Bot, real_bot
from tests.rest_bot import FIRST_DESK, sandbox_with
from tests.unit.pauses import after_all_pauses

# Long enough for a machine on which other tests run at the same time.
TIMEOUT_MS = 15_000
expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium_path()
    if program is None:
        pytest.fail(MISSING)
    with launched(program) as browser:
        yield browser


@pytest.fixture(scope="session")
def bot() -> Iterator[PageBot]:
    # Each reset of the sandbox ends the bot's session at LivePerson, as another server would.
    with after_all_pauses():
        yield PageBot()


@pytest.fixture(scope="session")
def running(bot: PageBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    with sandbox_with(bot, tmp_path_factory.mktemp("bot")) as control:
        yield control


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with real_bot(tmp_path_factory.mktemp("real"), calls_are_shown=True) as bot:
        yield bot


@pytest.fixture
def hand_over_to(real: Bot) -> Iterator[Callable[..., Control]]:
    """Returns a function that gives the real bot the desks of some vendors.

    The customers of a bot with one desk use that vendor's own channel, others use REST.
    """
    assert real.rasa is not None
    url = real.rasa.url
    with Control(real.sandbox.control) as control:

        def hand_over_to(*vendors: str) -> Control:
            desks = list(vendors)
            control.reset()
            control.set_desks(desks)
            control.set_bot(url, channel=desks[0] if len(desks) == 1 else CHANNEL)
            real.configure(desks=desks)
            return control

        yield hand_over_to


@pytest.fixture
def control(running: Control, bot: PageBot) -> Control:
    """The sandbox of the stand-in bot, in its default state."""
    running.reset()
    running.set_desks(list(running.desks))
    running.set_actions(None)
    running.report_store([], [])
    bot.desk, bot.has_api = FIRST_DESK, True
    bot.report()
    return running


@pytest.fixture
def opened(browser: Browser, control: Control) -> Iterator[Opened]:
    """Returns a function that opens the page in a new tab; an error on the page fails the test."""
    errors: list[str] = []
    contexts = []

    def check_console(text: str) -> None:
        # The browser reports content that the Content Security Policy forbids only here.
        if "Content Security Policy" in text:
            errors.append(text)

    def open_page(url: str = "", **settings: Any) -> HandoffPage:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **settings})
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(TIMEOUT_MS)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda message: check_console(message.text))
        page = HandoffPage(tab)
        page.open(url or control.urls()["control"])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
