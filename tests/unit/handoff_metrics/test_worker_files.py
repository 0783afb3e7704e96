"""Several workers: their figures add up, and files of dead processes do no harm."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prometheus_client import values

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.handoff_events.vocabulary import Outcome, Step
from actions.human_handoff.handoff_metrics import worker_files
from actions.human_handoff.handoff_metrics.worker_files import (
    DEAD_AFTER_SECONDS,
    FOLDER_VARIABLE,
    share_between_workers,
    shared_folder,
)
from tests import ROOT
from tests.unit.handoff_metrics.figures import document, figures, sample, text

ACCEPTED = document(Step.ATTEMPTED, desk="here", outcome=Outcome.ACCEPTED)
COUNTED = sample("attempts_total", desk="here", outcome="accepted")
ALONE = sample("host_left_alone", host="h.test")


def another_worker(folder, number):
    """Copy this worker's files, as if another one had written them."""
    for file in folder.glob(f"*_{os.getpid()}.db"):
        shutil.copy(file, file.with_name(file.name.replace(str(os.getpid()), str(number))))


def test_the_figures_of_all_workers_add_up(folder, create):
    sink = create()
    sink.send(ACCEPTED)
    another_worker(folder, 7)
    sink.send(ACCEPTED)

    told = figures(sink)
    assert told[COUNTED] == 3
    assert told[sample("failed_later_total", desk="here")] == 0
    assert told[sample("state_store_up")] == 1


def test_a_file_that_a_worker_is_just_making_does_not_disturb(folder, create):
    sink = create()
    sink.send(ACCEPTED)
    file = folder / "counter_7.db"
    file.touch()
    assert figures(sink)[COUNTED] == 1

    file.unlink()
    another_worker(folder, 7)
    assert figures(sink)[COUNTED] == 2


def test_what_one_worker_leaves_alone_counts_until_that_worker_is_dead(folder, create):
    sink = create()
    sink.send(ACCEPTED)
    gauge = sink._present._metrics.host_left_alone.labels("h.test")
    gauge.set(1)
    another_worker(folder, 7)
    gauge.set(0)
    assert figures(sink)[ALONE] == 1

    dead = time.time() - DEAD_AFTER_SECONDS - 1
    for file in folder.glob("gauge_live*_7.db"):
        os.utime(file, (dead, dead))
    told = figures(sink)
    assert told[ALONE] == 0
    assert told[COUNTED] == 2


def test_a_worker_that_lives_is_not_forgotten_however_long_its_values_stay_the_same(folder, create):
    sink = create()
    gauge = sink._present._metrics.host_left_alone.labels("h.test")
    gauge.set(1)
    dead = time.time() - DEAD_AFTER_SECONDS - 1
    for file in folder.glob("gauge_live*.db"):
        os.utime(file, (dead, dead))

    assert figures(sink)[ALONE] == 1


def test_a_worker_that_stops_takes_back_what_it_told_of_its_present(folder, create):
    sink = create()
    sink.send(ACCEPTED)
    sink._present._metrics.host_left_alone.labels("h.test").set(1)
    sink.stop()

    assert not list(folder.glob("gauge_live*.db"))
    told = figures(create())
    assert (told.get(ALONE, 0), told[COUNTED]) == (0, 1)


def test_a_file_that_goes_while_it_is_read_is_not_missed(folder, create, monkeypatch):
    sink = create()
    here = {"is": True}
    stat = Path.stat

    def goes(path, **options):
        if path.name.startswith("gauge_live") and here["is"]:
            raise FileNotFoundError
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", goes)
    assert COUNTED in figures(sink)

    here["is"] = False
    assert COUNTED in figures(sink)


def test_the_metrics_of_others_in_the_same_folder_are_not_shown(folder, create):
    from prometheus_client import CollectorRegistry, Counter

    Counter("of_the_bot_total", "Another.", registry=CollectorRegistry()).inc()

    assert "of_the_bot" not in text(create())


@pytest.fixture
def _variable(monkeypatch):
    """Whatever a test sets is taken back."""
    monkeypatch.setenv(FOLDER_VARIABLE, "")
    monkeypatch.delenv(FOLDER_VARIABLE)


@pytest.mark.usefixtures("_variable")
def test_one_worker_needs_no_files():
    share_between_workers(1)

    assert shared_folder() is None


@pytest.mark.usefixtures("_variable")
def test_several_workers_get_a_new_folder_which_goes_with_the_process(monkeypatch, tmp_path):
    at_exit = []
    monkeypatch.setattr(worker_files.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(worker_files.atexit, "register", lambda *call: at_exit.append(call))
    monkeypatch.setattr(values, "ValueClass", object)
    share_between_workers(2)
    share_between_workers(2)  # a worker inherits the variable
    (made,) = tmp_path.iterdir()
    assert shared_folder() == made

    ((remove, folder, maker),) = at_exit
    remove(folder, maker + 1)  # at the end of a worker that was forked
    assert made.exists()
    remove(folder, maker)
    assert not made.exists()


@pytest.mark.usefixtures("_variable")
def test_without_a_place_for_files_the_error_says_what_to_write(monkeypatch):
    def nowhere(**_):
        raise FileNotFoundError

    monkeypatch.setattr(worker_files.tempfile, "mkdtemp", nowhere)
    with pytest.raises(ConfigurationError, match=f"Name an empty folder in .* {FOLDER_VARIABLE}"):
        share_between_workers(2)


@pytest.mark.parametrize("named", ["", "/nowhere", __file__])
def test_a_named_folder_must_be_one(monkeypatch, named):
    monkeypatch.setenv(FOLDER_VARIABLE, named)
    with pytest.raises(ConfigurationError, match=f"{FOLDER_VARIABLE} names no folder"):
        share_between_workers(1)


def test_a_named_folder_is_used_also_by_one_worker(folder):
    share_between_workers(1)

    assert shared_folder() == folder


@pytest.mark.usefixtures("_variable")
def test_a_bot_that_imports_prometheus_client_first_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(values, "ValueClass", values.MutexValue)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(ConfigurationError, match="Another module has imported prometheus_client"):
        share_between_workers(2)


def test_where_metrics_are_off_prometheus_client_is_not_imported():
    code = (
        "import sys\n"
        "from actions.human_handoff import actions\n"
        "actions.Announce().handoff\n"
        "print('prometheus_client' in sys.modules)"
    )
    environment = {**os.environ, "HUMAN_HANDOFF_CONFIG": "human_handoff.yml"}
    command = [sys.executable, "-W", "ignore", "-c", code]
    printed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert printed.stdout.splitlines()[-1:] == ["False"], printed.stderr
