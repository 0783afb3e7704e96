"""The temporary folder goes with the program that made it, however that ends."""

import signal
import subprocess
import sys
from pathlib import Path

from demo.child_process import running_process
from demo.temporary_folder import temporary_folder
from tests import ROOT
from tests.demo.processes import wait_until

# Makes a folder with a server's log and another file, prints the folder, and waits.
PROGRAM = """
import sys, time
from demo.child_process import running_process
from demo.temporary_folder import temporary_folder
with temporary_folder() as folder:
    (folder / "other.txt").touch()
    code = "import time; time.sleep(600)"
    with running_process("It", [sys.executable, "-c", code], folder / "its.log", folder):
        print(folder, flush=True)
        time.sleep(600)
"""


def test_the_folder_is_there_during_the_block_and_gone_after_it() -> None:
    with temporary_folder("test-") as folder:
        (folder / "sub").mkdir()
        (folder / "sub" / "its.log").touch()
        assert folder.name.startswith("test-")

    assert not folder.exists()


def test_it_is_removed_when_the_servers_that_write_there_have_ended() -> None:
    code = "import signal; signal.signal(signal.SIGTERM, lambda *_: 0); signal.pause()"
    with temporary_folder() as folder:
        process = running_process("It", [sys.executable, "-c", code], folder / "its.log", folder)
        with process as program:
            program.terminate()
            assert folder.exists()

    assert not folder.exists()


def test_it_is_removed_also_if_the_program_is_killed() -> None:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        folder = Path(program.stdout.readline().strip())
        assert folder.is_dir()
        program.send_signal(signal.SIGKILL)

    wait_until(lambda: not folder.exists())
