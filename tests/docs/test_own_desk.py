"""docs/own_desk.md: what it shows, done."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import responses

from actions.human_handoff import (
    Contact,
    Escalation,
    ShiftStatus,
    SkillError,
    TransferState,
    VendorError,
)
from actions.human_handoff.handoff_settings.loader import Configuration, load
from actions.human_handoff.testing import ScriptedDeskSettings
from tests import ROOT
from tests.docs.documents import apply, blocks

PAGE = "docs/own_desk.md"
ACME = "https://tickets.acme.example"
NOW = timedelta(0)
ASKED = Escalation("c-1", None, "human", contact=Contact("Jane Doe", "jane@example.org"))


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A bot with the page's files, from where its action server would start."""
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


def test_every_block_of_the_page_belongs_to_a_file():
    assert [block.path for block in blocks(PAGE)] == [
        "my_bot/desks.py",
        "human_handoff.yml",
        "tests/test_our_handoff.py",
        "tests/human_handoff.yml",
    ]


def test_the_desk_that_is_kept_outside_hands_over(configuration: Configuration) -> None:
    desk = configuration.desks["acme"]
    bearer = responses.matchers.header_matcher({"Authorization": "Bearer hunter2"})
    with responses.RequestsMock() as http:
        http.get(f"{ACME}/status", match=[bearer])
        ticket = {
            "conversation": "c-1",
            "queue": 7,
            "name": "Jane Doe",
            "email": "jane@example.org",
        }
        http.post(f"{ACME}/tickets", match=[bearer, responses.matchers.json_params_matcher(ticket)])

        report = desk.shift_report("human", NOW)
        transfer = desk.escalate(ASKED)

    assert report.shifts["human"].status is ShiftStatus.ON_SHIFT
    assert transfer.state is TransferState.REQUESTED


def test_its_opening_hours_are_those_of_the_page(configuration: Configuration) -> None:
    sunday = datetime(2030, 1, 6, 12, tzinfo=timezone.utc)

    closed = configuration.hours["acme"].closed_until(sunday)

    assert closed is not None
    assert closed.opens_at == datetime(2030, 1, 7, 8, tzinfo=timezone.utc)
    assert configuration.hours["acme"].closed_until(closed.opens_at) is None


def test_its_failures_are_the_plugins_own(configuration: Configuration) -> None:
    desk = configuration.desks["acme"]
    with responses.RequestsMock() as http:
        http.post(f"{ACME}/tickets", status=503)
        http.post(f"{ACME}/tickets")

        with pytest.raises(VendorError, match="Acme: POST /tickets answered 503"):
            desk.escalate(ASKED)
        assert desk.escalate(ASKED).state is TransferState.REQUESTED

    with pytest.raises(SkillError):
        desk.skill_key("parrots")
    assert desk.carries_message("rest") is False


def test_the_pages_test_of_a_bot_passes(bot: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=bot,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^2 passed", done.stdout, re.M), done.stdout


def test_the_script_of_the_pages_action_server_is_followed(bot: Path) -> None:
    desk = load(bot / "tests" / "human_handoff.yml", {}).desks["scripted"]

    with pytest.raises(VendorError):
        desk.escalate(ASKED)
    assert desk.escalate(ASKED).state is TransferState.REQUESTED


def test_the_table_of_the_script_has_every_setting_and_every_answer():
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", text, re.M))
    schema = getattr(ScriptedDeskSettings, "model_json_schema", ScriptedDeskSettings.schema)()

    assert list(rows) == list(schema["properties"])
    for setting in ("shift", "transfers"):
        of = schema["properties"][setting]
        words = set(of.get("enum") or of["items"]["enum"])
        assert words == set(re.findall(r"`(\w+)`", rows[setting]))
