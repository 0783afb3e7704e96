"""What several workers of one action server share, so that each can answer for all of them.

prometheus-client's way: every process writes its figures to files of its own in one folder, and
whoever is asked adds them up. https://prometheus.github.io/client_python/multiprocess/
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from ..errors import ConfigurationError

# prometheus-client looks here when it is imported; the workers inherit it.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
PACKAGE = "prometheus_client"
# A worker that was killed cannot say so. It counts as dead if it has not told for so long that it
# lives; that a process has its number says nothing, because rasa-sdk 3.6 leaves a zombie.
DEAD_AFTER_SECONDS = 30.0
# How the names of the files begin that are about the present.
_PRESENT = "gauge_live"


def check_metrics(are_on: bool, path: str) -> None:
    """Check that metrics can be measured if they are on.

    Args:
        are_on: The setting.
        path: The setting's path, for errors.

    Raises:
        ConfigurationError: The package is missing.
    """
    if are_on and find_spec(PACKAGE) is None:
        raise ConfigurationError(
            f"{path} is on, but the package prometheus-client is missing. Run "
            "pip install 'rasa-human-handoff[metrics]', or write `metrics: false`."
        )


def share_between_workers(workers: int) -> None:
    """Let the workers of this server add their figures up; called before they are started.

    A new folder is made for every start of the server, so that files of earlier processes do no
    harm; unless the operator has named one.

    Raises:
        ConfigurationError: There is no folder, or prometheus-client was imported too early.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder is None:
        if workers == 1:
            return
        _use(_new_folder())
    elif not os.access(folder, os.W_OK) or not Path(folder).is_dir():
        raise ConfigurationError(
            f"The environment variable {FOLDER_VARIABLE} names no folder that can be written. "
            "Create the folder, or take the variable out."
        )
    from prometheus_client import values

    if values.ValueClass is values.MutexValue:
        raise ConfigurationError(
            "Another module has imported prometheus_client before the handoff, so the workers "
            "cannot add their figures up. Name an empty folder in the environment variable "
            f"{FOLDER_VARIABLE}, or start one worker."
        )


def shared_folder() -> Path | None:
    """Return the folder that the workers share; None where there is one process."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return None if folder is None else Path(folder)


def tell_that_this_worker_lives(folder: Path) -> None:
    """Mark what this process tells of its present as recent."""
    for file in folder.glob(f"{_PRESENT}*_{os.getpid()}.db"):
        os.utime(file)


def present_files(folder: Path) -> list[str]:
    """Return the files of all workers that tell something, but not the present of a dead one."""
    dead = time.time() - DEAD_AFTER_SECONDS
    return [str(file) for file in folder.glob("*.db") if _tells(file, dead)]


def forget_this_worker(folder: Path) -> None:
    """Remove what this process told of its present, because it ends."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(os.getpid(), str(folder))


def _new_folder() -> str:
    try:
        return tempfile.mkdtemp(prefix="human_handoff_metrics_")
    except OSError:
        raise ConfigurationError(
            "Several workers need a folder for their figures, and no folder for temporary files "
            f"can be written. Name an empty folder in the environment variable {FOLDER_VARIABLE}."
        ) from None


def _use(folder: str) -> None:
    os.environ[FOLDER_VARIABLE] = folder
    atexit.register(_remove, folder, os.getpid())


def _remove(folder: str, maker: int) -> None:
    """Remove the folder at the end of the process that made it; not of one that was forked."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


def _tells(file: Path, dead: float) -> bool:
    """Tell whether a file has figures, and those of the present are of a process that lives."""
    try:
        status = file.stat()
    except OSError:  # its process has just ended
        return False
    if not status.st_size:  # its process is just making it
        return False
    return not file.name.startswith(_PRESENT) or status.st_mtime >= dead
