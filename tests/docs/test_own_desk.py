"""The examples of docs/own_desk.md, run as they are shown."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import responses
from responses.matchers import header_matcher, json_params_matcher

from actions.human_handoff import (
    AgentDesk,
    Contact,
    Escalation,
    Level,
    ShiftStatus,
    SkillError,
    TransferState,
    VendorError,
)
from actions.human_handoff.desk_checks import addresses
from actions.human_handoff.handoff_settings.loader import Configuration, load
from actions.human_handoff.testing import ScriptedDeskSettings
from actions.human_handoff.vendor_http.reachability import Reached
from tests import ROOT
from tests.docs.documents import apply, blocks, python, read

PAGE = "docs/own_desk.md"
ACME = "https://tickets.acme.example"
NO_AGE = timedelta(0)
ESCALATION = Escalation("c-1", None, "human", contact=Contact("Jane Doe", "jane@example.org"))


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A bot with the page's files, in the folder in which its action server would start."""
    for block in blocks(PAGE):
        apply(block, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [name for name in sys.modules if name.split(".")[0] == "my_bot"]:
        del sys.modules[name]


@pytest.fixture
def configuration(bot: Path) -> Configuration:
    return load(bot / "human_handoff.yml", {"ACME_TOKEN": "hunter2"})


@pytest.fixture
def desk(configuration: Configuration) -> AgentDesk:
    return configuration.desks["acme"]


def test_every_block_of_the_page_belongs_to_a_file() -> None:
    assert [block.path for block in blocks(PAGE)] == [
        "my_bot/desks.py",
        "human_handoff.yml",
        "tests/test_our_handoff.py",
        "tests/human_handoff.yml",
    ]


@pytest.mark.parametrize(
    ("status", "level", "text"),
    [
        (200, Level.OK, "Acme accepts the token."),
        (401, Level.ERROR, "Acme refuses the token."),
    ],
)
def test_the_desk_that_is_kept_outside_checks_itself(
    desk: AgentDesk, monkeypatch: pytest.MonkeyPatch, status: int, level: Level, text: str
) -> None:
    monkeypatch.setattr(addresses, "reached", lambda url: Reached("tickets.acme.example:443"))
    with responses.RequestsMock() as http:
        http.get(f"{ACME}/status", status=status)
        address, token = desk.diagnose(frozenset({"my_channel"}))

    assert (address.level, address.settings) == (Level.OK, ("url",))
    assert (token.level, token.text, token.settings) == (level, text, ("token",))


def test_the_desk_that_is_kept_outside_hands_over(desk: AgentDesk) -> None:
    bearer = header_matcher({"Authorization": "Bearer hunter2"})
    contact = {"name": "Jane Doe", "email": "jane@example.org"}
    ticket = json_params_matcher({"conversation": "c-1", "queue": 7, **contact})
    with responses.RequestsMock() as http:
        http.get(f"{ACME}/status", match=[bearer])
        http.post(f"{ACME}/tickets", match=[bearer, ticket])

        report = desk.shift_report("human", NO_AGE)
        transfer = desk.escalate(ESCALATION)

    assert report.shifts["human"].status is ShiftStatus.ON_SHIFT
    assert transfer.state is TransferState.REQUESTED


def test_its_opening_hours_are_those_of_the_page(configuration: Configuration) -> None:
    hours = configuration.opening_hours["acme"]

    closed = hours.closed_until(datetime(2030, 1, 6, 12, tzinfo=timezone.utc))  # a Sunday

    assert closed is not None
    assert closed.opens_at == datetime(2030, 1, 7, 8, tzinfo=timezone.utc)
    assert hours.closed_until(closed.opens_at) is None


def test_its_failures_are_the_plugins_own(desk: AgentDesk) -> None:
    with responses.RequestsMock() as http:
        http.post(f"{ACME}/tickets", status=503)
        http.post(f"{ACME}/tickets")

        with pytest.raises(VendorError, match="Acme: POST /tickets answered 503"):
            desk.escalate(ESCALATION)
        assert desk.escalate(ESCALATION).state is TransferState.REQUESTED

    with pytest.raises(SkillError):
        desk.skill_key("parrots")
    assert desk.carries_message("rest") is False


def test_the_pages_test_of_a_bot_passes(bot: Path) -> None:
    arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]

    done = python(bot, *arguments, PYTHONPATH=str(ROOT))

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^2 passed", done.stdout, re.M), done.stdout


def test_the_script_of_the_pages_action_server_is_followed(bot: Path) -> None:
    scripted = load(bot / "tests" / "human_handoff.yml", {}).desks["scripted"]

    with pytest.raises(VendorError):
        scripted.escalate(ESCALATION)
    assert scripted.escalate(ESCALATION).state is TransferState.REQUESTED


def test_the_table_of_the_script_has_every_setting_and_every_answer() -> None:
    cells = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", read(PAGE), re.M))
    schema = getattr(ScriptedDeskSettings, "model_json_schema", ScriptedDeskSettings.schema)()

    assert list(cells) == list(schema["properties"])
    for setting in ("shift", "transfers"):
        values = schema["properties"][setting]
        allowed = set(values.get("enum") or values["items"]["enum"])
        assert allowed == set(re.findall(r"`(\w+)`", cells[setting]))
