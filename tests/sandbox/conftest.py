"""One sandbox and one stand-in for the bot for all tests, as new for each of them."""

from collections.abc import Iterator
from typing import Any

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

KINDS = {"rest": Driver, "liveperson": LivePerson, "cm": CM, "parley": Parley}


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
def _drivers(sandbox: RunningSandbox, bot: Bot) -> Iterator[dict[str, Driver]]:
    # The client keeps its connections, as the plugin does.
    with httpx.Client(trust_env=False, timeout=5.0) as http:
        drivers = {name: kind(sandbox, http, bot) for name, kind in KINDS.items()}
        yield drivers
        for driver in drivers.values():
            driver.close()


@pytest.fixture(autouse=True)
def control(_drivers: dict[str, Driver]) -> Driver:
    """The control interface of a sandbox as at the beginning; new customers come over REST."""
    driver = _drivers["rest"]
    driver.bot.reset()
    driver.reset()
    driver.set_bot(driver.bot.url)
    return driver


@pytest.fixture(params=["liveperson", "cm", "parley"])
def vendor(request: pytest.FixtureRequest, _drivers: dict[str, Driver]) -> Driver:
    """Each of the imitated vendors; a test names some of them by indirect parameters."""
    return _drivers[request.param]


@pytest.fixture(params=["rest", "liveperson", "cm", "parley"])
def channel(request: pytest.FixtureRequest, _drivers: dict[str, Driver]) -> Driver:
    """Each channel between customer and bot: Rasa's REST channel and the vendors' own."""
    return _on_own_channel(_drivers[request.param])


def _on_own_channel(driver: Driver) -> Driver:
    if isinstance(driver, VendorDriver):
        driver.set_bot(driver.bot.url, driver.manifest.channel)
        if isinstance(driver, LivePerson):
            driver.admin.set_bot(pause_seconds=0)
    driver.answers("Hello.")
    return driver


def _the(name: str, *, is_on_own_channel: bool = False) -> Any:
    @pytest.fixture
    def driver(_drivers: dict[str, Driver]) -> Driver:
        return _on_own_channel(_drivers[name]) if is_on_own_channel else _drivers[name]

    return driver


@pytest.fixture
def actions(control: Driver) -> Iterator[Driver]:
    """The sandbox between Rasa and its action server; the stand-in for the bot is the latter."""
    control.bot.answers_in_turn((200, {"events": [], "responses": []}))
    control.set_actions(control.bot.url)
    yield control
    control.set_actions(None)


# The imitated vendors with a bot on Rasa's REST channel.
liveperson, cm, parley = _the("liveperson"), _the("cm"), _the("parley")
# The same with a bot on the vendor's own channel: LivePerson's Custom Endpoint, CM.com's TwoWay
# adapter, and the webhook of a Parley service.
endpoint = _the("liveperson", is_on_own_channel=True)
adapter = _the("cm", is_on_own_channel=True)
webhook = _the("parley", is_on_own_channel=True)
