"""Every delivery is handled once, and in its conversation's order, also by several servers."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.human_handoff.state_store import MemoryStateStore
from human_handoff_channels import heartbeat
from human_handoff_channels.delivery_queue import DeliveryQueue
from human_handoff_channels.shared_state import SharedState
from tests.channels.bot_under_test import begin
from tests.unit.lost_store import LostStore

CONVERSATIONS = st.sampled_from("abc")
# The server, the conversations that it concerns, the thing's number, how many rounds it takes.
THINGS = st.tuples(
    st.integers(0, 1),
    st.lists(CONVERSATIONS, min_size=1, max_size=2, unique=True),
    st.integers(0, 5),
    st.integers(0, 3),
)


class Turn:
    """A turn that waits for the test, and then may raise an error."""

    def __init__(self, error=None):
        self.error, self.begun = error, 0
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def __call__(self):
        self.begun += 1
        self.reached.set()
        await asyncio.wait_for(self.opened.wait(), 30)
        if self.error is not None:
            raise self.error


@pytest.fixture
def clock():
    return SimpleNamespace(seconds=1000.0)


@pytest.fixture
def store(clock):
    return MemoryStateStore(lambda: clock.seconds)


@pytest.fixture
def server(store):
    """Start a server's queue; all of them share the store."""
    return lambda wait_seconds=10: DeliveryQueue(SharedState("words", store), wait_seconds, 60)


@pytest.fixture
def queue(server):
    return server()


def at_once(log, name):
    async def work():
        log.append(name)
        return name

    return work


async def test_what_concerns_two_conversations_waits_for_both_and_both_wait_for_it(queue):
    first, log = {name: Turn() for name in "ab"}, []
    calls = [begin(queue.handle(name, turn, name)) for name, turn in first.items()]
    calls.append(begin(queue.handle("both", at_once(log, "both"), "a", "b")))
    calls += [
        begin(queue.handle(f"later {name}", at_once(log, f"later {name}"), name)) for name in "ab"
    ]
    for name in "ab":
        await first[name].reached.wait()
        assert log == []
        first[name].opened.set()
    await asyncio.gather(*calls)

    assert log[0] == "both"
    assert sorted(log[1:]) == ["later a", "later b"]


async def test_a_turn_that_is_cancelled_is_forgotten_without_a_line(queue, caplog):
    async def ended():
        raise asyncio.CancelledError

    log = []
    call = begin(queue.handle("1", ended, "a"))
    await asyncio.wait({call})
    await queue.handle("1", at_once(log, "done"), "a")

    assert call.cancelled()
    assert log == ["done"]
    assert caplog.messages == []


async def test_what_was_delivered_long_ago_is_forgotten(queue, clock):
    log = []
    await queue.handle("1", at_once(log, "1"), "a")

    clock.seconds += 59
    assert await queue.handle("1", at_once(log, "still known"), "a") == "1"
    clock.seconds += 1
    assert await queue.handle("1", at_once(log, "again"), "a") == "again"

    assert log == ["1", "again"]


async def test_a_turn_that_goes_on_is_not_forgotten_however_old(server, clock):
    queue, slow, log = server(wait_seconds=0.01), Turn(), []
    assert await queue.handle("1", slow, "a") is None

    await slow.reached.wait()
    clock.seconds += 3600
    assert await queue.handle("1", at_once(log, "twice"), "a") is None
    slow.opened.set()
    await queue.begin("2", at_once(log, "2"), "a")

    assert log == ["2"]
    assert slow.begun == 1


async def test_without_a_key_the_work_is_done_each_time(queue):
    log = []
    for name in ("1", "2"):
        assert await queue.handle(None, at_once(log, name), "a") == name

    assert log == ["1", "2"]


async def test_a_delivery_at_two_servers_at_once_is_handled_by_one_and_both_get_its_result(server):
    servers, turn, log = [server(), server()], Turn(), []
    first = begin(servers[0].handle("1", turn, "a"))
    await turn.reached.wait()
    second = begin(servers[1].handle("1", at_once(log, "twice"), "a"))
    turn.opened.set()

    assert await asyncio.gather(first, second) == [None, None]
    assert (turn.begun, log) == (1, [])
    assert await servers[1].handle("1", at_once(log, "twice"), "a") is None
    assert log == []


async def test_what_has_failed_at_one_server_is_a_new_attempt_at_the_other(server):
    turn, log = Turn(ConnectionError("down")), []
    turn.opened.set()
    with pytest.raises(ConnectionError):
        await server().handle("1", turn, "a")

    assert await server().handle("1", at_once(log, "again"), "a") == "again"


async def test_messages_of_one_customer_at_two_servers_are_handled_in_their_order(server):
    servers, turn, log = [server(), server()], Turn(), []
    calls = [begin(servers[0].handle("first", turn, "a"))]
    await turn.reached.wait()
    for number in range(6):
        calls.append(begin(servers[number % 2].handle(str(number), at_once(log, number), "a")))
        # Another customer's message, which does not wait, shows that this one has arrived.
        await servers[number % 2].handle(f"b{number}", at_once([], number), "b")
        await servers[number % 2].begin(None, at_once([], number), f"c{number}")
    assert log == []
    turn.opened.set()
    await asyncio.gather(*calls)

    assert log == list(range(6))


async def test_a_turn_that_hangs_does_not_hold_up_the_next_message_for_ever(queue, monkeypatch):
    monkeypatch.setattr(heartbeat, "TURN_SECONDS", 0.05)
    hung, log = Turn(), []
    first = begin(queue.handle("1", hung, "a"))
    await queue.handle("2", at_once(log, "2"), "a")

    assert log == ["2"]
    with pytest.raises(asyncio.TimeoutError):
        await first


@pytest.mark.parametrize("conversations", [("a",), ("a", "b")])
async def test_a_turn_that_has_lost_its_place_begins_again_behind_the_others(
    server, store, conversations
):
    """Its server was suspended, and another one took it for dead."""
    servers, turn, log = [server(), server(), server()], Turn(), []
    lock = SharedState("words", store).ticket("a").lock

    async def arrived(number):
        while len(entries := json.loads(store.get(lock))) < number:
            await asyncio.sleep(0.001)
        return entries

    calls = [begin(servers[0].handle("first", turn, "a"))]
    await turn.reached.wait()
    calls.append(begin(servers[1].handle("slept", at_once(log, "slept"), *conversations)))
    await arrived(2)
    calls.append(begin(servers[2].handle("next", at_once(log, "next"), "a")))
    first, _, third = await arrived(3)
    store.put(lock, json.dumps([first, third]), 60)
    await arrived(3)
    turn.opened.set()
    await asyncio.gather(*calls)

    assert log == ["next", "slept"]


async def test_a_result_that_was_settled_before_counts(server):
    queue = server()

    async def work():
        return await queue.settle("1", {"text": "first"}) and {"text": "second"}

    assert await queue.handle("1", work, "a") == {"text": "first"}
    assert await queue.kept("1") == [{"text": "first"}]
    assert await queue.kept("2") == []


async def test_without_the_store_each_server_goes_on_and_with_it_they_share_again(clock, caplog):
    store = LostStore(lambda: clock.seconds)
    first, second = (DeliveryQueue(SharedState("words", store), 10, 60) for _ in range(2))
    log = []
    for queue in (first, first, second):
        assert await queue.handle("1", at_once(log, "1"), "a") == "1"
    assert log == ["1", "1"], "once at each server"
    assert {line.partition(":")[0] for line in caplog.messages} == {
        "the Rasa servers know nothing of each other's turns"
    }

    store.is_lost = False
    for each in (first, second):
        each._state._store._asked_again_at = 0.0
        await each.handle("2", at_once(log, "2"), "a")
    assert log == ["1", "1", "2"]


@settings(max_examples=25)
@given(things=st.lists(THINGS, max_size=10))
def test_in_any_order_each_is_done_once_and_no_conversation_sees_two_turns_at_once(loop, things):
    log, running, store = [], set(), MemoryStateStore()

    async def run():
        servers = [DeliveryQueue(SharedState("words", store), 30, 60) for _ in range(2)]

        def work(server, concerned, key, rounds):
            async def turn():
                assert not running & set(concerned)
                running.update(concerned)
                for _ in range(rounds):
                    await asyncio.sleep(0)
                running.difference_update(concerned)
                log.append((server, concerned, key))

            return turn

        await asyncio.gather(
            *(
                servers[server].handle(key, work(server, concerned, key, rounds), *concerned)
                for server, concerned, number, rounds in things
                for key in [f"{concerned}/{number}"]
            )
        )

    loop.run_until_complete(run())

    arrived = [
        (server, concerned, f"{concerned}/{number}") for server, concerned, number, _ in things
    ]
    assert sorted(key for _, _, key in log) == sorted({key for _, _, key in arrived})
    for server in (0, 1):
        for each in "abc":
            order = [key for at, concerned, key in arrived if at == server and each in concerned]
            done = [key for at, concerned, key in log if at == server and each in concerned]
            assert done == [key for key in dict.fromkeys(order) if key in done]
