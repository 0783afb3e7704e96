"""A bot whose `rasa` is a stand-in that is quickly there."""

import shutil
import signal
from pathlib import Path

import pytest

from tests import ROOT
from tests.demo.stand_ins import RASA


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A bot with stand-ins for Rasa and its action server."""
    root = tmp_path / "bot"
    for name in ("domain.yml", "config.yml", "credentials.yml", "human_handoff.yml"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    (root / "data").mkdir()
    (root / "data" / "nlu.yml").write_text("nlu: []\n")
    for package in ("rasa", "rasa_sdk"):
        (root / package).mkdir()
        (root / package / "__init__.py").touch()
        (root / package / "__main__.py").write_text(RASA)
    return root


@pytest.fixture(autouse=True)
def _no_signals_left() -> None:
    """What a test's parent ignores, its children would ignore, too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
