"""What all actions share, and every registered action through rasa-sdk's own executor."""

import json
import logging
import subprocess
import sys
import time

import pytest

from actions.human_handoff import actions as promised
from actions.human_handoff.rasa_side import base
from actions.human_handoff.rasa_side.base import HandoffAction, configured
from actions.human_handoff.rasa_side.transfer import Escalate
from tests import ROOT
from tests.unit.fake_desk import handoff
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import (
    followup,
    handoff_slots,
    listen,
    loop_event,
    result,
    slot_event,
)

STARTED = {"event": "session_started", "timestamp": None}


@pytest.fixture(autouse=True)
def _unconfigured():
    configured.cache_clear()
    yield
    configured.cache_clear()


@pytest.fixture
def demo(monkeypatch):
    """Use the repository's own configuration, from its own folder, as `rasa run actions` does."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", "human_handoff.yml")


@pytest.mark.parametrize(
    ("deadline", "ago", "left"),
    [
        # The deadline less what has passed.
        (10, 0, pytest.approx(10, abs=0.1)),
        (10, 4, pytest.approx(6, abs=0.1)),
        # Never less than a moment, nor more than the deadline.
        (10, 59, 3.0),
        # A time that cannot be comes from another clock, and is ignored.
        (10, 3600, pytest.approx(10, abs=0.1)),
        (10, -5, pytest.approx(10, abs=0.1)),
        (0.5, 59, 0.5),
    ],
)
def test_the_time_left_for_a_turn_is_what_the_deadline_leaves(deadline, ago, left):
    chat = Chat(handoff(deadline_seconds=deadline)).say("Ada", ago=ago).until_now()

    assert Escalate(chat.handoff).seconds_left(chat.view) == left


@pytest.mark.parametrize(
    ("slots", "desk"), [({"desk": "desk"}, "desk"), ({"desk": "gone"}, None), ({}, None)]
)
def test_the_desk_of_a_request_is_one_that_is_still_configured(slots, desk):
    chat = Chat(**slots)

    assert Escalate(chat.handoff).desk(chat.view) == desk


@pytest.mark.parametrize("name", promised.__all__)
def test_every_action_has_its_name_in_an_attribute_and_one_method_returns_it(name):
    action = getattr(promised, name)

    assert isinstance(vars(action)["action_name"], str)
    assert action.name is HandoffAction.name


def test_a_starting_server_names_channels_that_are_called_differently_now(
    tmp_path, monkeypatch, caplog
):
    (tmp_path / "human_handoff.yml").write_text((ROOT / "human_handoff.yml").read_text("utf-8"))
    (tmp_path / "credentials.yml").write_text("channels.cm.CMInput:\n  token: x\n")
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", str(tmp_path / "human_handoff.yml"))

    promised.Announce()

    assert "human_handoff_channels.cm.CMInput" in caplog.text


def test_a_state_store_that_cannot_be_used_ends_the_server_with_a_sentence(
    tmp_path, monkeypatch, caplog
):
    settings = (ROOT / "human_handoff.yml").read_text("utf-8")
    (tmp_path / "file").write_text("")
    path = tmp_path / "human_handoff.yml"
    path.write_text(f"{settings}\nstate:\n  url: sqlite:///file/state.db\n")
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", str(path))
    with pytest.raises(SystemExit):
        promised.Announce()
    assert f"{path}: state.url is wrong: the state store" in caplog.text

    path.write_text(settings)
    promised.Announce()
    assert (tmp_path / ".human_handoff" / "state.db").exists()


def test_all_actions_share_one_configured_handoff(demo):
    first, second = promised.Announce(), promised.Escalate()

    assert first.handoff is second.handoff is configured()
    assert first.handoff.settings.desks == ["liveperson"]


@pytest.mark.parametrize("name", ["none.yml", "."])
def test_a_missing_configuration_ends_the_server_with_a_sentence(
    monkeypatch, tmp_path, caplog, name
):
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", name)
    monkeypatch.chdir(tmp_path)

    with caplog.at_level(logging.ERROR), pytest.raises(SystemExit) as ended:
        promised.Escalate()

    assert ended.value.code == 1
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("The human handoff is not configured.\n")
    assert f"{name} cannot be read" in caplog.messages[0]
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", str(ROOT / "human_handoff.yml"))
    assert promised.Escalate().handoff.settings.desks == ["liveperson"]


NO_MESSAGES = "utter_human_handoff_message_not_possible"
SILENCE, REQUESTED_SLOT = "human_handoff_silence", "requested_slot"
NONE, NOTHING = handoff_slots(state="none"), "utter_human_handoff_nothing_requested"
NEW_SESSION = [STARTED, *NONE, *handoff_slots(state="none", attempts=0, desk=None), listen()]
CHECK = followup("action_human_handoff_check_shift_status")
NO_CALLS = "utter_human_handoff_callback_not_possible"
OF_ONE_CALLBACK = handoff_slots(
    message_offer=None, message=None, phone_check=None, callback_time=None, callback_times=None
)
# The plugin's slots before each action, and what the action returns.
CASES = {
    "action_ask_human_handoff_callback_time": (
        {},
        result(handoff_slots(callback_times=None), "utter_human_handoff_callback_when"),
    ),
    "action_ask_human_handoff_phone_check": ({}, result()),
    "action_ask_human_handoff_silence": ({}, result()),
    "action_human_handoff_call_back": ({}, result([], NO_CALLS)),
    "action_human_handoff_note_callback": ({}, result(OF_ONE_CALLBACK, NO_CALLS)),
    "validate_human_handoff_callback_form": (
        {},
        result(
            [
                loop_event(None),
                *OF_ONE_CALLBACK,
                *handoff_slots(bad_answers=0),
                slot_event(REQUESTED_SLOT, None),
                followup("action_listen"),
            ],
            NO_CALLS,
        ),
    ),
    "action_ask_human_handoff_choice": (
        {},
        result([], "utter_human_handoff_choose_without_message"),
    ),
    "action_ask_human_handoff_message_offer": (
        {},
        result(
            [
                loop_event(None),
                *handoff_slots(message_offer=None, message=None, bad_answers=0),
                slot_event(REQUESTED_SLOT, None),
                followup("action_listen"),
            ],
            NO_MESSAGES,
        ),
    ),
    "action_human_handoff_announce": ({}, result()),
    "action_human_handoff_check_shift_status": (
        {"state": "requested", "state_since": time.time()},
        result([followup("human_handoff_with_agent")]),
    ),
    "action_human_handoff_escalate": ({}, result([followup("action_listen")], NOTHING)),
    "action_human_handoff_follow_trigger": ({}, result([CHECK])),
    "action_human_handoff_leave_message": ({}, result([], NO_MESSAGES)),
    "action_human_handoff_leave_queue": (
        {},
        result([followup("action_listen")], "utter_human_handoff_cancelled"),
    ),
    "action_human_handoff_misunderstood": ({}, result([followup("action_listen")])),
    "action_human_handoff_nobody_came": ({}, result()),
    "action_human_handoff_note_message": (
        {},
        result(OF_ONE_CALLBACK, NO_MESSAGES),
    ),
    "action_human_handoff_offer": ({}, result([followup("action_listen")])),
    "action_human_handoff_returned": ({}, result(NONE, NOTHING)),
    "action_human_handoff_transfer_failed": ({}, result(NONE, NOTHING)),
    "action_session_start": ({}, result(NEW_SESSION)),
    "validate_human_handoff_choice_form": (
        {},
        result([slot_event(REQUESTED_SLOT, "human_handoff_choice")]),
    ),
    "validate_human_handoff_form": (
        {"name": "Ada"},
        result([slot_event(REQUESTED_SLOT, "human_handoff_email")]),
    ),
    "validate_human_handoff_message_form": (
        {},
        result(
            [
                loop_event(None),
                *handoff_slots(message_offer=None, message=None, bad_answers=0),
                slot_event(REQUESTED_SLOT, None),
                followup("action_listen"),
            ],
            NO_MESSAGES,
        ),
    ),
    "validate_human_handoff_offer_form": (
        {},
        result([slot_event(REQUESTED_SLOT, "human_handoff_offer")]),
    ),
    "action_ask_human_handoff_solved": (
        {},
        result(handoff_slots(solved_question="put_off")),
    ),
    "validate_human_handoff_solved_form": (
        {},
        result([slot_event(REQUESTED_SLOT, "human_handoff_solved")]),
    ),
    "validate_human_handoff_silence": ({}, result()),
    "validate_human_handoff_with_agent": (
        {},
        result([slot_event(SILENCE, None), slot_event(REQUESTED_SLOT, SILENCE)]),
    ),
}


SERVER = """
import asyncio, json, sys
from rasa_sdk.executor import ActionExecutor

executor = ActionExecutor()
executor.register_package("actions")
answers = {}
for call in json.load(sys.stdin):
    answer = asyncio.run(executor.run(call))
    answer = answer if isinstance(answer, dict) else dict(answer)
    answers[call["next_action"]] = answer
print(json.dumps([sorted(executor.actions), answers]))
"""


@pytest.fixture(scope="module")
def served():
    """Let a process of its own register the package, as the action server does, and answer."""
    calls = []
    for action, (slots, _) in CASES.items():
        chat = Chat(**slots).say("Hello").bot("Let me see.", triggerEvent="human_handoff")
        calls.append(chat.call_of(action))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVER],
        cwd=ROOT,
        env={"HUMAN_HANDOFF_CONFIG": "human_handoff.yml"},
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_server_registers_exactly_our_actions(served):
    assert served[0] == sorted(CASES)


@pytest.mark.parametrize("action", sorted(CASES))
def test_every_registered_action_answers_through_the_real_executor(served, action):
    _, expected = CASES[action]

    assert served[1][action] == {"events": expected.events, "responses": expected.messages}


def test_a_server_with_metrics_and_several_workers_lets_them_share_files(
    tmp_path, monkeypatch, caplog
):
    (tmp_path / "human_handoff.yml").write_text(
        (ROOT / "human_handoff.yml").read_text("utf-8") + "\nmetrics: true\n"
    )
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", str(tmp_path / "human_handoff.yml"))
    monkeypatch.setenv("ACTION_SERVER_SANIC_WORKERS", "2")
    asked = []
    monkeypatch.setattr(base, "share_between_workers", asked.append)
    assert configured().metrics is not None
    assert asked == [2]

    configured.cache_clear()
    monkeypatch.undo()
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", str(tmp_path / "human_handoff.yml"))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(SystemExit):
        configured()
    assert "PROMETHEUS_MULTIPROC_DIR names no folder that can be written" in caplog.text
