"""A bot's own `action_session_start` beside the plugin's: the bot's runs, and the log says so."""

import asyncio
import logging

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.human_handoff.rasa_side import own_session_start
from actions.human_handoff.rasa_side.base import configured
from actions.human_handoff.rasa_side.return_to_bot import SessionStart
from tests import ROOT
from tests.unit.rasa_side.rasa_tracker import RasaTracker


class Own(Action):
    """As a bot builder writes it, whom the plugin's class knows nothing of."""

    made = 0

    def __init__(self):
        type(self).made += 1

    def name(self):
        return "action_session_start"

    def run(self, dispatcher, tracker, domain):
        return [{"event": "session_started"}, {"event": "slot", "name": "greeted", "value": True}]


class OwnLater(Own):
    """A second one, which waits for something."""

    async def run(self, dispatcher, tracker, domain):
        return [{"event": "slot", "name": "later", "value": True}]


class Derived(SessionStart):
    """One that is derived from the plugin's, as docs/install.md shows."""


class Nameless(Action):
    """One whose name needs what only its own constructor makes."""

    def name(self):
        return self.chosen


class Another(Action):
    """An action with another name."""

    def name(self):
        return "action_greet"


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """Return a list of the classes that rasa-sdk finds, in its order; and use our own settings."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("HUMAN_HANDOFF_CONFIG", "human_handoff.yml")
    found = [Nameless, Another, SessionStart, Derived]
    monkeypatch.setattr(own_session_start, "all_subclasses", lambda _: found)
    configured.cache_clear()
    own_session_start._warn.cache_clear()
    yield found
    configured.cache_clear()


def names(action):
    """Run an action; return the slots it sets."""
    call = RasaTracker().call_of("action_session_start")
    tracker = Tracker.from_dict(call["tracker"])
    events = asyncio.run(action.run(CollectingDispatcher(), tracker, call["domain"]))
    return [each["name"] for each in events if each["event"] == "slot"]


def test_the_bots_own_runs_and_the_log_names_both_once(registered, caplog):
    registered.insert(0, Own)
    Own.made = 0
    SessionStart()
    start = SessionStart()

    assert [names(start), names(start)] == [["greeted"]] * 2
    assert Own.made == 1
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert f"{__name__}.Own is used" in record.getMessage()
    assert f"{SessionStart.__module__}.SessionStart is not" in record.getMessage()


def test_of_several_the_one_runs_that_rasa_sdk_registers_last(registered):
    registered[:0] = [Own, OwnLater]

    assert names(SessionStart()) == ["later"]


def test_what_is_derived_from_the_plugins_is_composed_and_no_second_one(caplog):
    assert "human_handoff_state" in names(SessionStart())
    assert "human_handoff_state" in names(Derived())
    assert caplog.records == []


def test_a_class_that_rasa_sdk_does_not_register_does_not_count(registered, monkeypatch):
    registered.append(Own)
    monkeypatch.setattr(Own, "__module__", "rasa_sdk.forms")

    assert "human_handoff_state" in names(SessionStart())


@pytest.mark.parametrize("order", [(Own, SessionStart), (SessionStart, Own)], ids=["ours", "own"])
def test_whichever_is_registered_last_the_bots_own_runs(registered, order):
    registered.insert(0, Own)
    executor = ActionExecutor()
    for action in order:
        executor.register_action(action)
    answer = asyncio.run(executor.run(RasaTracker().call_of("action_session_start")))
    events = answer["events"] if isinstance(answer, dict) else answer.events

    assert [each.get("name") for each in events] == [None, "greeted"]
