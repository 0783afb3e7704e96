"""The failure ladder: where a request goes next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_logic.fallback import Route, all_routes, is_last, untried

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=5)
DESKS = st.lists(WORDS, unique=True, max_size=4)


def all_of(desks: list[str]):
    return lambda skill: desks


def test_each_desk_tries_the_skill_and_then_the_fallback():
    assert [str(route) for route in all_routes(all_of(["a", "b"]), "billing", "human")] == [
        "a/billing",
        "a/human",
        "b/billing",
        "b/human",
    ]


@pytest.mark.parametrize("fallback", [None, "human"])
def test_a_fallback_that_is_none_or_the_skill_itself_adds_no_rung(fallback):
    assert all_routes(all_of(["a"]), "human", fallback) == [Route("a", "human")]


def test_a_skill_with_desks_of_its_own_is_tried_there_and_the_fallback_at_its_own():
    desks = {"billing": ["b", "a"], "human": ["c", "a"]}

    assert [str(route) for route in all_routes(desks.__getitem__, "billing", "human")] == [
        "b/billing",
        "a/billing",
        "a/human",
        "c/human",
    ]


@given(st.dictionaries(WORDS, DESKS, min_size=1), st.data())
def test_every_desk_of_the_skill_and_of_the_fallback_is_a_rung_and_no_other(desks, data):
    skill, fallback = (data.draw(st.sampled_from(sorted(desks))) for _ in range(2))

    ladder = all_routes(desks.__getitem__, skill, fallback)

    expected = {Route(desk, each) for each in (skill, fallback) for desk in desks[each]}
    assert (set(ladder), len(ladder)) == (expected, len(expected))
    assert [route.desk for route in ladder if route.skill == skill] == desks[skill]


@given(DESKS, WORDS, st.none() | WORDS)
def test_each_rung_is_tried_once_and_in_order(desks, skill, fallback):
    ladder = all_routes(all_of(desks), skill, fallback)

    climbed: list[str] = []
    while left := untried(ladder, climbed):
        climbed.append(str(left[0]))

    assert climbed == [str(route) for route in ladder]
    assert len(set(climbed)) == len(climbed)
    assert [route.desk for route in ladder] == sorted((r.desk for r in ladder), key=desks.index)
    assert {route.skill for route in ladder} <= {skill, fallback}


@given(DESKS, WORDS, WORDS, st.data())
def test_what_is_left_keeps_its_order(desks, skill, fallback, data):
    ladder = all_routes(all_of(desks), skill, fallback)
    tried = data.draw(st.lists(st.sampled_from(ladder).map(str))) if ladder else []

    left = untried(ladder, tried)

    assert left == [route for route in ladder if route in left]
    assert {str(route) for route in left}.isdisjoint(tried)
    assert {str(route) for route in left} | set(tried) == {str(route) for route in ladder}


@given(st.integers(0, 20), st.integers(0, 20))
def test_the_failure_after_those_announced_is_the_last(failures, announced):
    assert is_last(failures, announced) is (failures >= announced + 1)


def test_by_default_three_are_announced_and_the_fourth_is_the_last():
    assert [is_last(failures, 3) for failures in (1, 2, 3, 4)] == [False, False, False, True]
