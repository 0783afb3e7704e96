"""The table and the JSON of `make bench`."""

import json

import pytest

from actions.human_handoff.vendors import DESKS
from benchmarks.figures import Round, Row, Wanted
from benchmarks.report import Machine, as_json, notes, table
from benchmarks.tournament import ROWS, wanted

MACHINE = Machine((0.5, 0.4, 0.3), (1.5, 0.9, 0.4), 2, "3.10.13", "3.6.2")


def rows(**rates: float) -> list[Row]:
    """All rows with two equal rounds; a p99 is 1000 / rate unless given as `<key>_p99`."""
    found = []
    for each in ROWS:
        rate = rates.get(each.key, 250.0)
        one = Round(100, rate, 500 / rate, rates.get(f"{each.key}_p99", 1000 / rate))
        found.append(Row(each.key, each.title, [one, one]))
    return found


def good() -> list[Row]:
    return rows(nothing=1000, blocking=5, **every("live", 225), **every("board", 950))


def every(row: str, rate: float) -> dict[str, float]:
    """The same rate for a row of each desk."""
    return {f"{row}_{desk}": rate for desk in DESKS}


def test_each_wanted_figure_is_compared_with_the_right_row() -> None:
    found = {figure.key: (figure.ratio, figure.met) for figure in wanted(good())}

    assert found == {
        **{f"live_{desk}_of_ideal": (pytest.approx(0.9), True) for desk in DESKS},
        **{f"live_{desk}_of_blocking": (pytest.approx(45), True) for desk in DESKS},
        **{f"board_{desk}_of_nothing": (pytest.approx(0.95), True) for desk in DESKS},
        "others_board_p99_of_hang": (pytest.approx(1), True),
        "others_live_p99_of_hang": (pytest.approx(1), True),
    }


def test_a_hang_that_moves_the_others_is_not_met() -> None:
    moved = wanted(rows(others_board_p99=40, others_board_hang_p99=52))

    figure = next(each for each in moved if each.row == "others_board_hang")
    assert (figure.ratio, figure.met) == (pytest.approx(1.3), False)


def test_the_table_says_met_beside_what_is_wanted() -> None:
    lines = table(good(), wanted(good())).splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

    assert len({len(line) for line in lines}) == 1
    assert set("".join(cells[1])) == {"-", ":"}
    live = next(place for place, line in enumerate(cells) if line[0] == "ours, asking LivePerson")
    assert cells[live] == [
        *("ours, asking LivePerson", "225", "2.2", "4.4"),
        *("90.0 % of the ideal", ">= 90 %", "met"),
    ]
    assert cells[live + 1] == [*[""] * 4, "45.00 x the blocking action", ">= 40 x", "met"]
    assert "not met" not in table(good(), wanted(good()))


def test_the_table_says_not_met_where_it_is_not() -> None:
    boards = {**every("board", 950), "board_cm": 899}
    slow = rows(nothing=1000, blocking=5, **every("live", 225), **boards)

    assert [line for line in table(slow, wanted(slow)).splitlines() if "not met" in line] == [
        line for line in table(slow, wanted(slow)).splitlines() if "89.9 % of the action" in line
    ]


def test_the_notes_tell_the_machine_and_the_noise() -> None:
    text = notes(good(), MACHINE)

    assert "2 cores, Python 3.10.13, rasa-sdk 3.6.2; load average 0.5 before and 1.5 after" in text
    assert "1.00 to 1.00 x" in text


def test_the_json_has_every_round_and_every_verdict() -> None:
    figures = [Wanted("live_of_ideal", "live", "the ideal", 0.5, ">=", 0.9, "%")]
    one = Round(100, 125.0, 400.0, 410.0)

    report = as_json([Row("live", "ours", [one])], figures, MACHINE, {"customers": 50})

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
        "wanted": [
            {
                "key": "live_of_ideal",
                "row": "live",
                "against": "the ideal",
                "ratio": 0.5,
                "bound": ">=",
                "limit": 0.9,
                "unit": "%",
                "met": False,
            }
        ],
        "rows": [
            {
                "key": "live",
                "title": "ours",
                "per_second": 125.0,
                "p50_ms": 400.0,
                "p99_ms": 410.0,
                "rounds": [{"calls": 100, "per_second": 125.0, "p50_ms": 400.0, "p99_ms": 410.0}],
            }
        ],
    }
