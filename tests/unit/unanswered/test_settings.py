"""`unanswered` in `human_handoff.yml`: what is wrong is named, all at once."""

import pytest

from actions.human_handoff.handoff_settings.loader import load
from tests.unit.handoff_events.test_settings import BASE
from tests.unit.handoff_settings.conftest import here
from tests.unit.handoff_settings.settings_file import FILE, refusal, write

__all__ = ["here"]

AFTER = f"{FILE}: unanswered.nobody_came_after"
CHANNELS = f"{FILE}: unanswered.agents_heard_on"


def problems(unanswered, **settings):
    write({**BASE, "unanswered": unanswered, **settings})
    return [line for line in refusal().split("\n") if "unanswered" in line]


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("3m", 180), ("1h", 3600)])
def test_a_limit(here, text, seconds):
    path = write({**BASE, "unanswered": {"nobody_came_after": text, "agents_heard_on": ["parley"]}})
    assert load(path).settings.unanswered.seconds == seconds


def test_without_it_nothing_is_taken_back(here):
    unanswered = load(write(BASE)).settings.unanswered
    assert (unanswered.seconds, unanswered.agents_heard_on) == (None, [])


@pytest.mark.parametrize("text", ["3", "3 minutes", "0m", "", "m", "-1s"])
def test_a_limit_that_is_none(here, text):
    found = problems({"nobody_came_after": text, "agents_heard_on": ["parley"]})
    assert found == [f"{AFTER} is wrong: write it like 3m, 90s or 1h."]


def test_a_limit_that_never_comes(here):
    found = problems(
        {"nobody_came_after": "60m", "agents_heard_on": ["parley"]}, handed_over_hours=1
    )
    assert found == [f"{AFTER} is wrong: it must be less than handed_over_hours."]


def test_a_limit_where_no_agent_is_heard_and_a_memory_that_is_lost(here):
    (found,) = problems({"nobody_came_after": "3m"})
    assert found.startswith(f"{CHANNELS} is empty, and nobody_came_after needs it")
    (found,) = problems({"agents_heard_on": ["parley"]}, state={"url": "memory://"})
    assert found.startswith(f"{CHANNELS} is wrong: what `state.url` names is gone")
