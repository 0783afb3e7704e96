"""When the texts of an outbox are sent, sent again, and given up."""

import threading
from itertools import pairwise

import pytest

from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from actions.human_handoff.outbox.delivery import (
    LONGEST_PAUSE,
    LONGEST_PAUSE_OF_STORE,
    POLL_SECONDS,
    REFUSED_SECONDS,
    InOrder,
)
from actions.human_handoff.outbox.lease import Lease
from actions.human_handoff.outbox.queue import Outbox

NAME = "handoff events"
DOWN = VendorConnectionError(NAME, "POST webhook did not reach the vendor")


def refused(status):
    return VendorRefusedError(NAME, f"POST webhook answered {status}", status)


class Receiver:
    """Records what it is sent, and answers with an error while a test wants that."""

    def __init__(self):
        self.asked, self.accepted, self.error = [], [], None

    def __call__(self, text):
        self.asked.append(text)
        if self.error is not None:
            raise self.error
        self.accepted.append(text)


@pytest.fixture
def outbox(store, clock):
    return Outbox(store, "test", "handoff events", clock=clock, now=clock)


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def dropped():
    return []


@pytest.fixture
def server(store, clock, receiver, outbox, dropped):
    def create():
        lease = Lease(store, "lease", 20.0, clock)
        return InOrder(
            outbox, lease, receiver, lambda text, reason: dropped.append((text, reason)), clock
        )

    return create


def passes(delivery, clock, seconds, late=0.0):
    """Let so many seconds pass, as the thread does that goes on `late` seconds after each pause."""
    ends = clock.now + seconds
    while clock.now < ends:
        clock.now += min(delivery.step() + late, ends - clock.now)


def test_all_that_waits_is_sent_at_once_and_then_the_queue_is_looked_at(outbox, receiver, server):
    for text in "abc":
        outbox.put(text)
    delivery = server()

    assert [delivery.step() for _ in range(4)] == [0, 0, 0, POLL_SECONDS]
    assert receiver.accepted == ["a", "b", "c"]


def test_one_server_delivers_and_another_one_after_it(outbox, receiver, server, clock):
    first, second = server(), server()
    first.step()
    outbox.put("a")
    assert second.step() == POLL_SECONDS
    assert receiver.accepted == []

    passes(second, clock, 25)  # the first was killed
    assert receiver.accepted == ["a"]


def test_a_text_is_sent_again_with_growing_pauses_until_it_is_accepted(
    outbox, receiver, server, clock, caplog
):
    delivery, receiver.error = server(), DOWN
    outbox.put("a")
    outbox.put("b")
    times = []
    for _ in range(13):
        asked = len(receiver.asked)
        while len(receiver.asked) == asked:
            clock.now += delivery.step()
        times.append(clock.now)
    pauses = [round(later - sooner) for sooner, later in pairwise(times)]

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    assert set(receiver.asked) == {"a"}
    assert caplog.messages[1] == f"{DOWN}; tried again in 2 s"

    receiver.error = None
    passes(delivery, clock, LONGEST_PAUSE + 1)
    assert receiver.accepted == ["a", "b"]
    receiver.error = DOWN
    outbox.put("c")
    passes(delivery, clock, 1.5)
    assert receiver.asked[-2:] == ["c", "c"]  # the pauses begin anew


@pytest.mark.parametrize(
    "error",
    [
        *map(refused, (301, 408, 409, 500, 503)),
        VendorBusyError(NAME, "POST webhook answered 429"),
        VendorSilenceError(NAME, "POST webhook did not end its answer in time"),
        VendorResponseError(NAME, "POST webhook answered more than we read"),
        DOWN,
    ],
)
def test_a_trouble_of_the_receiver_is_waited_for_for_days(outbox, receiver, server, clock, error):
    delivery, receiver.error = server(), error
    outbox.put("a")
    passes(delivery, clock, 3 * 24 * 3600, late=9.0)

    receiver.error = None
    passes(delivery, clock, LONGEST_PAUSE)
    assert receiver.accepted == ["a"]


@pytest.mark.parametrize(
    "error",
    [*map(refused, (400, 404, 410, 422)), VendorAuthenticationError(NAME, "answered 401", 401)],
)
def test_a_text_that_is_refused_for_a_day_is_given_up_and_the_next_is_sent(
    outbox, receiver, server, clock, dropped, error
):
    delivery, receiver.error = server(), error
    outbox.put("a")
    passes(delivery, clock, REFUSED_SECONDS - LONGEST_PAUSE)
    assert outbox.waiting() == 1

    outbox.put("b")
    passes(delivery, clock, 2 * LONGEST_PAUSE)
    assert [reason for _, reason in dropped] == [f"after a day of refusals: {error}"]
    assert outbox.waiting() == 1

    receiver.error = None
    passes(delivery, clock, LONGEST_PAUSE)
    assert receiver.accepted == ["b"]


def test_the_day_of_refusals_goes_on_at_the_next_server(outbox, receiver, server, clock):
    receiver.error = refused(400)
    outbox.put("a")
    passes(server(), clock, REFUSED_SECONDS - 100)

    passes(server(), clock, 200)
    assert outbox.waiting() == 0


@pytest.mark.parametrize(("asked_for", "pause"), [(120, 120), (0.2, 1), (86400, LONGEST_PAUSE)])
def test_a_pause_that_the_receiver_asks_for_is_kept(
    outbox, receiver, server, clock, asked_for, pause
):
    delivery = server()
    receiver.error = VendorBusyError(NAME, "POST webhook answered 429", asked_for)
    outbox.put("a")
    delivery.step()
    receiver.error = None

    passes(delivery, clock, pause - 0.1)
    assert receiver.accepted == []
    passes(delivery, clock, 0.2)
    assert receiver.accepted == ["a"]


def test_a_pause_does_not_cost_the_lease(outbox, receiver, server, clock):
    first, second = server(), server()
    receiver.error = DOWN
    outbox.put("a")
    passes(first, clock, 400)
    asked = len(receiver.asked)

    for _ in range(100):
        clock.now += first.step()
        assert second.step() == POLL_SECONDS
    assert len(receiver.asked) <= asked + 1


def test_without_the_store_the_thread_goes_on_and_delivers_when_it_is_back(
    outbox, receiver, server, clock, store, caplog
):
    delivery = server()
    outbox.put("a")
    store.is_lost = True

    assert [delivery.step() for _ in range(7)] == [1, 2, 4, 8, 16, *[LONGEST_PAUSE_OF_STORE] * 2]
    assert caplog.messages[0] == "handoff events are not delivered now: the store is lost"

    store.is_lost = False
    assert delivery.step() == 0
    assert receiver.accepted == ["a"]
    store.is_lost = True
    assert delivery.step() == 1


def test_an_unknown_error_is_named_without_its_text_and_nothing_is_lost(
    outbox, receiver, server, caplog
):
    delivery, receiver.error = server(), KeyError("hunter2")
    outbox.put("a")
    assert delivery.step() == 1
    assert caplog.messages == ["handoff events are not delivered now: KeyError"]

    receiver.error = None
    assert delivery.step() == 0
    assert receiver.accepted == ["a"]


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_server_that_ends_gives_the_lease_back_if_it_can(
    outbox, receiver, server, store, is_lost, caplog
):
    woken, stopped = threading.Event(), threading.Event()
    delivery = server()
    sent, post = threading.Event(), receiver.__call__
    delivery._post = lambda text: (post(text), sent.set())
    thread = threading.Thread(target=delivery.run, args=(woken, stopped))
    thread.start()
    outbox.put("a")
    woken.set()
    assert sent.wait(10)

    store.is_lost = is_lost
    stopped.set()
    woken.set()
    thread.join(10)
    assert not thread.is_alive()
    store.is_lost = False
    assert store.get("lease") is None or is_lost
    assert is_lost == any("the store is lost" in message for message in caplog.messages)
