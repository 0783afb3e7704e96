"""The report has the figures that the sandbox counts, after random conversations with faults."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import is_event
from tests import ROOT
from tests.chaos_size import SEED, chosen
from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import STATES, Desk
from tests.end_to_end.random_conversations import failing, talks
from tests.end_to_end.sandbox_count import FAILURE, SandboxCount
from tests.real_bot import Bot

CONVERSATIONS = chosen(40, 2000)
AT_ONCE = 6
# The sandbox keeps the latest 20,000 events; so many conversations have fewer.
ROUND = 200
SLUGS = sorted(STATES)
SETTINGS = {
    "desks": SLUGS,
    "skills": {"desks": {"billing": SLUGS[::-1]}},
    "deadline_seconds": 20,
    "events": {"keep_days": 1},
}


@pytest.fixture
def desks(bot: Bot, control: Control) -> list[Desk]:
    store = bot.logs / "report.db"
    bot.configure(**SETTINGS, state={"url": f"sqlite:///{store}"})
    return [Desk(slug, control) for slug in SLUGS]


def report(bot: Bot, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "actions.human_handoff.cli", "report", "--format", "json"]
    environment = {"HUMAN_HANDOFF_CONFIG": str(bot.logs / "human_handoff.yml"), "PATH": ""}
    result = subprocess.run(
        [*command, *arguments], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return dict(json.loads(result.stdout))


@pytest.mark.timeout(chosen(600, 7200))
def test_the_report_has_the_figures_of_the_sandbox(
    bot: Bot, control: Control, desks: list[Desk]
) -> None:
    log_begins = bot.actions_log.stat().st_size
    count = SandboxCount()

    for first in range(0, CONVERSATIONS, ROUND):
        for events in conversations(bot, desks, range(first, min(first + ROUND, CONVERSATIONS))):
            count.add(events)
    bot.stop()

    log = bot.logs / "report.log"
    log.write_bytes(bot.actions_log.read_bytes()[log_begins:])
    kept, logged = report(bot, "--kept"), report(bot, str(log))
    assert kept["all"] == logged["all"]
    assert kept["requests_without_beginning"] == 0
    figures = kept["all"]
    print(f"\nCHAOS_SEED={SEED}, {count}, {figures['attempts']}")  # noqa: T201
    results = Counter(figures["results"])
    assert +results == count.results
    assert figures["requests"] == sum(count.results.values())
    assert figures["promises"] == count.promises
    assert figures["untrue_promises"] == count.untrue
    assert figures["endings"]["returned"] == count.returned


def events_of_ended_turns(control: Control) -> list[dict[str, Any]]:
    """Return what the sandbox has seen, when the bot has answered all that it was told.

    That a transfer has failed it may be told when the customer has written the last message.
    """
    events = control.past_events()
    while unanswered(events):
        control.wait_for(is_event("bot_answered"), 60, after=events[-1]["id"])
        events = control.past_events()
    return events


def unanswered(events: list[dict[str, Any]]) -> int:
    """Return how many messages the bot has not answered yet, those that will come included."""
    messages = [each["message"] for each in events if each["type"] == "message"]
    told = sum(each["to"] == "bot" for each in messages)
    failures = sum(each["type"] == "transfer_failed" and bool(each["failure"]) for each in events)
    failures_told = sum(each["text"] == FAILURE for each in messages)
    answered = sum(each["type"] == "bot_answered" for each in events)
    return told + failures - failures_told - answered


def conversations(bot: Bot, desks: list[Desk], numbers: range) -> Iterator[list[dict[str, Any]]]:
    """Have some conversations at once; return what the sandbox has seen of each."""
    control = desks[0].control
    control.reset()
    chance = random.Random(f"{SEED} {numbers.start}")
    names = [f"random-{number}" for number in numbers]

    def talk(name: str) -> None:
        with Control(bot.sandbox.control) as own:
            customer = Customer(bot, name, Desk("liveperson", own))
            talks(customer, random.Random(f"{SEED} {name}"))

    with failing(desks, chance), ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(talk, names))
    control.clear_faults()
    seen: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events_of_ended_turns(control):
        if event.get("conversation"):  # a refusal may be of a body that names none
            seen[event["conversation"]].append(event)
    assert sorted(seen) == sorted(names)
    return iter(seen.values())
