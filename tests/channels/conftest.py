"""Tests that are coroutines run on one event loop, the bot's server beside them."""

import asyncio
import inspect
import warnings

import pytest
from hypothesis import HealthCheck, settings
from rasa.shared.core.domain import Domain

from tests.channels.liveperson.platform import Bot

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa pins an SQLAlchemy that warns of the next one
    from rasa.core.tracker_store import InMemoryTrackerStore

settings.register_profile(
    "channels",
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("channels")


@pytest.fixture(scope="session")
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def domain():
    """As much of a bot as the channels look at: who has the conversation."""
    state = {
        "type": "categorical",
        "values": ["none", "requested", "with_agent"],
        "initial_value": "none",
        "mappings": [{"type": "custom"}],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's own schema check uses what is deprecated
        return Domain.from_dict({"slots": {"human_handoff_state": state}})


@pytest.fixture
def store(domain):
    """Rasa's own tracker store."""
    return InMemoryTrackerStore(domain)


@pytest.fixture
def start(loop):
    """A bot with settings of the test's own; it is stopped with the test."""
    running = []

    async def started(**settings) -> Bot:
        bot = Bot(**settings)
        running.append(bot)
        await bot.start()
        return bot

    yield started
    for bot in running:
        loop.run_until_complete(bot.stop())


@pytest.fixture
def bot(loop, start) -> Bot:
    return loop.run_until_complete(start())


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if not inspect.iscoroutinefunction(pyfuncitem.function):
        return None
    names = inspect.signature(pyfuncitem.function).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    pyfuncitem._request.getfixturevalue("loop").run_until_complete(pyfuncitem.function(**arguments))
    return True
