"""Whether the state store can be used, and by whom; a key of the doctor's own is removed again."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from ..errors import ConfigurationError
from ..findings import Finding, error, not_checked, ok, warning
from ..handoff_settings.loader import Examined
from ..state_store import (
    StateSettings,
    StateStore,
    StateStoreError,
    foreign_tables,
    hashed_key,
    missing_file,
    open_state_store,
    store_address,
)
from .bot_domain import listed

SETTING = "state.url"
# The key is gone by itself after so many seconds, if the doctor is killed.
KEY_SECONDS = 60
_REACH = {
    "sqlite": "All servers of this machine share it; for several machines write redis:// there.",
    "redis": "All servers that name it share it.",
}


def store_findings(examined: Examined, path: Path) -> Iterator[Finding]:
    """Yield what is found of the store that `state.url` names."""
    settings = examined.setting("state")
    if not isinstance(settings, StateSettings):
        yield not_checked("First correct the mistakes in `state`.", SETTING)
        return
    missing = missing_file(settings, examined.folder)
    if missing is not None:  # opening the store would make the file
        yield _of_folder(missing)
        return
    try:
        foreign = foreign_tables(settings, examined.folder)
        if foreign is not None:  # opening the store would add its own
            yield _of_other_file(store_address(settings, examined.folder), foreign)
            return
        store = open_state_store(settings, examined.folder, f"{path}: state")
    except StateStoreError as failure:
        yield error(f"{SETTING} is wrong: {failure}", "Name another file.", SETTING)
        return
    except ConfigurationError as failure:
        text = str(failure).removeprefix(f"{path}: ")
        yield error(text, "Correct it, or start the store.", SETTING)
        return
    yield _of_store(store, settings, examined.folder)


def _of_folder(file: Path) -> Finding:
    folder = next(each for each in file.absolute().parents if each.exists())
    if not folder.is_dir():
        text = f"{file} cannot be made: {folder} is a file, and no folder."
        return error(text, "Name a file in a folder.", SETTING)
    if os.access(folder, os.W_OK):
        return ok(f"{file} does not exist yet. {_REACH['sqlite']}", SETTING)
    return error(
        f"{file} does not exist, and the folder {folder} cannot be written.",
        "Let the action server's user write there, or name another file.",
        SETTING,
    )


def _of_other_file(file: str, tables: list[str]) -> Finding:
    if not os.access(file, os.W_OK):
        return error(f"{file} cannot be written.", "Let the action server's user do it.", SETTING)
    if tables:
        return warning(
            f"{file} is a database of something else: it has {listed(tables)}, and no table of "
            "the handoff's. The action server would make its own there.",
            "Name a file that only the handoff uses.",
            SETTING,
        )
    return ok(f"{file} is empty; the action server makes its table. {_REACH['sqlite']}", SETTING)


def _of_store(store: StateStore, settings: StateSettings, folder: Path) -> Finding:
    if store.system == "memory":
        return warning(
            "Each server remembers for itself, and forgets everything when it ends.",
            "Write an SQLite file or Redis there, unless this is a test.",
            SETTING,
        )
    address = store_address(settings, folder)
    key, value = hashed_key("doctor", uuid.uuid4().hex), "1"
    try:
        store.put(key, value, KEY_SECONDS)
        is_right = store.get(key) == value and store.remove(key, value)
    except StateStoreError as failure:
        return error(f"{failure}", "Start the store, or give it room.", SETTING)
    if not is_right:
        return error(
            f"{address} does not return what was just written.",
            "Name the primary server, and no replica.",
            SETTING,
        )
    reach = _REACH.get(store.system, "")
    return ok(f"{address} can be read and written. {reach}".strip(), SETTING)
