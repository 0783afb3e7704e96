"""`human-handoff`: what each command prints, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import responses
from typer.testing import CliRunner

from actions.human_handoff import AgentDesk, Owner, Ownership, VendorRefusedError, cli
from actions.human_handoff.pydantic_compat import SettingsModel
from actions.human_handoff.vendors import DESKS
from tests import ROOT

SHIFTS = [{"skillId": 1, "onShift": True}, {"skillId": 2, "onShift": False}]


def configuration(url: str) -> str:
    return json.dumps(
        {
            "desks": ["liveperson"],
            "skills": {"default": "human"},
            "liveperson": {
                "account": "12345678",
                "region": "eu",
                "skills": {"human": {"id": "1", "name": "Human"}},
                "login": {"username": "bot", "app_key": "key", "secret": "hunter2"},
                "escalation": {"api_key": "hunter2", "chat_bot_id": "bot-1"},
                "urls": {"domains": url},
            },
        }
    )


@pytest.fixture
def config(tmp_path) -> Path:
    path = tmp_path / "human_handoff.yml"
    path.write_text(configuration("http://directory.test"))
    return path


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(
            "http://directory.test/api/account/12345678/service/agentVep/baseURI.json",
            json={"baseURI": "login.test"},
        )
        mock.get(
            "http://directory.test/api/account/12345678/service/shiftstatus/baseURI.json",
            json={"baseURI": "shifts.test"},
        )
        mock.post("http://login.test/api/account/12345678/login", json={"bearer": "b"})
        yield mock


STATUS_URL = "http://shifts.test/api/account/12345678/shift-status"


@pytest.fixture
def signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def run(*arguments: str):
    return CliRunner().invoke(cli.app, list(arguments))


def test_it_tells_how_many_skills_are_on_shift(config, http):
    http.get(STATUS_URL, json=SHIFTS)

    result = run("refresh", "--config", str(config))

    assert result.exit_code == 0
    assert result.stdout.startswith("liveperson: 1 of 2 skills on shift, as of 20")
    assert result.stdout.endswith("+00:00\n")


def test_a_desk_that_does_not_answer_is_told_and_is_an_exit_code(config, http):
    http.get(STATUS_URL, status=500)

    result = run("refresh", "--config", str(config))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "liveperson: LivePerson: GET /api/account/12345678/shift-status answered 500\n"
    )


@pytest.mark.parametrize("every", ["0s", "15", "m", "-1m", "1.5h", "15d", "١s", "100000h", ""])
def test_an_interval_that_cannot_be_is_told(config, every):
    result = run("refresh", "--config", str(config), "--every", every)

    assert result.exit_code == 2
    assert result.stderr == f"--every {every} is wrong: write it like 15m, 90s or 1h.\n"


@pytest.mark.parametrize(("every", "seconds"), [("90s", 90), ("15m", 900), ("99999h", 359996400)])
def test_an_interval_is_seconds_minutes_or_hours(every, seconds):
    assert cli._seconds(every) == seconds
    assert seconds < threading.TIMEOUT_MAX


def test_a_wrong_configuration_is_told(tmp_path):
    result = run("refresh", "--config", str(tmp_path / "no.yml"))

    assert result.exit_code == 2
    assert "no.yml cannot be read." in result.stderr
    assert "Traceback" not in result.output


def test_the_configuration_is_found_through_the_environment(config, http, monkeypatch):
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", str(config))
    http.get(STATUS_URL, json=[])

    assert run("refresh").stdout.startswith("liveperson: 0 of 0 skills on shift")


def test_no_command_shows_the_help():
    assert "refresh" in run().output


def test_it_goes_on_through_failures_until_it_is_stopped(config, http, signals, monkeypatch):
    """A vendor that fails once is asked again at the next turn."""
    pauses = []

    class Event(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout)
            if len(pauses) == 3:
                signal.raise_signal(signal.SIGTERM)
            return self.is_set()

    monkeypatch.setattr(cli.threading, "Event", Event)
    http.get(STATUS_URL, json=SHIFTS)
    http.get(STATUS_URL, status=500)
    http.get(STATUS_URL, json=SHIFTS)

    result = run("refresh", "--config", str(config), "--every", "15m")

    assert result.exit_code == 0
    assert pauses == [900, 900, 900]
    assert result.stdout.count("liveperson: 1 of 2 skills on shift") == 2
    assert result.stderr.count("answered 500") == 1


class Vendor(BaseHTTPRequestHandler):
    """All of LivePerson's services on one host."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        host, port = self.server.server_address[:2]
        said = {"baseURI": f"{host}:{port}", "bearer": "b"}
        body = json.dumps(SHIFTS if "shift-status" in self.path else said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        """Keep the output clean."""


@pytest.fixture
def vendor() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield "http://{}:{}".format(*server.server_address)
    server.shutdown()
    server.server_close()


def test_a_real_process_refreshes_until_sigterm_and_ends_well(vendor, tmp_path):
    path = tmp_path / "human_handoff.yml"
    path.write_text(configuration(vendor))
    command = ["refresh", "--every", "1s", "--config", str(path)]
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
        _, complaints = process.communicate(timeout=30)

    assert first.startswith("liveperson: 1 of 2 skills on shift, as of ")
    assert second.startswith("liveperson: 1 of 2 skills on shift, as of ")
    assert process.returncode == 0
    assert complaints == ""


# human-handoff owner


class Keeper(AgentDesk, Ownership):
    """A vendor at which somebody owns each customer."""

    vendor = "Acme"
    Settings = SettingsModel
    customers: dict[str, Owner]

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

    carries_message = shift_report = escalate = None


@pytest.fixture
def customers(monkeypatch) -> dict[str, Owner]:
    """Whose each customer is at the desks `acme` and `emca`, as they may be configured."""
    owners = {"user-7": Owner.AGENTS, "user-8": Owner.SOMEBODY_ELSE, "user-9": Owner.UNKNOWN}
    monkeypatch.setattr(Keeper, "customers", owners, raising=False)
    monkeypatch.setitem(DESKS, "acme", Keeper)
    monkeypatch.setitem(DESKS, "emca", Keeper)
    return owners


@pytest.fixture
def configured(tmp_path, customers):
    """Write which desks are configured, and run `owner` with it."""

    def ask(desks: list[str], *arguments: str):
        values = json.loads(configuration("http://directory.test"))
        values |= {"desks": desks} | {name: {} for name in desks if name != "liveperson"}
        path = tmp_path / "human_handoff.yml"
        path.write_text(json.dumps(values))
        return run("owner", "--config", str(path), *arguments)

    return ask


@pytest.mark.parametrize(
    ("user", "whose"),
    [("user-7", "agents"), ("user-8", "somebody else"), ("user-9", "unknown")],
)
def test_it_tells_whose_a_customer_is(configured, customers, user, whose):
    before = dict(customers)

    result = configured(["liveperson", "acme"], user)

    assert (result.exit_code, result.stdout, result.stderr) == (0, f"acme: {whose}\n", "")
    assert customers == before


def test_a_customer_is_given_back_only_on_request(configured, customers):
    result = configured(["acme"], "user-7", "--give-back")

    assert (result.exit_code, result.stdout) == (0, "acme: given back to the bot\n")
    assert customers["user-7"] is Owner.BOT
    assert configured(["acme"], "user-7").stdout == "acme: bot\n"


@pytest.mark.parametrize("request_", [[], ["--give-back"]])
def test_a_vendor_that_does_not_tell_is_a_sentence_without_the_id(configured, request_):
    result = configured(["acme"], "user-404", *request_)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "acme: Acme: no such customer\n"


def test_where_several_desks_keep_owners_one_must_be_named(configured):
    result = configured(["acme", "liveperson", "emca"], "user-7")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Say with --desk which desk is meant: acme, emca.\n"


def test_the_named_desk_is_asked(configured):
    result = configured(["acme", "liveperson", "emca"], "user-7", "--desk", "emca")

    assert (result.exit_code, result.stdout) == (0, "emca: agents\n")


@pytest.mark.parametrize("name", ["liveperson", "emca", "parrots"])
def test_a_named_desk_that_keeps_no_owners_is_told(configured, name):
    result = configured(["acme", "liveperson"], "user-7", "--desk", name)

    assert result.exit_code == 2
    assert result.stderr == "Say with --desk which desk is meant: acme.\n"


@pytest.mark.parametrize("named", [[], ["--desk", "liveperson"]])
def test_where_no_desk_keeps_owners_it_says_so(configured, named):
    result = configured(["liveperson"], "user-7", *named)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "None of the configured desks keeps an owner of each customer.\n"


def test_an_owner_needs_a_configuration_that_is_right(tmp_path):
    result = run("owner", "user-7", "--config", str(tmp_path / "no.yml"))

    assert result.exit_code == 2
    assert "no.yml cannot be read." in result.stderr
    assert "user-7" not in result.output


def test_a_desk_kept_outside_is_found_from_where_the_command_runs(tmp_path):
    (tmp_path / "my_desks.py").write_text(
        "from actions.human_handoff.testing import ScriptedDesk\n"
        "class Acme(ScriptedDesk):\n    vendor = 'Acme'\n"
    )
    (tmp_path / "human_handoff.yml").write_text(
        "desks: [acme, offers]\n"
        "skills: {default: human, desks: {human: [acme], offers: [offers]}}\n"
        "acme: {desk: 'my_desks:Acme'}\n"
        "offers: {desk: 'my_desks:Acme', skills: [offers], shift: off_shift}\n"
    )
    # As an installed command runs: Python itself does not look into the working directory.
    program = "import sys; sys.path.remove(''); from actions.human_handoff.cli import app; app()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        [sys.executable, "-c", program, "refresh"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    acme, offers = done.stdout.splitlines()
    assert acme.startswith("acme: 1 of 1 skills on shift, as of ")
    assert offers.startswith("offers: 0 of 1 skills on shift, as of ")
