"""The tables of `python -m simulation`, in Markdown; `docs/scale.md` has the same ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .demand import Demand
from .figures import all_figures
from .plan import Plan, plan_for
from .queues import Simulation

RATES = (10, 1_000, 5_000, 100_000)
LENGTHS = (8, 20, 50, 100, 200)


def tables() -> dict[str, str]:
    """Return each table by the heading under which the page shows it."""
    return {
        "The figures": figures_table(),
        "The plan": plan_table(),
        "Long conversations": lengths_table(),
    }


def figures_table() -> str:
    """Return every figure with where it is from."""
    rows = [
        [f"{each.value:,g} {each.unit}".strip(), each.origin.value, each.says]
        for each in all_figures().values()
    ]
    return _table(["figure", "", "what it says"], rows)


def plan_table() -> str:
    """Return the plan for each rate, one column each."""
    plans = [plan_for(Demand(rate)) for rate in RATES]
    names = ["conversations a minute", *(f"{rate:,}" for rate in RATES)]
    rows = [[name, *(text(plan) for plan in plans)] for name, text in _ROWS.items()]
    return _table(names, rows)


def lengths_table() -> str:
    """Return what a conversation costs at Rasa, by its length."""
    demands = [Demand(RATES[1], turns) for turns in LENGTHS]
    names = ["turns of a conversation", *(f"{turns:,}" for turns in LENGTHS)]
    seconds = [each.per_conversation("rasa_ms") / 1000 for each in demands]
    rows = [
        ["seconds of a Rasa server", *(f"{each:.2f}" for each in seconds)],
        ["… of one turn, ms", *(f"{1000 * a / b:.0f}" for a, b in zip(seconds, LENGTHS))],
        [
            f"Rasa servers for {RATES[1]:,} conversations a minute",
            *(f"{plan_for(each).rasa:,}" for each in demands),
        ],
    ]
    return _table(names, rows)


def without_a_tenth(plan: Plan) -> Plan:
    """Return the plan while a tenth of its Rasa servers, and at least one, is away."""
    return replace(plan, rasa=plan.rasa - max(1, plan.rasa // 10))


def _times(plan: Plan) -> str:
    times = Simulation(plan).run()
    return f"{times.p50:.0f} / {times.p99:.0f}"


_ROWS: dict[str, Callable[[Plan], str]] = {
    "turns a second": lambda plan: f"{plan.demand.turns_per_second:,.1f}",
    "transfers a second": lambda plan: f"{plan.demand.transfers_per_second:,.2f}",
    "open conversations": lambda plan: f"{plan.demand.open_conversations:,.0f}",
    "**Rasa servers**": lambda plan: f"**{plan.rasa:,}**",
    "how busy they are": lambda plan: f"{plan.rasa_utilisation:.0%}",
    "**action servers**": lambda plan: f"**{plan.actions:,}**",
    "how busy they are ": lambda plan: f"{plan.action_utilisation:.0%}",
    "state store, commands a second": lambda plan: f"{plan.state_commands:,.0f}",
    "**primaries of Redis** for it": lambda plan: f"**{plan.redis:,}**",
    "Rasa's lock store, commands a second": lambda plan: f"{plan.lock_commands:,.0f}",
    "how busy one Redis is with them": lambda plan: f"{plan.lock_redis:.1%}",
    "Redis, GB of memory at CM.com or Parley": lambda plan: f"{plan.redis_gigabytes:,.3f}",
    "… at LivePerson": lambda plan: f"{plan.liveperson_redis_gigabytes:,.3f}",
    "PostgreSQL, cores that are busy": lambda plan: f"{plan.postgresql_cores:,.2f}",
    "… rows a second": lambda plan: f"{plan.rows:,.0f}",
    "… GB a day": lambda plan: f"{plan.gigabytes_per_day:,.2f}",
    "LivePerson: bots": lambda plan: f"{plan.liveperson_bots:,}",
    "a turn, simulated: p50 / p99 ms": _times,
    "… while a tenth of the Rasa servers is away": lambda plan: _times(without_a_tenth(plan)),
}


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, *rows]
    widths = [max(3, *(len(line[column].strip()) for line in lines)) for column in range(len(head))]
    numbers = [column > 0 and bool(rows) and len(head) > 3 for column in range(len(head))]
    rule = [
        "-" * (width - 1) + (":" if is_number else "-") for width, is_number in zip(widths, numbers)
    ]
    return "\n".join(_line(line, widths, numbers) for line in [lines[0], rule, *lines[1:]])


def _line(cells: list[str], widths: list[int], numbers: list[bool]) -> str:
    padded = [
        cell.strip().rjust(width) if is_number else cell.strip().ljust(width)
        for cell, width, is_number in zip(cells, widths, numbers)
    ]
    return f"| {' | '.join(padded)} |"
