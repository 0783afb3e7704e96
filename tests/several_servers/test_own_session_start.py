"""A bot with an `action_session_start` of its own, on real action servers of both rasa-sdks."""

import sys

import httpx
import pytest

from demo.ports import free_port
from demo.servers import running_action_server
from demo.settings_file import write_settings
from scripts.steps import SDK
from tests import ROOT
from tests.unit.rasa_side.rasa_tracker import RasaTracker

CODE = """\
from rasa_sdk import Action


class Base(Action):
    def name(self):
        return "action_base"

    def run(self, dispatcher, tracker, domain):
        return []


class OwnSessionStart({base}):
    def name(self):
        return "action_session_start"

    async def run(self, dispatcher, tracker, domain):
        return [{{"event": "slot", "timestamp": None, "name": "greeted", "value": True}}]
"""
WARNING = (
    "action_session_start exists twice: bot_actions.{own}.OwnSessionStart is used, and "
    "actions.human_handoff.rasa_side.return_to_bot.SessionStart is not."
)


@pytest.mark.parametrize("python", [sys.executable, SDK], ids=["3.6", "3.21"])
@pytest.mark.parametrize(
    ("own", "base"),
    [("a_own", "Action"), ("a_own", "Base"), ("z_own", "Base")],
)
def test_the_bots_own_session_start_runs_whichever_is_registered_last(
    own, base, python, sandbox, tmp_path
):
    package = tmp_path / "bot_actions"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "human_handoff.py").write_text("import actions.human_handoff.actions\n")
    (package / f"{own}.py").write_text(CODE.format(base=base))
    config = write_settings(tmp_path / "human_handoff.yml", ROOT, sandbox.urls)
    port, variables = free_port(), {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    with running_action_server(
        tmp_path, port, config, tmp_path, False, variables, "bot_actions", python
    ) as server:
        call = RasaTracker().call_of("action_session_start")
        response = httpx.post(f"{server.url}/webhook", json=call, trust_env=False, timeout=30)
        log = server.process.log_text()

    assert [each["name"] for each in response.json()["events"]] == ["greeted"]
    assert log.count(WARNING.format(own=own)) == 1
    (line,) = [each for each in log.splitlines() if "exists twice" in each]
    assert " WARNING " in line
