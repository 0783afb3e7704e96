"""Every delivery is handled once, and in its conversation's order."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_channels import delivery_queue
from human_handoff_channels.delivery_queue import DeliveryQueue
from tests.channels.bot_under_test import begin

CONVERSATIONS = st.sampled_from("abc")
# Conversations that it concerns, the thing's number, how many rounds its turn takes.
THINGS = st.tuples(
    st.lists(CONVERSATIONS, min_size=1, max_size=2, unique=True),
    st.integers(0, 5),
    st.integers(0, 3),
)


class Turn:
    """A turn that waits for the test, and then may raise an error."""

    def __init__(self, error=None):
        self.error, self.begun = error, 0
        self.reached, self.opened, self.over = asyncio.Event(), asyncio.Event(), False

    async def __call__(self):
        self.begun += 1
        self.reached.set()
        await self.opened.wait()
        if self.error is not None:
            raise self.error
        self.over = True


@pytest.fixture
def queue():
    return DeliveryQueue(wait_seconds=10, remember_seconds=60)


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(delivery_queue, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def at_once(log, name):
    async def work():
        log.append(name)

    return work


async def settled():
    """Let every task run that waits for nothing from outside."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_concerns_two_conversations_waits_for_both_and_both_wait_for_it(queue):
    turns = {name: Turn() for name in ("a", "b", "both", "later a", "later b")}

    calls = [begin(queue.handle(name, name, turns[name])) for name in "ab"]
    calls.append(begin(queue.handle("a", "both", turns["both"], "b")))
    calls += [begin(queue.handle(name, f"later {name}", turns[f"later {name}"])) for name in "ab"]
    begun = []
    for opened in (("a",), ("b",), ("both",)):
        await settled()
        begun.append([name for name, turn in turns.items() if turn.begun])
        for name in opened:
            turns[name].opened.set()
    await settled()
    begun.append([name for name, turn in turns.items() if turn.begun])
    for turn in turns.values():
        turn.opened.set()
    await asyncio.gather(*calls)

    assert begun == [["a", "b"], ["a", "b"], ["a", "b", "both"], list(turns)]


async def test_a_turn_that_is_cancelled_is_forgotten_without_a_line(queue, caplog):
    async def ended():
        raise asyncio.CancelledError

    log = []
    call = begin(queue.handle("a", "1", ended))
    await asyncio.wait({call})
    await queue.handle("a", "1", at_once(log, "done"))

    assert call.cancelled()
    assert log == ["done"]
    assert caplog.messages == []


async def test_what_was_delivered_long_ago_is_forgotten(queue, clock):
    log = []
    await queue.handle("a", "1", at_once(log, "1"))

    clock.seconds += 60
    await queue.handle("a", "1", at_once(log, "still known"))
    clock.seconds += 1
    await queue.handle("a", "1", at_once(log, "again"))

    assert log == ["1", "again"]


async def test_a_turn_that_goes_on_is_not_forgotten_however_old(clock):
    queue, slow, log = DeliveryQueue(wait_seconds=0.01, remember_seconds=60), Turn(), []
    await queue.handle("a", "1", slow)

    clock.seconds += 3600
    await queue.handle("a", "1", at_once(log, "twice"))
    slow.opened.set()
    await settled()
    await queue.handle("b", "2", at_once(log, "2"))
    await queue.handle("a", "1", at_once(log, "forgotten by now"))

    assert log == ["2", "forgotten by now"]
    assert slow.begun == 1


async def test_of_very_many_the_oldest_are_forgotten():
    queue, log = DeliveryQueue(wait_seconds=10, remember_seconds=60, max_remembered=2), []

    for key in ("1", "2", "3", "4"):
        await queue.handle("a", key, at_once(log, key))
    for key in ("4", "1"):
        await queue.handle("a", key, at_once(log, f"{key} again"))

    assert log == ["1", "2", "3", "4", "1 again"]


@given(things=st.lists(THINGS, max_size=12))
def test_in_any_order_each_is_done_once_and_no_conversation_sees_two_turns_at_once(loop, things):
    log, running = [], set()

    async def run():
        queue = DeliveryQueue(wait_seconds=10, remember_seconds=60)

        def work(concerned, key, rounds):
            async def turn():
                assert not running & set(concerned)
                running.update(concerned)
                for _ in range(rounds):
                    await asyncio.sleep(0)
                running.difference_update(concerned)
                log.append((concerned, key))

            return turn

        await asyncio.gather(
            *(
                queue.handle(concerned[0], key, work(concerned, key, rounds), *concerned[1:])
                for concerned, number, rounds in things
                for key in [f"{concerned}/{number}"]
            )
        )

    loop.run_until_complete(run())

    arrived = dict.fromkeys((tuple(each), f"{each}/{number}") for each, number, _ in things)
    assert len(log) == len(arrived)
    for each in "abc":
        assert [key for concerned, key in log if each in concerned] == [
            key for concerned, key in arrived if each in concerned
        ]
