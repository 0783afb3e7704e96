"""Rasa is told of each customer once, in time, by one server at a time."""

import logging

import pytest

from actions.human_handoff.outbox.delivery import POLL_SECONDS
from actions.human_handoff.unanswered import deadlines as module
from actions.human_handoff.unanswered.deadlines import (
    Deadline,
    DeadlineDelivery,
    Deadlines,
    NotToldError,
    Teller,
)
from actions.human_handoff.unanswered.records import UnansweredTransfers

CHAT = "customer-1"


class Rasa(Teller):
    """Records of whom it is told, and fails while a test wants that."""

    def __init__(self):
        self.told, self.error = [], None

    def tell(self, deadline):
        if self.error is not None:
            raise self.error
        self.told.append((deadline.conversation, deadline.transfer))


@pytest.fixture
def rasa():
    return Rasa()


@pytest.fixture
def records(store, clock):
    return UnansweredTransfers(store, now=clock)


@pytest.fixture
def queue(store):
    return Deadlines(store, "cm")


@pytest.fixture
def server(records, rasa, clock, store):
    def create():
        return DeadlineDelivery(Deadlines(store, "cm"), records, rasa, clock)

    return create


@pytest.fixture
def wait(records, queue, clock):
    def begin(conversation=CHAT, transfer="t1", seconds=180):
        due_at = clock() + seconds
        records.begin(conversation, transfer, due_at)
        assert queue.add(Deadline(conversation, transfer, due_at))

    return begin


def run(delivery, clock, seconds):
    """Let a server work for so long."""
    ends = clock() + seconds
    while clock() < ends:
        clock.now += delivery.step() or 0.001


def test_rasa_is_told_when_the_time_is_over_and_not_before(wait, server, rasa, clock):
    wait()
    delivery = server()
    run(delivery, clock, 179)
    assert rasa.told == []
    run(delivery, clock, 2)
    assert rasa.told == [(CHAT, "t1")]
    run(delivery, clock, 600)
    assert rasa.told == [(CHAT, "t1")]


def test_an_agent_who_has_written_ends_it(wait, server, rasa, clock, records):
    wait()
    records.agent_wrote(CHAT)
    run(server(), clock, 200)
    assert rasa.told == []


def test_an_earlier_transfer_of_the_same_customer_is_passed_over(wait, server, rasa, clock):
    wait()
    clock.now += 100
    wait(transfer="t2")
    run(server(), clock, 300)
    assert rasa.told == [(CHAT, "t2")]


def test_another_server_takes_over_from_one_that_was_killed(wait, server, rasa, clock):
    killed, other = server(), server()
    wait()
    killed.step()
    run(other, clock, 180 + module.LEASE_SECONDS)
    assert rasa.told == [(CHAT, "t1")]


def test_two_servers_tell_it_once(wait, server, rasa, clock):
    servers = [server(), server()]
    for number in range(20):
        wait(f"customer-{number}", seconds=number)
    for _ in range(200):
        clock.now += 0.5
        for each in servers:
            each.step()
    assert len(rasa.told) == len(set(rasa.told)) == 20


def test_one_whom_rasa_cannot_be_told_of_keeps_back_no_other(wait, server, rasa, clock, caplog):
    wait("poor", seconds=1)
    wait("other", seconds=2)
    rasa.error = NotToldError("Rasa is away")
    delivery = server()
    run(delivery, clock, 3)
    rasa.error = None
    run(delivery, clock, 60)
    assert sorted(each for each, _ in rasa.told) == ["other", "poor"]
    assert "Rasa is away; tried again in 1 s" in caplog.text


def test_one_of_whom_rasa_never_wants_to_know_is_given_up(
    wait, server, rasa, clock, monkeypatch, caplog
):
    monkeypatch.setattr(module, "MOST_FAILURES", 2)
    wait(seconds=1)
    rasa.error = NotToldError("Rasa is away")
    run(server(), clock, 60)
    assert caplog.text.count("tried again") == 2
    assert "given up" in caplog.text
    assert CHAT not in caplog.text


def test_a_lost_store_is_waited_for(wait, server, rasa, clock, store):
    wait(seconds=1)
    delivery = server()
    store.is_lost = True
    with_log = [delivery.step() for _ in range(3)]
    assert all(seconds > 0 for seconds in with_log)
    store.is_lost = False
    run(delivery, clock, 60)
    assert rasa.told == [(CHAT, "t1")]


def test_an_empty_queue_is_looked_at_seldom_and_needs_no_lease(server, clock, store):
    assert server().step() == POLL_SECONDS
    assert store.get("outbox/unanswered/cm/lease") is None


def test_it_is_known_whether_a_server_reads_the_queue(server, queue):
    assert not queue.is_watched()
    server().step()
    assert queue.is_watched()


def test_an_entry_of_another_version_is_passed_over(server, queue, rasa, clock, caplog):
    caplog.set_level(logging.WARNING)
    queue.queue.put("[]")
    queue.queue.put('{"some": "thing"}')
    run(server(), clock, 3)
    assert rasa.told == []
    assert queue.queue.waiting() == 0


def test_nothing_of_the_customer_is_in_the_repr():
    assert CHAT not in repr(Deadline(CHAT, "t1", 1.0))


def test_one_who_is_being_put_into_the_queue_is_waited_for(server, queue, store, wait, rasa, clock):
    queue.queue._take_number()  # by a server that has not written the entry yet
    assert server().step() == POLL_SECONDS


def test_one_for_whom_there_is_no_room_again_stays_where_they_are(
    wait, server, rasa, clock, monkeypatch
):
    wait(seconds=1)
    rasa.error = NotToldError("Rasa is away")
    monkeypatch.setattr(Deadlines, "add", lambda *_: False)
    delivery = server()
    run(delivery, clock, 5)
    rasa.error = None
    run(delivery, clock, 60)
    assert rasa.told == [(CHAT, "t1")]


def test_each_limit_has_a_key_of_its_own():
    keys = {Deadline(CHAT, transfer, due).key for transfer in "ab" for due in (1.0, 2.0)}
    assert len(keys) == 4
    assert Deadline(CHAT, "a", 1.0, failures=3).key in keys
