"""A temporary folder that is removed even if the program that needs it is killed.

    python -I temporary_folder.py FOLDER

runs beside that program, waits for its end, and removes the folder.
"""

import contextlib
import fcntl
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# A server has five seconds to end before it is killed, so none has its log for longer than this.
LOCKED_SECONDS = 20.0
POLL_SECONDS = 0.05


@contextlib.contextmanager
def temporary_folder(prefix: str = "handoff-") -> Iterator[Path]:
    """Make a folder, and remove it at the end of the block or of this program.

    It is removed when the servers that have their logs in it have ended.
    """
    folder = tempfile.mkdtemp(prefix=prefix)
    remover = subprocess.Popen(  # noqa: S603 - this module
        [sys.executable, "-I", __file__, folder], stdin=subprocess.PIPE, start_new_session=True
    )
    with remover:  # The end of the block closes the pipe and waits.
        yield Path(folder)


def main() -> None:
    """Remove the folder when standard input, which the program holds open, is closed."""
    sys.stdin.read()
    folder = Path(sys.argv[1])
    deadline = time.monotonic() + LOCKED_SECONDS
    while any(map(_is_locked, folder.rglob("*.log"))) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)


def _is_locked(log: Path) -> bool:
    """Return whether a process has the log open; `ChildProcess` locks it for its program."""
    try:
        with log.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # It was removed meanwhile.
        return False
    return False


if __name__ == "__main__":
    main()
