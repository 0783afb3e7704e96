"""Fixtures: a bot whose `rasa` is a stand-in that starts quickly."""

import shutil
import signal
from pathlib import Path

import pytest

from tests import ROOT
from tests.demo import rasa_stand_in


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a bot with stand-ins for Rasa and its action server."""
    root = tmp_path / "bot"
    (root / "data").mkdir(parents=True)
    (root / "data" / "nlu.yml").write_text("nlu: []\n")
    for name in ("domain.yml", "config.yml", "credentials.yml", "human_handoff.yml"):
        shutil.copy(ROOT / name, root / name)
    rasa_stand_in.install(root)
    return root


@pytest.fixture(autouse=True)
def _default_interrupt_handler() -> None:
    """A process that ignores SIGINT would pass that on to the processes that it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
