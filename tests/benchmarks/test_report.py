"""The table and the JSON of `make bench`."""

import json
from typing import Any

import pytest

from benchmarks.cases import CASES, targets
from benchmarks.figures import CaseResult, Part, Round, Target
from benchmarks.one_server import HEAD, notes
from benchmarks.report import Machine, as_json, table
from sandbox.vendors import MANIFESTS

MACHINE = Machine((0.5, 0.4, 0.3), (1.5, 0.9, 0.4), 2, "3.10.13", "3.6.2")
VENDORS = [manifest.slug for manifest in MANIFESTS]


def results(**rates: float) -> list[CaseResult]:
    """All cases with two equal rounds; a p99 is 1000 / rate unless it is given as `<key>_p99`."""
    cases = []
    for case in CASES:
        rate = rates.get(case.key, 250.0)
        one = Round(100, rate, 500 / rate, rates.get(f"{case.key}_p99", 1000 / rate))
        cases.append(CaseResult(case.key, case.title, [one, one]))
    return cases


def every(case: str, rate: float) -> dict[str, float]:
    """The same rate for the case of each vendor."""
    return {f"{case}_{vendor}": rate for vendor in VENDORS}


RATES = {"nothing": 1000, "blocking": 5, **every("live", 225), **every("cache", 850)}
GOOD = results(**RATES)


def test_each_wanted_figure_is_compared_with_the_right_row() -> None:
    assert {target.key: (target.value, target.met) for target in targets(GOOD)} == {
        **{f"live_{vendor}_of_ideal": (pytest.approx(0.9), True) for vendor in VENDORS},
        **{f"live_{vendor}_of_blocking": (pytest.approx(45), True) for vendor in VENDORS},
        **{f"cache_{vendor}_of_nothing": (pytest.approx(0.85), True) for vendor in VENDORS},
        "others_cache_p99_of_hang": (pytest.approx(1), True),
        "others_live_p99_of_hang": (pytest.approx(1), True),
        "others_desk_p99_of_hang": (pytest.approx(1), True),
        "others_cache_p99_of_long_answer": (pytest.approx(0), True),
        "others_cache_p99_of_long_request": (pytest.approx(0), True),
    }


def test_a_hang_that_moves_the_others_is_not_met() -> None:
    moved = targets(results(others_cache_p99=40, others_cache_hang_p99=52))

    target = next(each for each in moved if each.row == "others_cache_hang")
    assert (target.value, target.met) == (pytest.approx(1.3), False)


@pytest.mark.parametrize(
    ("row", "p99", "value", "met", "cells"),
    [
        ("others_desk_hang", 240, 1.2, True, ["1.20 x the p99 without the hang", "<= 1.2 x"]),
        ("others_desk_hang", 242, 1.21, False, ["1.21 x the p99 without the hang", "<= 1.2 x"]),
        *(
            (f"others_cache_{row}", p99, p99 - 200, met, [cell, "<= +50 ms"])
            for row in ("long_answer", "long_request")
            for p99, met, cell in (
                (250, True, "+50 ms to the p99 without the message"),
                (251, False, "+51 ms to the p99 without the message"),
                (197, True, "-3 ms to the p99 without the message"),
            )
        ),
    ],
)
def test_many_hangs_and_long_messages_are_compared_with_the_same_customers_without_them(
    row: str, p99: float, value: float, met: bool, cells: list[str]
) -> None:
    usual = {"others_desk_p99": 200, "others_cache_p99": 200}
    moved = results(**usual, **{f"{row}_p99": p99})

    target = next(each for each in targets(moved) if each.row == row)
    assert (target.value, target.met) == (pytest.approx(value), met)
    title = next(case.title for case in CASES if case.key == row)
    (line,) = [each for each in table(HEAD, moved, [target]).splitlines() if f"| {title} " in each]
    shown = [cell.strip() for cell in line.strip("|").split("|")]
    assert shown[-3:] == [*cells, "met" if met else "not met"]


def test_the_table_says_met_beside_what_is_wanted() -> None:
    text = table(HEAD, GOOD, targets(GOOD))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]

    assert len({len(line) for line in text.splitlines()}) == 1
    assert set("".join(cells[1])) == {"-", ":"}
    live = next(row for row, line in enumerate(cells) if line[0] == "ours, asking LivePerson")
    assert cells[live] == [
        *("ours, asking LivePerson", "225", "2.2", "4.4"),
        *("90.0 % of the ideal", ">= 90 %", "met"),
    ]
    assert cells[live + 1] == [*[""] * 4, "45.00 x the blocking action", ">= 40 x", "met"]
    assert "not met" not in text


def test_the_table_says_not_met_where_it_is_not() -> None:
    slow = results(**{**RATES, "cache_cm": 799})

    lines = table(HEAD, slow, targets(slow)).splitlines()
    assert [line for line in lines if "not met" in line] == [
        line for line in lines if "79.9 % of the action" in line
    ]


def test_the_machine_is_described_in_one_line() -> None:
    expected = "2 cores, Python 3.10.13, rasa-sdk 3.6.2; load average 0.5 before and 1.5 after"
    assert str(MACHINE) == expected


def test_the_notes_tell_the_rounds_and_the_noise() -> None:
    text = notes(GOOD)

    assert text.startswith("Medians of 2 rounds, and of 2 short ones")
    assert "1.00 to 1.00 x" in text


def test_the_json_has_every_round_and_every_verdict() -> None:
    wanted: dict[str, Any] = {
        "key": "live_of_ideal",
        "row": "live",
        "against": "the ideal",
        "value": 0.5,
        "bound": ">=",
        "limit": 0.9,
        "unit": "%",
    }
    figures = {"per_second": 125.0, "p50_ms": 400.0, "p99_ms": 410.0}
    one_round = {"calls": 100, **figures, "cpu_ms": {"Redis": 0.2}}
    result = CaseResult("live", "ours", [Round(**one_round)])

    part = Part(HEAD, [result], [Target(**wanted)], "")
    report = as_json([part], MACHINE, {"customers": 50})

    assert json.loads(json.dumps(report)) == {
        "customers": 50,
        "machine": {
            "load_before": [0.5, 0.4, 0.3],
            "load_after": [1.5, 0.9, 0.4],
            "cores": 2,
            "python": "3.10.13",
            "rasa_sdk": "3.6.2",
        },
        "met": False,
        "wanted": [{**wanted, "met": False}],
        "rows": [
            {
                "key": "live",
                "title": "ours",
                **figures,
                "rounds": [one_round],
            }
        ],
    }
