"""One sandbox and one stand-in for the bot for all tests, as new for each of them."""

from collections.abc import Iterator
from typing import TypeVar

import httpx
import pytest
from pytest_httpserver import HTTPServer

from sandbox import RunningSandbox, running_sandbox
from tests.sandbox.driver import Driver
from tests.sandbox.stand_in import Bot
from tests.sandbox.vendors.cm.driver import CM
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.parley.driver import Parley

AnyVendor = TypeVar("AnyVendor", bound=VendorDriver)


@pytest.fixture(scope="session")
def bot() -> Iterator[Bot]:
    """The stand-in for the bot; `control` makes it as new."""
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Bot(server)


@pytest.fixture(scope="session")
def sandbox(bot: Bot) -> Iterator[RunningSandbox]:
    """The sandbox, running during the whole session."""
    with running_sandbox(bot=bot.url) as running:
        yield running


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """A client that keeps its connections, as the plugin does."""
    with httpx.Client(trust_env=False, timeout=5.0) as client:
        yield client


@pytest.fixture(scope="session")
def _drivers(sandbox: RunningSandbox, http: httpx.Client, bot: Bot) -> Iterator[dict[str, Driver]]:
    kinds = {"control": Driver, "liveperson": LivePerson, "cm": CM, "parley": Parley}
    drivers = {name: kind(sandbox, http, bot) for name, kind in kinds.items()}
    yield drivers
    for driver in drivers.values():
        driver.close()


@pytest.fixture(autouse=True)
def control(_drivers: dict[str, Driver]) -> Driver:
    """The control interface of a sandbox as at the beginning; new customers come over REST."""
    driver = _drivers["control"]
    driver.bot.reset()
    driver.reset()
    driver.set_bot(driver.bot.url)
    return driver


@pytest.fixture(params=["liveperson", "cm", "parley"])
def vendor(request: pytest.FixtureRequest, _drivers: dict[str, Driver]) -> Driver:
    """Each of the imitated vendors; a test names some of them by indirect parameters."""
    return _drivers[request.param]


@pytest.fixture
def liveperson(_drivers: dict[str, Driver]) -> Driver:
    """The imitated LivePerson."""
    return _drivers["liveperson"]


@pytest.fixture
def cm(_drivers: dict[str, Driver]) -> Driver:
    """The imitated CM.com."""
    return _drivers["cm"]


@pytest.fixture
def parley(_drivers: dict[str, Driver]) -> Driver:
    """The imitated Parley."""
    return _drivers["parley"]


def _on_own_channel(driver: AnyVendor) -> AnyVendor:
    driver.over_own_channel()
    return driver


@pytest.fixture
def channel_bot(vendor: VendorDriver) -> VendorDriver:
    """Each of the imitated vendors with a bot on its own channel."""
    return _on_own_channel(vendor)


@pytest.fixture
def endpoint(liveperson: LivePerson) -> LivePerson:
    """The imitated LivePerson with a bot that implements its Custom Endpoint."""
    return _on_own_channel(liveperson)


@pytest.fixture
def adapter(cm: CM) -> CM:
    """The imitated CM.com with a bot behind a TwoWay adapter."""
    return _on_own_channel(cm)


@pytest.fixture
def webhook(parley: Parley) -> Parley:
    """The imitated Parley with a bot behind a service's webhook."""
    return _on_own_channel(parley)
