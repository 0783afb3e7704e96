"""The durable queue: nothing is lost or out of order, whichever server dies between two steps."""

import itertools
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.human_handoff.outbox import queue as module
from actions.human_handoff.outbox.queue import (
    ENTRY_SECONDS,
    PASSED_AT_ONCE,
    WRITING_SECONDS,
    Outbox,
)
from actions.human_handoff.state_store import MemoryStateStore, SQLiteStateStore, StateStoreError
from tests.unit.clock import Clock

WHAT = "handoff events"
PASSED = "handoff events: {} passed over: expired, or never written by a server that died"


@pytest.fixture
def outbox(store, clock):
    return lambda **options: Outbox(store, "test", WHAT, clock=clock, now=clock, **options)


def delivered(outbox):
    """Take out all that can be taken out now."""
    texts = []
    while first := outbox.first():
        texts.append(first.text)
        outbox.remove(first)
    return texts


def passes_over(outbox, clock):
    """Let the time of those pass that have taken a number; return what comes then."""
    texts = delivered(outbox)
    for _ in range(2):
        clock.now += WRITING_SECONDS
        texts += delivered(outbox)
    return texts


class DiedError(Exception):
    """The server was killed here."""


def test_texts_come_out_in_the_order_in_which_they_were_put(outbox):
    assert outbox().first() is None
    assert outbox().waiting() == 0

    assert [outbox().put(text) for text in "abc"] == [True] * 3
    assert outbox().waiting() == 3
    assert delivered(outbox()) == ["a", "b", "c"]
    assert (outbox().first(), outbox().waiting()) == (None, 0)

    outbox().put("d")
    assert delivered(outbox()) == ["d"]


def test_what_was_delivered_leaves_the_store(outbox, store):
    outbox().put("a")
    delivered(outbox())

    assert list(store._values) == ["outbox/test"]


def test_a_text_is_first_until_it_is_removed(outbox):
    outbox().put("a")
    outbox().put("b")
    assert [outbox().first().text for _ in range(2)] == ["a", "a"]


def test_two_servers_that_deliver_at_once_remove_a_text_once(outbox):
    for text in "ab":
        outbox().put(text)
    first, second = outbox(), outbox()
    seen = first.first(), second.first()

    first.remove(seen[0])
    second.remove(seen[1])

    assert delivered(outbox()) == ["b"]


def test_a_full_queue_takes_no_more_until_one_is_delivered(outbox):
    full = outbox(max_waiting=2)
    assert [full.put(text) for text in "abc"] == [True, True, False]
    full.remove(full.first())

    assert full.put("d")
    assert delivered(full) == ["b", "d"]


def test_the_number_of_a_server_that_died_is_passed_over(outbox, store, clock, caplog):
    outbox().put("a")
    store.set_if_absent = lambda *_: (_ for _ in ()).throw(DiedError)
    with pytest.raises(DiedError):
        outbox().put("lost")
    del store.set_if_absent
    outbox().put("c")

    other = outbox()
    assert delivered(other) == ["a"]
    clock.now += WRITING_SECONDS - 0.1
    assert delivered(other) == []
    assert passes_over(other, clock) == ["c"]
    assert caplog.messages == [PASSED.format(1)]


def test_a_server_that_was_only_slow_takes_a_new_number(outbox, store, clock):
    slow, other = outbox(), outbox()
    held = store.set_if_absent

    def late(*given):
        del store.set_if_absent
        assert passes_over(other, clock) == []
        assert other.put("b")
        return held(*given)

    store.set_if_absent = late
    assert slow.put("a")

    assert delivered(other) == ["b", "a"]


def test_a_text_that_is_written_in_the_moment_of_passing_it_over_is_delivered(outbox, store, clock):
    slow, other = outbox(), outbox()
    written = dies_before_writing(slow, store, "a")
    assert other.first() is None
    clock.now += WRITING_SECONDS

    def mark(*given):
        del store.set_if_absent
        store.set_if_absent(*written)
        return store.set_if_absent(*given)

    store.set_if_absent = mark
    assert other.first().text == "a"


def dies_before_writing(outbox, store, text):
    """Put a text at a server that is killed after it has taken the number."""
    written = []
    take = store.set_if_absent

    def die(*given):
        if given[0] == "outbox/test":  # the counter itself
            return take(*given)
        del store.set_if_absent
        written.extend(given)
        raise DiedError

    store.set_if_absent = die
    with pytest.raises(DiedError):
        outbox.put(text)
    return written


def test_texts_that_nobody_could_deliver_expire_and_the_later_ones_come(outbox, clock, caplog):
    many = outbox(max_waiting=5)
    for _ in range(5):
        many.put("old")
    clock.now += ENTRY_SECONDS
    assert not many.put("there is no room yet")

    assert passes_over(many, clock) == []
    assert caplog.messages == [PASSED.format(5)]
    assert many.put("new")
    assert delivered(many) == ["new"]


def test_many_numbers_are_passed_over_in_parts_so_that_the_lease_is_renewed(outbox, clock):
    for _ in range(PASSED_AT_ONCE + 1):
        outbox().put("old")
    clock.now += ENTRY_SECONDS
    many = outbox()
    many.put("new")
    many.first()
    clock.now += WRITING_SECONDS

    assert (many.first(), many.waiting()) == (None, 2)
    assert many.first().text == "new"


def lose_next_answer(store):
    """Let the next `set_if_absent` store its value and raise nevertheless."""
    held = store.set_if_absent

    def stored_but_not_told(*given):
        del store.set_if_absent
        held(*given)
        raise StateStoreError("no answer")

    store.set_if_absent = stored_but_not_told


def test_after_an_error_a_text_is_put_again_and_stands_there_once(outbox, store):
    queue = outbox()
    queue.put("earlier")
    lose_next_answer(store)
    with pytest.raises(StateStoreError):
        queue.put("a")
    assert queue.put("a")

    assert delivered(queue) == ["earlier", "a"]


def test_after_an_error_another_text_does_not_replace_the_one_that_is_there(outbox, store):
    queue = outbox()
    queue.put("earlier")
    lose_next_answer(store)
    with pytest.raises(StateStoreError):
        queue.put("a")
    assert queue.put("b")

    assert delivered(queue) == ["earlier", "a", "b"]


def test_after_an_error_in_which_the_store_lost_the_number_the_text_takes_a_new_one(
    outbox, store, monkeypatch
):
    server = outbox()
    assert server.put("a")
    set_if_absent = store.set_if_absent

    def loses_all(*_):
        store._values.clear()
        monkeypatch.setattr(store, "set_if_absent", set_if_absent)
        raise StateStoreError("the store is lost")

    monkeypatch.setattr(store, "set_if_absent", loses_all)
    with pytest.raises(StateStoreError):
        server.put("b")

    assert server.put("b")
    assert delivered(outbox()) == ["b"]


def test_without_the_store_nothing_is_put_and_nothing_lost(outbox, store):
    queue = outbox()
    queue.put("a")
    store.is_lost = True
    for ask in (lambda: queue.put("b"), queue.first, queue.waiting):
        with pytest.raises(StateStoreError):
            ask()

    store.is_lost = False
    assert queue.put("b")
    assert delivered(queue) == ["a", "b"]


def test_a_store_that_has_lost_its_data_begins_a_new_series(outbox, store):
    queue = outbox()
    for text in "abc":
        queue.put(text)
    first = queue.first()
    del store._values["outbox/test"]

    queue.remove(first)  # of the old series
    assert queue.waiting() == 0
    queue.put("d")
    queue.put("e")
    queue.remove(first)

    assert delivered(queue) == ["d", "e"]


def test_a_gap_of_an_old_series_says_nothing_about_a_new_one(outbox, store, clock):
    queue = outbox()
    for text in "ab":
        dies_before_writing(outbox(), store, text)
    queue.first()
    clock.now += WRITING_SECONDS
    del store._values["outbox/test"]

    dies_before_writing(outbox(), store, "c")
    queue.put("d")
    assert delivered(queue) == []
    assert passes_over(queue, clock) == ["d"]


def test_it_is_remembered_across_servers_since_when_a_text_is_refused(outbox, clock):
    outbox().put("a")
    outbox().put("b")
    first = outbox().first()
    assert outbox().refused_seconds(first) == 0

    clock.now += 100
    assert outbox().refused_seconds(outbox().first()) == 100
    outbox().remove(first)
    assert outbox().refused_seconds(outbox().first()) == 0


def test_of_many_servers_at_once_every_text_comes_and_each_server_s_in_order(tmp_path):
    servers = [Outbox(SQLiteStateStore(tmp_path / "state.db"), "test", WHAT) for _ in range(4)]

    def put(number):
        return [servers[number].put(f"{number}-{count}") for count in range(10)]

    with ThreadPoolExecutor(4) as threads:
        assert all(all(done) for done in threads.map(put, range(4)))

    texts = delivered(servers[0])
    for number in range(4):
        own = [text for text in texts if text.startswith(f"{number}-")]
        assert own == [f"{number}-{count}" for count in range(10)]
    assert len(texts) == 40


class World:
    """Servers that share a store; each can die before or after any step on it."""

    def __init__(self, store, clock):
        self.store, self.clock = store, clock
        self.outboxes = {}
        self.moments = itertools.count()
        self.begun, self.put, self.received = {}, {}, {}

    def outbox(self, server):
        if server not in self.outboxes:
            self.outboxes[server] = Outbox(
                self.store, "test", WHAT, clock=self.clock, now=self.clock
            )
        return self.outboxes[server]

    def do(self, kind, server, step=99, what="nothing", other=None):
        """Let a server do something, and something happen at one of its steps on the store."""
        self.store.at(step, what, lambda: self.do(*other))
        try:
            getattr(self, kind)(server)
        except DiedError:
            self.outboxes.pop(server, None)
        finally:
            self.store.at(99, "nothing", None)

    def puts(self, server):
        text = str(next(self.moments))
        self.begun[text] = next(self.moments)
        assert self.outbox(server).put(text)
        self.put[text] = next(self.moments)

    def delivers(self, server):
        first = self.outbox(server).first()
        if first is not None:
            self.received.setdefault(first.text, next(self.moments))
            self.outbox(server).remove(first)

    def waits(self, _):
        self.clock.now += WRITING_SECONDS

    def outwaits(self, server):
        for _ in range(2):
            self.delivers(server)
            self.clock.now += WRITING_SECONDS

    def deliver_the_rest(self):
        for _ in range(3):
            self.clock.now += WRITING_SECONDS
            while self.outbox("last").first():
                self.delivers("last")


def eventful(base):
    """Return a kind of store at whose steps something happens."""

    class Store(base):
        left, what, happen = 99, "nothing", None

        def at(self, step, what, happen):
            self.left, self.what, self.happen = step, what, happen

    def wrapped(name):
        def step(self, *given):
            self.left -= 1
            is_now, what, happen = self.left == 0, self.what, self.happen
            if is_now and what == "dies before":
                raise DiedError
            if is_now and what == "is interrupted":
                happen()
            result = getattr(base, name)(self, *given)
            if is_now and what == "dies after":
                raise DiedError
            return result

        return step

    for name in ("get", "set_if_absent", "replace", "remove"):
        setattr(Store, name, wrapped(name))
    return Store


KINDS = st.sampled_from(["puts", "delivers", "puts", "delivers", "waits", "outwaits"])
SERVERS = st.integers(0, 2)
HAPPENS = st.sampled_from(["nothing", "dies before", "dies after", "is interrupted"])
DOINGS = st.lists(
    st.tuples(KINDS, SERVERS, st.integers(1, 6), HAPPENS, st.tuples(KINDS, SERVERS)), max_size=30
)


def check_world(world, doings):
    for doing in doings:
        world.do(*doing)
    world.deliver_the_rest()

    assert set(world.put) <= set(world.received), "one was lost"
    assert set(world.received) <= set(world.begun)
    put = sorted(world.put)
    for one, other in itertools.permutations(put, 2):
        if world.put[one] < world.begun[other]:
            assert world.received[one] < world.received[other], "out of order"


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.WARNING, module.logger.name)


@hypothesis_settings(max_examples=300)
@given(DOINGS)
def test_nothing_is_lost_or_out_of_order_whoever_dies_between_which_steps(doings):
    clock = Clock(1000.0)
    check_world(World(eventful(MemoryStateStore)(clock), clock), doings)


@hypothesis_settings(max_examples=15)
@given(DOINGS)
def test_the_same_in_a_file(tmp_path_factory, doings):
    clock = Clock(1000.0)
    path = tmp_path_factory.mktemp("outbox") / "state.db"
    check_world(World(eventful(SQLiteStateStore)(path, clock), clock), doings)
