"""`human-handoff`: what each command prints, and how it ends."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from actions.human_handoff import (
    AgentDesk,
    Owner,
    Ownership,
    Reason,
    SettingsModel,
    ShiftStatus,
    VendorRefusedError,
    cli,
)
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.state_store import SQLiteStateStore
from actions.human_handoff.vendors import DESKS
from tests import ROOT
from tests.unit.vendors.accounts import section

SHIFTS = [{"skillId": 1, "onShift": True}, {"skillId": 2, "onShift": False}]
STATUS = "/api/account/12345678/shift-status"
ONE_OF_TWO = "liveperson: 1 of 2 skills on shift, as of 20"
OUTSIDE_DESK = (
    "from actions.human_handoff.testing import ScriptedDesk\n"
    "class Acme(ScriptedDesk):\n    vendor = 'Acme'\n"
)


@pytest.fixture
def vendor(httpserver):
    """All of LivePerson's services on one host; the test declares the shift status."""
    host = {"baseURI": f"{httpserver.host}:{httpserver.port}"}
    httpserver.expect_request(re.compile(r".*/baseURI\.json")).respond_with_json(host)
    httpserver.expect_request(re.compile(".*/login")).respond_with_json({"bearer": "b"})
    return httpserver


@pytest.fixture
def config(tmp_path, httpserver):
    """Write a configuration of these desks; return its path."""

    def write(*desks):
        path = tmp_path / "human_handoff.yml"
        urls = {"domains": httpserver.url_for("")}
        sections = {name: {} for name in desks} | {"liveperson": section("liveperson", urls=urls)}
        values = {"desks": list(desks) or ["liveperson"], "skills": {"default": "human"}}
        path.write_text(json.dumps(values | sections))
        return str(path)

    return write


@pytest.fixture
def signals():
    """Set back the handlers of the signals that a command replaces."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def run(*arguments):
    return CliRunner().invoke(cli.app, list(arguments))


def outcome(result):
    return (result.exit_code, result.stdout, result.stderr)


def test_it_prints_how_many_skills_are_on_shift(config, vendor):
    vendor.expect_request(STATUS).respond_with_json(SHIFTS)

    result = run("refresh", "--config", config())

    assert result.exit_code == 0
    assert result.stdout.startswith(ONE_OF_TWO)
    assert result.stdout.endswith("+00:00\n")


def test_the_servers_that_share_the_state_store_read_what_it_has_asked(config, vendor, tmp_path):
    vendor.expect_request(STATUS).respond_with_json(SHIFTS)
    path = config()
    assert run("refresh", "--config", path).exit_code == 0

    configuration = load(Path(path))
    server = Handoff(configuration, SQLiteStateStore(tmp_path / ".human_handoff" / "state.db"))
    vendor.clear()  # nobody may be asked any more
    available = asyncio.run(server.available_desk("human", ["liveperson"], 5))
    assert available.shift.reason is Reason.REPORTED
    assert available.shift.status is ShiftStatus.OFF_SHIFT


def test_a_state_store_that_cannot_be_used_is_a_sentence_and_an_exit_code(config, tmp_path):
    path = config()
    (tmp_path / ".human_handoff").write_text("a file where the folder should be")
    result = run("refresh", "--config", path)

    assert result.exit_code == 2
    assert f"{path}: state.url is wrong: the state store" in result.stderr


def test_a_desk_that_does_not_answer_is_an_error_line_and_an_exit_code(config, vendor):
    vendor.expect_request(STATUS).respond_with_data(status=500)

    error = f"liveperson: LivePerson: GET {STATUS} answered 500\n"
    assert outcome(run("refresh", "--config", config())) == (1, "", error)


def test_a_skill_that_the_vendor_does_not_know_is_named_and_an_exit_code(config, vendor):
    vendor.expect_request(STATUS).respond_with_json(SHIFTS[:1])

    code, printed, error = outcome(run("refresh", "--config", config()))

    assert (code, printed[:12]) == (1, "liveperson: ")
    assert error == (
        "human_handoff.yml: liveperson.skills.human: LivePerson has no skill 2. Nobody is "
        "transferred there. Write what LivePerson shows.\n"
    )
    vendor.clear()
    vendor.expect_request(re.compile(r".*/baseURI\.json")).respond_with_json(
        {"baseURI": f"{vendor.host}:{vendor.port}"}
    )
    vendor.expect_request(re.compile(".*/login")).respond_with_json({"bearer": "b"})
    vendor.expect_request(STATUS).respond_with_json(SHIFTS)
    assert run("refresh", "--config", config()).exit_code == 0


@pytest.mark.parametrize("every", ["0s", "15", "m", "-1m", "1.5h", "15d", "١s", "100000h", ""])
def test_an_interval_that_cannot_be_is_refused(config, every):
    error = f"--every {every} is wrong: write it like 15m, 90s or 1h.\n"

    assert outcome(run("refresh", "--config", config(), "--every", every)) == (2, "", error)


@pytest.mark.parametrize(("every", "seconds"), [("90s", 90), ("15m", 900), ("99999h", 359996400)])
def test_an_interval_is_seconds_minutes_or_hours(every, seconds):
    assert cli._seconds(every) == seconds
    assert seconds < threading.TIMEOUT_MAX


@pytest.mark.parametrize("command", [["refresh"], ["owner", "user-7"]])
def test_a_wrong_configuration_is_an_error(tmp_path, command):
    result = run(*command, "--config", str(tmp_path / "no.yml"))

    assert result.exit_code == 2
    assert "no.yml cannot be read." in result.stderr
    assert "Traceback" not in result.output
    assert "user-7" not in result.output


def test_the_configuration_is_found_through_the_environment(config, vendor, monkeypatch):
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", config())
    vendor.expect_request(STATUS).respond_with_json(SHIFTS)

    assert run("refresh").stdout.startswith(ONE_OF_TWO)


def test_no_command_shows_the_help():
    assert "refresh" in run().output


def test_it_goes_on_through_failures_until_it_is_stopped(config, vendor, signals, monkeypatch):
    """A vendor that fails once is asked again at the next turn."""
    pauses = []

    class Event(threading.Event):
        def wait(self, timeout=None):
            pauses.append(timeout)
            if len(pauses) == 3:
                signal.raise_signal(signal.SIGTERM)
            return self.is_set()

    # Of the command alone: the calls of the vendor wait for events of their own.
    monkeypatch.setattr(cli, "threading", SimpleNamespace(Event=Event))
    vendor.expect_oneshot_request(STATUS).respond_with_json(SHIFTS)
    vendor.expect_oneshot_request(STATUS).respond_with_data(status=500)
    vendor.expect_oneshot_request(STATUS).respond_with_json(SHIFTS)

    result = run("refresh", "--config", config(), "--every", "15m")

    assert result.exit_code == 0
    assert pauses == [900, 900, 900]
    assert result.stdout.count(ONE_OF_TWO) == 2
    assert result.stderr.count("answered 500") == 1


def test_a_real_process_refreshes_until_sigterm_and_ends_well(config, vendor):
    vendor.expect_request(STATUS).respond_with_json(SHIFTS)
    command = ["refresh", "--every", "1s", "--config", config()]
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}

    with subprocess.Popen(
        [sys.executable, "-m", "actions.human_handoff.cli", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        first, second = process.stdout.readline(), process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=30)

    assert first.startswith(ONE_OF_TWO)
    assert second.startswith(ONE_OF_TWO)
    assert process.returncode == 0
    assert stderr == ""


# human-handoff owner


class Keeper(AgentDesk, Ownership):
    """A vendor at which each customer has an owner."""

    vendor = "Acme"
    channels = ("acme",)
    Settings = SettingsModel
    customers: dict[str, Owner]
    carries_message = shift_report = escalate = None

    def __init__(self, settings, path):
        """Take what every desk takes."""

    def skill_key(self, skill):
        return skill

    def owner(self, user_id):
        if user_id not in self.customers:
            raise VendorRefusedError(self.vendor, "no such customer", 404)
        return self.customers[user_id]

    def give_back(self, user_id):
        self.owner(user_id)
        self.customers[user_id] = Owner.BOT


@pytest.fixture
def customers(monkeypatch):
    """The owner of each customer at the desks `acme` and `emca`, which may be configured."""
    owners = {"user-7": Owner.AGENTS, "user-8": Owner.SOMEBODY_ELSE, "user-9": Owner.UNKNOWN}
    monkeypatch.setattr(Keeper, "customers", owners, raising=False)
    monkeypatch.setitem(DESKS, "acme", Keeper)
    monkeypatch.setitem(DESKS, "emca", Keeper)
    return owners


ONE, SEVERAL = ["liveperson", "acme"], ["acme", "liveperson", "emca"]
WHICH = "Say with --desk which desk is meant: {}.\n"
NONE = "None of the configured desks keeps an owner of each customer.\n"


@pytest.mark.parametrize(
    ("desks", "arguments", "expected"),
    [
        (ONE, ["user-7"], (0, "acme: agents\n", "")),
        (ONE, ["user-8"], (0, "acme: somebody else\n", "")),
        (ONE, ["user-9"], (0, "acme: unknown\n", "")),
        (SEVERAL, ["user-7", "--desk", "emca"], (0, "emca: agents\n", "")),
        # A vendor that does not tell is a sentence without the id.
        (["acme"], ["user-404"], (1, "", "acme: Acme: no such customer\n")),
        (["acme"], ["user-404", "--give-back"], (1, "", "acme: Acme: no such customer\n")),
        # Where several desks keep owners, one must be named, and it must be one of them.
        (SEVERAL, ["user-7"], (2, "", WHICH.format("acme, emca"))),
        (ONE, ["user-7", "--desk", "liveperson"], (2, "", WHICH.format("acme"))),
        (ONE, ["user-7", "--desk", "emca"], (2, "", WHICH.format("acme"))),
        (ONE, ["user-7", "--desk", "parrots"], (2, "", WHICH.format("acme"))),
        (["liveperson"], ["user-7"], (2, "", NONE)),
        (["liveperson"], ["user-7", "--desk", "liveperson"], (2, "", NONE)),
    ],
)
def test_the_owner_of_a_customer_is_shown(config, customers, desks, arguments, expected):
    before = dict(customers)

    assert outcome(run("owner", "--config", config(*desks), *arguments)) == expected
    assert customers == before


def test_a_customer_is_given_back_only_on_request(config, customers):
    result = run("owner", "--config", config("acme"), "user-7", "--give-back")

    assert (result.exit_code, result.stdout) == (0, "acme: given back to the bot\n")
    assert customers["user-7"] is Owner.BOT
    assert run("owner", "--config", config("acme"), "user-7").stdout == "acme: bot\n"


def test_a_desk_kept_outside_is_found_from_where_the_command_runs(tmp_path):
    (tmp_path / "my_desks.py").write_text(OUTSIDE_DESK)
    (tmp_path / "human_handoff.yml").write_text(
        "desks: [acme, offers]\n"
        "skills: {default: human, desks: {human: [acme], offers: [offers]}}\n"
        "acme: {desk: 'my_desks:Acme'}\n"
        "offers: {desk: 'my_desks:Acme', skills: [offers], shift: off_shift}\n"
    )
    # As an installed command runs: Python itself does not look into the working directory.
    program = "import sys; sys.path.remove(''); from actions.human_handoff.cli import app; app()"

    done = subprocess.run(
        [sys.executable, "-c", program, "refresh"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    acme, offers = done.stdout.splitlines()
    assert acme.startswith("acme: 1 of 1 skills on shift, as of ")
    assert offers.startswith("offers: 0 of 1 skills on shift, as of ")
