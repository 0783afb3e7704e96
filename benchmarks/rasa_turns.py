"""What a handoff costs in Rasa: a whole conversation, beside one whose actions do nothing.

Both conversations go through the same Rasa server, the same model and the same action server; only
the actions differ. The vendor answers at once, because its time is not Rasa's. One customer writes
at a time, and the two kinds of conversations take turns.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import ExitStack
from itertools import count

import httpx

from demo.stack import (
    ROOT,
    free_port,
    running_action_server,
    running_rasa,
    trained_model,
    write_credentials,
    write_settings,
)
from sandbox.vendors import MANIFESTS

from .errors import BenchmarkError
from .figures import CaseResult, Part, Round, Target, median_ratio
from .handoff_actions import NOTHING
from .processes import Bench

ROUNDS = 5
CONVERSATIONS = 6
HEAD = "one customer in Rasa"
WANTED = 1.15
OURS = "ours-"
TITLES = {NOTHING: "actions that do nothing", OURS: "a handoff"}
VENDOR = MANIFESTS[0]
# What the customer writes, from the request until the agent gives the conversation back, and how
# many messages the bot answers; the transfer message is the vendor's own.
TURNS = {
    "I want to talk to a human": 1,
    "my name is Jane Doe": 1,
    "jane@example.org": 0,
    "Is anybody there?": 0,
    "/human_handoff_returned": None,
}
_numbers = count()


def measure(bench: Bench) -> Part:
    """Measure the turns of both kinds of conversations."""
    with ExitStack() as running:
        config = write_settings(
            bench.folder / "rasa.yml",
            ROOT,
            bench.urls,
            desks=[VENDOR.slug],
            seconds_per_message=0,
            state={"url": "sqlite:///rasa.db"},
        )
        actions = running.enter_context(
            running_action_server(
                ROOT, free_port(), config, bench.folder, actions="benchmarks.handoff_actions"
            )
        )
        bench.progress("training the bot, unless it is trained")
        model = trained_model(ROOT)
        bench.progress("starting Rasa")
        credentials = write_credentials(bench.folder / "credentials.yml", bench.urls)
        rasa = running.enter_context(
            running_rasa(
                ROOT, free_port(), model, actions.url, bench.folder, credentials=credentials
            )
        )
        http = running.enter_context(httpx.Client(base_url=rasa.url, trust_env=False, timeout=60))
        bench.control.clear_faults()
        results = _results(bench, http)
    return Part(HEAD, results, [target(results)], notes(results))


def _results(bench: Bench, http: httpx.Client) -> list[CaseResult]:
    _warm_up(http)
    rounds = defaultdict(list)
    for number in range(bench.rounds or ROUNDS):
        bench.progress(f"round {number + 1} of {bench.rounds or ROUNDS}: conversations in Rasa")
        times: dict[str, list[float]] = defaultdict(list)
        for _ in range(CONVERSATIONS):
            for kind in TITLES:
                times[kind] += _conversation(http, f"{kind}{next(_numbers)}")
        for kind, turns in times.items():
            rounds[kind].append(Round.of(sum(turns), turns))
    return [
        CaseResult(f"rasa_{kind.rstrip('-')}", title, rounds[kind])
        for kind, title in TITLES.items()
    ]


def _warm_up(http: httpx.Client) -> None:
    """Have one conversation of each kind.

    Raises:
        BenchmarkError: They do not go through the same actions.
    """
    paths = []
    for kind in TITLES:
        sender = f"{kind}{next(_numbers)}"
        _conversation(http, sender)
        tracker = http.get(f"/conversations/{sender}/tracker", params={"include_events": "ALL"})
        events = tracker.raise_for_status().json()["events"]
        paths.append([event["name"] for event in events if event["event"] == "action"])
    if paths[0] != paths[1]:
        raise BenchmarkError(f"the conversations differ: {paths[0]} and {paths[1]}")


def _conversation(http: httpx.Client, sender: str) -> list[float]:
    """Have one conversation, and return the seconds that each turn took.

    Raises:
        BenchmarkError: The bot did not answer as it should.
    """
    times = []
    for text, expected in TURNS.items():
        began = time.perf_counter()
        response = http.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})
        times.append(time.perf_counter() - began)
        response.raise_for_status()
        if expected is not None and len(response.json()) != expected:
            raise BenchmarkError(f"the bot answered {sender}'s {text!r} with {response.text:.300}")
    return times


def target(results: list[CaseResult]) -> Target:
    """Compare the time of a turn."""
    nothing, ours = ([1 / one.per_second for one in result.rounds] for result in results)
    share = median_ratio(ours, nothing)
    against = "the time of actions that do nothing"
    return Target("rasa_turn_of_nothing", results[1].key, against, share, "<=", WANTED, "x")


def notes(results: list[CaseResult]) -> str:
    """Return what a reader needs to know about the table."""
    nothing, ours = (1e3 / result.per_second for result in results)
    return (
        f"Medians of {len(results[0].rounds)} rounds of {CONVERSATIONS} conversations each. "
        f"Requests are turns: {ours:.1f} ms on average, {nothing:.1f} ms with actions that do "
        f"nothing. The vendor ({VENDOR.title}) answers at once; the state store is an SQLite file."
    )
