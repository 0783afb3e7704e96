"""The arithmetic of `make bench`; no test asserts how fast anything is."""

import pytest

from benchmarks.figures import (
    Call,
    CaseResult,
    Round,
    Target,
    in_window,
    median_difference,
    median_ratio,
    percentile,
    spread,
)


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (0.5, 1)])
def test_a_percentile_is_the_time_within_which_so_many_calls_were_answered(
    percent: float, expected: float
) -> None:
    assert percentile(range(100, 0, -1), percent) == expected


def test_one_call_is_all_its_percentiles() -> None:
    assert percentile([7.0], 50) == percentile([7.0], 99) == 7.0


def test_a_round_counts_all_calls_and_tells_milliseconds() -> None:
    assert Round.of(2.0, [0.2, 0.3, 0.4]) == Round(3, 1.5, 300.0, 400.0)


def test_a_round_divides_the_cpu_time_among_its_calls() -> None:
    assert Round.of(1.0, [0.2] * 100, {"Redis": 0.05}).cpu_ms == {"Redis": pytest.approx(0.5)}


def test_a_row_is_the_median_of_its_rounds() -> None:
    rounds = [Round(100, rate, 10 * rate, 20 * rate) for rate in (100, 1, 3)]
    result = CaseResult("live", "ours", rounds)

    assert (result.per_second, result.p50_ms, result.p99_ms) == (3, 30, 60)
    assert result.cpu_ms == {}


def test_the_cpu_time_of_a_row_is_the_median_of_its_rounds() -> None:
    rounds = [Round(100, 1, 1, 1, {"Redis": used, "the customers": 1.0}) for used in (3, 1, 2)]

    assert CaseResult("two", "two", rounds).cpu_ms == {"Redis": 2, "the customers": 1}


def test_ratios_are_taken_round_by_round() -> None:
    # The machine was three times as fast in the second round, for both.
    assert median_ratio([90, 270, 95], [100, 300, 100]) == pytest.approx(0.9)


def test_differences_are_taken_round_by_round() -> None:
    assert median_difference([230, 690, 240], [200, 600, 235]) == 30


def test_a_spread_is_in_multiples_of_the_median() -> None:
    assert spread([5, 10, 20]) == (0.5, 2.0)


@pytest.mark.parametrize(
    ("bound", "ratio", "met"),
    [(">=", 0.9, True), (">=", 0.899, False), ("<=", 0.9, True), ("<=", 0.901, False)],
)
def test_a_figure_on_the_limit_is_met(bound: str, ratio: float, met: bool) -> None:
    assert Target("key", "live", "the ideal", ratio, bound, 0.9, "%").met is met  # type: ignore[arg-type]


def test_only_what_was_answered_in_the_window_counts() -> None:
    calls = [Call(9.9, 0.1), Call(10.0, 0.2), Call(10.1, 0.3), Call(12.0, 0.4), Call(12.1, 0.5)]

    assert in_window(10.0, 12.0, calls) == [0.3, 0.4]
