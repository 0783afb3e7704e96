"""Rules that hold for every demand: what is reckoned, and what is simulated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from simulation import figures
from simulation.demand import Demand
from simulation.plan import Plan, plan_for, presence_skills, servers_for
from simulation.queues import Simulation
from simulation.report import without_a_tenth

DEMANDS = st.builds(
    Demand,
    per_minute=st.floats(1, 200_000),
    turns=st.integers(4, 60),
    handoff_share=st.floats(0, 1),
)
SIMULATED = settings(
    max_examples=10,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.generate],  # to look for a smaller example would take minutes
)
RECKONED = settings(deadline=None, database=None)
TURNS = 1500


def simulated(plan: Plan, turns: int = TURNS, seed: int = 1):
    return Simulation(plan, turns, seed).run()


# What is reckoned


@RECKONED
@given(DEMANDS)
def test_no_server_of_a_plan_is_busier_than_it_may_be(demand: Demand) -> None:
    plan = plan_for(demand)

    assert plan.rasa >= 2
    assert plan.actions >= 2
    assert plan.rasa_utilisation <= figures.UTILISATION.value * (1 + 1e-9)
    assert plan.action_utilisation <= figures.UTILISATION.value * (1 + 1e-9)


@RECKONED
@given(DEMANDS)
def test_the_action_servers_are_enough_for_calls_and_transfers_and_have_enough_threads(
    demand: Demand,
) -> None:
    servers = plan_for(demand).actions
    calls = demand.per_second("action_calls") / servers
    transfers = demand.transfers_per_second / servers

    assert calls * figures.ACTION.value < 1000
    assert transfers < figures.TRANSFERS.value
    assert transfers * figures.VENDOR.value / 1000 < figures.THREADS.value


@RECKONED
@given(DEMANDS)
def test_a_plan_has_no_server_too_many(demand: Demand) -> None:
    plan = plan_for(demand)

    if plan.rasa > 2:
        fewer = replace(plan, rasa=plan.rasa - 1)
        assert fewer.rasa_utilisation > figures.UTILISATION.value * (1 - 1e-6)


@RECKONED
@given(DEMANDS, st.floats(1, 10))
def test_more_customers_never_need_fewer_servers(demand: Demand, factor: float) -> None:
    less, more = plan_for(demand), plan_for(replace(demand, per_minute=demand.per_minute * factor))

    for attribute in ("rasa", "actions", "redis", "liveperson_bots", "rows", "redis_gigabytes"):
        assert getattr(less, attribute) <= getattr(more, attribute), attribute


@RECKONED
@given(DEMANDS)
def test_what_grows_with_the_customers_grows_in_proportion(demand: Demand) -> None:
    once, twice = plan_for(demand), plan_for(replace(demand, per_minute=2 * demand.per_minute))

    for attribute in ("state_commands", "lock_commands", "rows", "liveperson_redis_gigabytes"):
        assert getattr(twice, attribute) == pytest.approx(2 * getattr(once, attribute)), attribute


@RECKONED
@given(st.integers(4, 200), st.floats(0, 1))
def test_each_further_turn_of_a_conversation_costs_rasa_more(turns: int, share: float) -> None:
    costs = [Demand(1, turns + more, share).per_conversation("rasa_ms") for more in range(3)]

    assert costs[2] - costs[1] > costs[1] - costs[0] > 0


@RECKONED
@given(DEMANDS)
def test_a_handoff_is_the_end_of_a_conversation_with_one_transfer(demand: Demand) -> None:
    plain, handed = (list(demand.conversation(kind)) for kind in (False, True))

    assert [turn.number for turn in handed] == list(range(1, demand.turns + 1))
    assert [turn.is_transfer for turn in handed].count(True) == 1
    assert handed[-1].is_transfer
    assert not any(turn.is_handoffs for turn in plain)


@RECKONED
@given(st.floats(0, 1e6), st.integers(0, 3))
def test_there_are_as_many_servers_as_the_work_needs(busy: float, fewest: int) -> None:
    count = servers_for(busy, fewest)

    assert count >= fewest
    assert busy <= count * figures.UTILISATION.value + 1e-6


def test_the_limit_of_the_day_decides_how_many_skills_cm_allows() -> None:
    per_skill = figures.PRESENCE_CALLS.value
    skills = presence_skills()

    assert skills == 23
    assert skills * per_skill * 60 * 24 <= figures.PRESENCE_PER_DAY.value
    assert (skills + 1) * per_skill * 60 * 24 > figures.PRESENCE_PER_DAY.value
    assert skills * per_skill * 60 <= figures.PRESENCE_PER_HOUR.value


# What is simulated


@SIMULATED
@given(st.integers(2, 12), st.floats(0.1, 0.8), st.integers(0, 1000))
def test_while_no_server_is_too_busy_the_queue_stays_short(
    rasa: int, utilisation: float, seed: int
) -> None:
    plan = with_utilisation(rasa, utilisation)
    short, long = (simulated(plan, turns, seed) for turns in (TURNS // 3, TURNS))

    # However long it goes on: what waits at the end is a few turns for each server, and those
    # that a vendor keeps waiting.
    for times in (short, long):
        assert times.waiting < 30 * rasa + 60


@SIMULATED
@given(st.integers(2, 12), st.floats(1.5, 3), st.integers(0, 1000))
def test_where_more_arrives_than_can_be_done_the_queue_grows_without_end(
    rasa: int, utilisation: float, seed: int
) -> None:
    plan = with_utilisation(rasa, utilisation)
    short, long = (simulated(plan, turns, seed) for turns in (TURNS, 3 * TURNS))

    # Of all that arrived, so much could not be done yet.
    late = 1 - 1 / utilisation
    assert short.waiting > 0.5 * late * TURNS
    assert long.waiting > 2 * short.waiting


@SIMULATED
@given(st.integers(2, 12), st.floats(0.3, 1.5), st.integers(0, 1000))
def test_twice_as_many_rasa_servers_are_never_slower(
    rasa: int, utilisation: float, seed: int
) -> None:
    plan = with_utilisation(rasa, utilisation)
    few, many = simulated(plan, seed=seed), simulated(replace(plan, rasa=2 * rasa), seed=seed)

    # Each server gets a part of the work that one of the few got. What differs by a hair is the
    # order in which the action servers are asked.
    assert many.p50 <= few.p50 * 1.01
    assert many.p99 <= few.p99 * 1.05
    assert many.waiting <= few.waiting + rasa


@SIMULATED
@given(DEMANDS, st.integers(0, 1000))
def test_the_same_seed_gives_the_same_times(demand: Demand, seed: int) -> None:
    plan = plan_for(demand)

    assert simulated(plan, 500, seed) == simulated(plan, 500, seed)


def test_a_plan_still_works_while_a_tenth_of_its_rasa_servers_is_away() -> None:
    plan = plan_for(Demand(1000))
    left = without_a_tenth(plan)

    assert left.rasa == plan.rasa - 1
    assert left.rasa_utilisation < 1
    assert simulated(plan).p50 < simulated(left).p50
    assert without_a_tenth(replace(plan, rasa=50)).rasa == 45


def with_utilisation(rasa: int, utilisation: float) -> Plan:
    """Return a plan whose Rasa servers are so busy, and whose action servers have little to do."""
    one = Demand(1)
    per_minute = utilisation * rasa / (one.per_second("rasa_ms") / 1000)
    plan = Plan(Demand(per_minute), rasa, 50)
    assert plan.rasa_utilisation == pytest.approx(utilisation)
    return plan
