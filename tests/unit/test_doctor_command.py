"""`human-handoff doctor`: what it prints, and how it ends."""

from __future__ import annotations

import json
import logging
import re

import pytest
from typer.testing import CliRunner

from actions.human_handoff import cli
from actions.human_handoff.doctor.document import line
from actions.human_handoff.findings import error, not_checked, ok, warning
from tests.unit.doctor.bots import write_bot
from tests.unit.vendors.accounts import BOT, section

SERVICES = "/serviceApi/v2.5/services"
CHECKS = ["configuration", "bot", "channels", "state store", "desks", "clock", "opening hours"]
HOURS = {"rules": "24/7", "time_zone": "Europe/Amsterdam"}


@pytest.fixture
def parley(httpserver):
    """Parley, whose Services are listed."""
    services = [{"identification": name, "name": name} for name in (BOT, "Jlk9e7cSf9g3FFsaqe39")]
    envelope = {"data": {"services": services}, "notifications": [], "status": "SUCCESS"}
    httpserver.expect_request(SERVICES).respond_with_json(envelope)
    return httpserver


@pytest.fixture
def config(tmp_path, httpserver):
    """Write a configuration of Parley; return its path."""

    def write(**changes):
        url = httpserver.url_for("/serviceApi/v2.5")
        own = section("parley", urls={"service_api": url}, opening_hours=HOURS)
        values = {"desks": ["parley"], "skills": {"default": "human"}, "parley": own, **changes}
        path = tmp_path / "human_handoff.yml"
        path.write_text(json.dumps(values))
        return str(path)

    return write


def run(*arguments):
    result = CliRunner().invoke(cli.app, ["doctor", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_bot_in_which_all_is_right_exits_with_0(config, parley, tmp_path):
    write_bot(tmp_path)

    result = run("--config", config())

    assert result.exit_code == 0
    headings = [each for each in result.stdout.splitlines() if re.fullmatch(r"[a-z ]+", each)]
    assert headings == CHECKS
    assert "  ok: parley.secret, parley.account, parley.service: Parley accepts" in result.stdout
    assert "  ok: This machine's clock agrees with that of Parley." in result.stdout
    assert result.stdout.endswith("\n0 errors, 0 warnings, 1 not checked, 10 ok.\n")


def test_an_error_exits_with_1_and_its_line_has_setting_and_remedy(config, httpserver):
    httpserver.expect_request(SERVICES).respond_with_data(status=401)

    result = run("--config", config())

    assert result.exit_code == 1
    settings = "parley.secret, parley.account, parley.service"
    assert f"  error: {settings}: Parley refuses the signature. Compare the" in result.stdout
    assert "top-secret" not in result.output
    assert "1 error, 0 warnings" in result.stdout


def test_offline_no_vendor_is_asked(config, httpserver):
    result = run("--config", config(), "--offline")

    assert result.exit_code == 0
    assert "  not checked: The desks, because of --offline." in result.stdout
    assert "clock" not in result.stdout
    assert httpserver.log == []


def test_the_bot_may_be_in_another_folder(config, parley, tmp_path):
    bot = write_bot(tmp_path / "bot", endpoints=None)

    result = run("--config", config(), "--bot", str(bot))

    assert result.exit_code == 1
    assert "error: endpoints.yml names no action server. Run `human-handoff init`" in result.stdout


def test_without_an_option_it_is_the_file_in_this_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    result = run()

    assert result.exit_code == 1
    assert "error: human_handoff.yml cannot be read. Write the configuration there" in result.stdout


def test_json_has_everything_for_programs(config, parley):
    result = run("--config", config(colour="red"), "--json")

    document = json.loads(result.stdout)
    findings = document.pop("findings")
    counted = dict.fromkeys(("ok", "not_checked", "warning", "error"), 0)
    for each in findings:
        counted[each["level"]] += 1
    assert counted.pop("ok") > 5
    assert document == {"version": 1, "ok": False, **counted}
    assert (result.exit_code, counted["error"]) == (1, 1)
    assert findings[0] == {
        "check": "configuration",
        "level": "error",
        "settings": ["colour"],
        "text": "colour is not a setting.",
        "remedy": "Check the spelling, or take the line out.",
    }
    assert [each.replace(" ", "_") for each in CHECKS] == list(
        dict.fromkeys(each["check"] for each in findings)
    )


def test_what_the_plugin_logs_is_a_warning_once_and_not_in_the_log(config, parley, caplog):
    path = config(shift_board={"fresh_minutes": 3})

    result = run("--config", path)

    said = f"  warning: {path}: shift_board is called shift_cache now. Rename it."
    assert result.stdout.count(said) == 1
    assert result.exit_code == 0
    logging.getLogger("actions.human_handoff.test").warning("again")
    logged = [each for each in caplog.records if each.name.startswith("actions.")]
    assert [each.getMessage() for each in logged] == ["again"]


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (ok("Fine.", "a.b"), "ok: a.b: Fine."),
        (error("a.b is missing.", "Write it.", "a.b"), "error: a.b is missing. Write it."),
        (warning("Odd.", "Look.", "a", "b"), "warning: a, b: Odd. Look."),
        (not_checked("Two\nlines."), "not checked: Two lines."),
    ],
)
def test_each_finding_is_one_line(finding, text):
    assert line(finding) == text
