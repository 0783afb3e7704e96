"""Tests that are coroutines run on one event loop, the bot's server beside them."""

import asyncio
import inspect
import logging
import sys
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, settings

from actions.human_handoff.state_store import MemoryStateStore
from human_handoff_channels import shared_state
from human_handoff_channels.delivery_queue import DeliveryQueue
from human_handoff_channels.shared_state import SharedState
from sandbox import Control, running_sandbox
from tests.channels.bot_under_test import BotUnderTest
from tests.channels.scripted_rasa import memory_store
from tests.channels.vendors import VENDORS

Start: TypeAlias = Callable[..., Awaitable[BotUnderTest]]

# httpcore tries to import this package at each request, and would look for it in every folder.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type] # as Python's documents say

settings.register_profile(
    "channels",
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("channels")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working directory, where a channel's state store is unless its settings name one."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A state store that is lost is not waited for."""
    monkeypatch.setattr(shared_state, "PATIENCE_SECONDS", 0.0)


@pytest.fixture
def state() -> SharedState:
    """What the servers of a channel share."""
    return SharedState("words", MemoryStateStore())


@pytest.fixture(scope="session")
def loop() -> Iterator[AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def sandbox_control() -> Iterator[Control]:
    with running_sandbox() as sandbox, Control(sandbox.control) as control:
        yield control


@pytest.fixture
def control(sandbox_control: Control) -> Control:
    """The sandbox, as it is in the beginning."""
    sandbox_control.reset()
    return sandbox_control


@pytest.fixture
def store() -> Any:
    """Rasa's own tracker store."""
    return memory_store()


@pytest.fixture(params=VENDORS.values(), ids=list(VENDORS))
def vendor(request: pytest.FixtureRequest) -> type[BotUnderTest]:
    """The channel under test; a test in a vendor's folder has that vendor's alone."""
    bot: type[BotUnderTest] = request.param
    return bot


@pytest.fixture
def start(loop: AbstractEventLoop, control: Control, vendor: type[BotUnderTest]) -> Iterator[Start]:
    """Start a bot with settings of the test's own; it is stopped with the test."""
    running: list[BotUnderTest] = []

    async def started(*, access_log: bool = False, **settings: Any) -> BotUnderTest:
        bot = vendor(control, **settings)
        running.append(bot)
        await bot.start(access_log)
        return bot

    yield started
    control.clear_faults()
    loop.run_until_complete(cancel_turns())
    for bot in running:
        loop.run_until_complete(bot.stop())


async def cancel_turns() -> None:
    """End the turns that a test has left, so that they write nothing into a later test's log."""
    code = DeliveryQueue._run.__code__
    turns = [
        task for task in asyncio.all_tasks() if getattr(task.get_coro(), "cr_code", None) is code
    ]
    for turn in turns:
        turn.cancel()
    await asyncio.gather(*turns, return_exceptions=True)


@pytest.fixture
def bot(loop: AbstractEventLoop, start: Start) -> BotUnderTest:
    return loop.run_until_complete(start())


@pytest.fixture
def log_lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the channel has written into the log."""
    return lambda: [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("human_handoff_channels") and record.levelno >= logging.WARNING
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.function):
        return None
    names = inspect.signature(pyfuncitem.function).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    pyfuncitem._request.getfixturevalue("loop").run_until_complete(pyfuncitem.function(**arguments))
    return True
