"""What docs/how_fast.md says agrees with the table of its last run."""

from __future__ import annotations

import operator
import re

from actions.human_handoff.vendors import DESKS
from benchmarks import events_consumer, rasa_turns, several_servers, sinks, stores
from benchmarks.cases import COMPARISONS
from benchmarks.stores import MEMORY_CASE, REDIS_CASE, SQLITE_CASE
from tests.docs.documents import read, rows

HEADINGS = "|".join(
    [r"Several servers.*", "What it costs to tell.*", "What simple code and a hostile world cost"]
)
LAST_RUN, SEVERAL, TOLD, COST = re.split(rf"\n## (?:{HEADINGS})\n", read("docs/how_fast.md"))
OPERATORS = {">=": operator.ge, "<=": operator.le}


def number(text: str) -> float:
    match = re.search(r"-?\d[\d.]*", text)
    assert match is not None, text
    return float(match[0])


def figures(text: str = LAST_RUN) -> list[tuple[str, float, str, str]]:
    """Return the row's title, the ratio, its limit and the verdict, of every target."""
    targets, title = [], ""
    for first, *_, ratio, limit, verdict in rows(text):
        title = first or title
        if limit[:2] in OPERATORS:
            targets.append((title, number(ratio), limit, verdict))
    return targets


def test_a_verdict_is_what_the_figures_say() -> None:
    assert len(figures()) == 3 * len(DESKS) + len(COMPARISONS)
    for title, ratio, limit, verdict in figures() + figures(SEVERAL) + figures(TOLD):
        is_met = OPERATORS[limit[:2]](ratio, number(limit))
        assert verdict == ("met" if is_met else "not met"), title


def test_each_comparison_of_the_benchmark_has_its_row() -> None:
    compared = [(title, number(limit)) for title, _, limit, _ in figures()]

    assert compared[3 * len(DESKS) :] == [(each.case.title, each.limit) for each in COMPARISONS]


def test_stores_servers_and_rasa_have_their_rows() -> None:
    stored, served = [MEMORY_CASE, SQLITE_CASE, REDIS_CASE], several_servers.ALL_CASES
    turns = list(rasa_turns.TITLES.values())
    titles = [case.title for case in [*stored, *served]] + turns
    shown = [first for first, *_ in rows(SEVERAL) if first and not first.endswith("at once")]
    assert [title for title in shown if title != rasa_turns.HEAD] == titles

    wanted = [stores.WANTED_SHARE * 100] * 2
    wanted += [several_servers.WANTED_OF_IDEAL * 100, *[several_servers.WANTED_OF_ONE] * 4]
    assert [number(limit) for _, _, limit, _ in figures(SEVERAL)] == [*wanted, rasa_turns.WANTED]


def test_all_sinks_and_none_have_their_rows() -> None:
    head, *shown = rows(TOLD)
    assert head[0] == sinks.HEAD
    assert [first for first, *_ in shown] == [case.title for case in sinks.CASES]
    assert [number(limit) for _, _, limit, _ in figures(TOLD)] == [sinks.WANTED * 100] * 2
    assert f"keep_days: {sinks.KEEP_DAYS}" in TOLD
    assert events_consumer.SCRAPE_SECONDS == 5, "read every five seconds"


def test_the_first_sentence_claims_no_more_than_was_measured() -> None:
    match = re.search(r"handles (\d+) times as many", read("docs/how_fast.md"))
    times = [ratio for _, ratio, limit, _ in figures() if limit == ">= 40 x"]
    hanging = [ratio for title, ratio, _, _ in figures() if title.endswith("one call hangs")]

    assert match is not None
    assert int(match[1]) == int(min(times))
    assert hanging
    assert max(hanging) <= 1.25, "slows down no other customer"


def test_the_cost_of_a_hostile_world_is_that_of_the_same_run() -> None:
    """The last column of that table has all ratios of the run, in the same order."""
    _, *table = rows(COST)

    assert [number(now) for *_, now in table] == [ratio for _, ratio, _, _ in figures()]
