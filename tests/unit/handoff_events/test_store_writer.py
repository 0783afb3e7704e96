"""What waits in memory for the state store: written in its order, and what is given up is told."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.human_handoff.handoff_events import store_writer
from actions.human_handoff.handoff_events.store_writer import MAX_AT_ONCE, MAX_CHARACTERS
from actions.human_handoff.handoff_events.store_writer import StoreWriter as Writer
from actions.human_handoff.state_store import StateStoreError


class Store:
    """Takes texts, unless it is lost."""

    def __init__(self):
        self.written = []
        self.is_lost = False
        self.asked = threading.Semaphore(0)

    def write(self, texts):
        self.asked.release()
        if self.is_lost:
            raise StateStoreError("the store is lost")
        self.written.append(list(texts))
        return True

    @property
    def texts(self):
        return [text for some in self.written for text in some]


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def writer(store, monkeypatch):
    monkeypatch.setattr(store_writer, "STORE_PAUSE", 0.01)
    monkeypatch.setattr(store_writer, "PAUSE", 0.01)
    return Writer(store.write)


def no_thread(monkeypatch):
    def fails(_):
        raise RuntimeError("no thread")

    monkeypatch.setattr(threading.Thread, "start", fails)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 2 * MAX_CHARACTERS), max_size=120))
def test_texts_are_written_in_their_order_and_neither_too_many_nor_too_much_at_once(sizes):
    store = Store()
    texts = [f"{number} " + "x" * size for number, size in enumerate(sizes)]
    writer = Writer(store.write)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store_writer, "PAUSE", 0.0)
        for text in texts:
            writer.write(text)
        assert writer.written(10)

    assert store.texts == texts
    for some in store.written:
        assert len(some) <= MAX_AT_ONCE
        assert len(some) == 1 or sum(map(len, some)) <= MAX_CHARACTERS


def test_large_texts_that_wait_are_not_written_together(store, held):
    def hang(texts):
        store.asked.release()
        held.wait()
        return store.write(texts)

    writer = Writer(hang)
    writer.write("first")
    assert store.asked.acquire(timeout=10)
    large = [letter * (MAX_CHARACTERS // 2) for letter in "abc"]
    for text in large:
        writer.write(text)
    held.set()

    assert writer.written(10)
    assert store.written == [["first"], large[:2], large[2:]]


def test_a_writer_of_single_steps_writes_one_after_the_other(store):
    writer = Writer(store.write, max_at_once=1)
    for text in "abc":
        writer.write(text)
    assert writer.written(10)
    assert store.written == [["a"], ["b"], ["c"]]


def test_what_waits_because_there_was_no_thread_is_written_by_whoever_asks(writer, store):
    with pytest.MonkeyPatch.context() as patched:
        no_thread(patched)
        writer.write("a")
        assert not writer.written(10)
    assert writer.waiting == 1

    assert writer.written(10)
    assert store.texts == ["a"]


def test_what_a_server_without_threads_has_at_its_end_is_counted(writer, store, monkeypatch):
    no_thread(monkeypatch)
    writer.write("a")
    writer.stop(10)

    assert (writer.dropped, writer.waiting, store.texts) == (1, 0, [])


def test_a_server_that_stops_tells_how_many_the_lost_store_has_not_taken(writer, store, caplog):
    store.is_lost = True
    for number in range(MAX_AT_ONCE + 10):
        writer.write(str(number))
    assert store.asked.acquire(timeout=10)
    writer.stop(0.05)

    dropped = [text for text in caplog.messages if "dropped" in text]
    assert dropped == [
        "handoff events were dropped, the server was stopped before the state store had taken "
        "them; since the start 60"
    ]
    store.is_lost = False
    writer.write("after the end")
    assert writer.written(10)
    assert (writer.dropped, store.texts[-1]) == (60, "after the end")


def test_what_comes_after_the_end_and_finds_the_store_lost_is_counted(writer, store):
    writer.stop(10)
    store.is_lost = True
    writer.write("a")

    assert writer.written(10)
    assert writer.dropped == 1


def test_a_store_that_takes_them_at_the_end_after_all_loses_and_doubles_nothing(
    writer, store, held, monkeypatch
):
    write = store.write

    def hang(texts):
        store.asked.release()
        held.wait()
        return write(texts)

    writer._write_to_store = hang
    writer.write("a")
    assert store.asked.acquire(timeout=10)
    writer.stop(0.05)
    held.set()
    writer.write("b")

    assert writer.written(10)
    assert (store.texts, writer.dropped) == (["a", "b"], 1)  # which "may have" been lost


def test_the_log_says_at_last_how_many_were_dropped(writer, store, monkeypatch, caplog):
    monkeypatch.setattr(store_writer, "MAX_IN_MEMORY", 3)
    store.is_lost = True
    for number in range(8):
        writer.write(str(number))
    assert [text for text in caplog.messages if "dropped" in text] == [
        "handoff events were dropped, 3 wait for the state store already; since the start 1"
    ]

    store.is_lost = False
    assert writer.written(10)
    assert caplog.messages[-1] == "handoff events were dropped, since the start 5"
    writer.write("9")
    assert writer.written(10)
    writer.stop(10)
    assert len([text for text in caplog.messages if "dropped" in text]) == 2
