"""The routes of a request: where it goes next after a failure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_logic.fallback import Route, all_routes, is_last, untried

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=5)
DESKS = st.lists(NAMES, unique=True, max_size=4)


def written(routes):
    return [str(route) for route in routes]


def routes_at(desks, skill, fallback):
    """Return the routes where every skill has the same desks."""
    return all_routes(lambda skill: desks, skill, fallback)


def test_each_desk_tries_the_skill_and_then_the_fallback():
    routes = written(routes_at(["a", "b"], "billing", "human"))

    assert routes == ["a/billing", "a/human", "b/billing", "b/human"]


@pytest.mark.parametrize("fallback", [None, "human"])
def test_a_fallback_that_is_none_or_the_skill_itself_adds_no_route(fallback):
    assert routes_at(["a"], "human", fallback) == [Route("a", "human")]


def test_a_skill_with_desks_of_its_own_is_tried_there_and_the_fallback_at_its_own():
    desks = {"billing": ["b", "a"], "human": ["c", "a"]}
    routes = written(all_routes(desks.__getitem__, "billing", "human"))

    assert routes == ["b/billing", "a/billing", "a/human", "c/human"]


@given(st.dictionaries(NAMES, DESKS, min_size=1), st.data())
def test_every_desk_of_the_skill_and_of_the_fallback_is_a_route_and_no_other(desks, data):
    skill, fallback = (data.draw(st.sampled_from(sorted(desks))) for _ in range(2))

    routes = all_routes(desks.__getitem__, skill, fallback)

    expected = {Route(desk, each) for each in (skill, fallback) for desk in desks[each]}
    assert (set(routes), len(routes)) == (expected, len(expected))
    assert [route.desk for route in routes if route.skill == skill] == desks[skill]


@given(DESKS, NAMES, st.none() | NAMES)
def test_each_route_is_tried_once_and_in_order(desks, skill, fallback):
    routes = routes_at(desks, skill, fallback)

    tried: list[str] = []
    while left := untried(routes, tried):
        tried.append(str(left[0]))

    assert tried == written(routes)
    assert len(set(tried)) == len(tried)
    assert [route.desk for route in routes] == sorted((r.desk for r in routes), key=desks.index)
    assert {route.skill for route in routes} <= {skill, fallback}


@given(DESKS, NAMES, NAMES, st.data())
def test_what_is_left_keeps_its_order(desks, skill, fallback, data):
    routes = routes_at(desks, skill, fallback)
    tried = data.draw(st.lists(st.sampled_from(routes).map(str))) if routes else []

    left = untried(routes, tried)

    assert left == [route for route in routes if route in left]
    assert set(written(left)).isdisjoint(tried)
    assert set(written(left)) | set(tried) == set(written(routes))


@given(st.integers(0, 20), st.integers(0, 20))
def test_the_failure_after_those_announced_is_the_last(failures, announced):
    assert is_last(failures, announced) is (failures >= announced + 1)


def test_by_default_three_are_announced_and_the_fourth_is_the_last():
    assert [is_last(failures, 3) for failures in (1, 2, 3, 4)] == [False, False, False, True]
