"""What stands at the top of the file, its defaults and its bounds."""

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.pydantic_compat import read_settings

REQUIRED = {"desks": ["liveperson"], "skills": {"default": "human"}}


def read(**values):
    return read_settings(HandoffSettings, {**REQUIRED, **values}, "f.yml")


def test_desks_and_a_default_skill_are_all_that_must_be_set():
    settings = read()

    assert settings.skills.fallback is None
    assert settings.contact.ask == ["name", "email"]
    assert settings.contact.refusals == ["human_handoff_refuse", "deny"]
    assert (settings.shift_cache.fresh_minutes, settings.shift_cache.usable_minutes) == (15, 60)
    assert (settings.unknown_means, settings.deadline_seconds) == ("off_shift", 10)
    assert (settings.failures_announced, settings.seconds_per_message) == (3, 2)
    assert settings.trigger_event == "human_handoff"


def test_two_configurations_do_not_share_their_lists():
    read().contact.ask.append("email")

    assert read().contact.ask == ["name", "email"]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"deadline_seconds": 0}, "deadline_seconds"),
        ({"deadline_seconds": 46}, "deadline_seconds"),
        ({"deadline_seconds": float("nan")}, "deadline_seconds"),
        ({"failures_announced": -1}, "failures_announced"),
        ({"seconds_per_message": -1}, "seconds_per_message"),
        ({"seconds_per_message": float("inf")}, "seconds_per_message"),
        ({"seconds_per_message": float("nan")}, "seconds_per_message"),
        ({"handed_over_hours": float("inf")}, "handed_over_hours"),
        ({"handed_over_hours": 1e300}, "handed_over_hours"),
        ({"handed_over_hours": float("nan")}, "handed_over_hours"),
        ({"gave_up_minutes": float("inf")}, "gave_up_minutes"),
        ({"gave_up_minutes": 10**30}, "gave_up_minutes"),
        ({"unknown_means": "maybe"}, "unknown_means"),
        ({"shift_cache": {"fresh_minutes": -1}}, "shift_cache.fresh_minutes"),
        ({"shift_cache": {"fresh_minutes": float("inf")}}, "shift_cache.fresh_minutes"),
        ({"shift_cache": {"usable_minutes": 10081}}, "shift_cache.usable_minutes"),
        ({"contact": {"ask": ["phone"]}}, "contact.ask.0"),
        ({"contact": {"certainty": 1.1}}, "contact.certainty"),
        ({"contact": {"bad_emails": 0}}, "contact.bad_emails"),
        ({"contact": {"after_bad_emails": "shout"}}, "contact.after_bad_emails"),
        ({"skills": {"default": ["human"]}}, "skills.default"),
    ],
)
def test_a_value_out_of_bounds_is_named(values, name):
    with pytest.raises(ConfigurationError) as caught:
        read(**values)

    assert str(caught.value).startswith(f"f.yml: {name} is wrong: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {"deadline_seconds": 45},
        {"failures_announced": 0},
        {"seconds_per_message": 0},
        {"seconds_per_message": 45, "handed_over_hours": 8760, "gave_up_minutes": 525_600},
        {"shift_cache": {"fresh_minutes": 0, "usable_minutes": 10080}},
        {"contact": {"ask": [], "certainty": 1, "bad_emails": 1}},
    ],
)
def test_the_bounds_themselves_are_allowed(values):
    assert read(**values)


def test_each_desk_serves_a_skill_the_default_one_if_it_can():
    own = {"billing": ["b"], "human": ["a"]}
    settings = read(desks=["a", "b", "c"], skills={"default": "human", "desks": own})

    assert [settings.skill_at(desk) for desk in "abc"] == ["human", "billing", "human"]
    assert read(desks=["a"]).skill_at("a") == "human"
