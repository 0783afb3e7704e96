"""Fixtures: a bot whose `rasa` is a stand-in that starts quickly, and a bot without Rasa."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import chat as chat_module
from sandbox import Control
from tests import ROOT
from tests.demo import rasa_stand_in
from tests.demo.processes import is_alive
from tests.demo.terminal_chat import TransferringBot
from tests.rest_bot import FIRST_DESK, sandbox_with


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """The folder of a bot with stand-ins for Rasa and its action server.

    The test fails if one of the stand-ins is still running after it.
    """
    root = tmp_path / "bot"
    (root / "data").mkdir(parents=True)
    (root / "data" / "nlu.yml").write_text("nlu: []\n")
    for name in ("domain.yml", "config.yml", "credentials.yml", "human_handoff.yml"):
        shutil.copy(ROOT / name, root / name)
    rasa_stand_in.install(root)
    yield root
    assert not any(is_alive(pid) for pid in rasa_stand_in.started_pids(root))


@pytest.fixture(autouse=True)
def _default_interrupt_handler() -> None:
    """A process that ignores SIGINT would pass that on to the processes that it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def bot() -> TransferringBot:
    return TransferringBot()


@pytest.fixture(scope="module")
def control(bot: TransferringBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    with sandbox_with(bot, tmp_path_factory.mktemp("bot")) as control:
        yield control


@pytest.fixture
def at(bot: TransferringBot, request: pytest.FixtureRequest) -> Iterator[str]:
    """The desk that the bot transfers to."""
    bot.desk = request.param
    yield bot.desk
    bot.desk = FIRST_DESK


@pytest.fixture
def fails_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_module, "FAIL_AFTER_SECONDS", 0.2)
