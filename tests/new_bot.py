"""A bot as `rasa init` creates it, for tests that follow the documents in it."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path


def new_bot(folder: Path) -> Path:
    """Create a bot with the files that `rasa init` writes; nothing is trained."""
    # Found without importing Rasa, which takes seconds.
    rasa = importlib.util.find_spec("rasa")
    assert rasa is not None and rasa.origin is not None  # noqa: PT018
    shutil.copytree(
        Path(rasa.origin).parent / "cli" / "initial_project",
        folder,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return folder


def contents(bot: Path) -> dict[str, bytes]:
    """Return the content of each file of a bot, by its path.

    The domain has one path, whether it is `domain.yml` or lies in the folder `domain/`.
    """
    files = {path.relative_to(bot).as_posix(): path for path in bot.rglob("*") if path.is_file()}
    return {
        path.replace("domain/domain.yml", "domain.yml"): file.read_bytes()
        for path, file in files.items()
    }
