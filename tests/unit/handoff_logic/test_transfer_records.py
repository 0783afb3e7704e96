"""The idempotency record of a transfer, as several servers find it."""

import pytest

from actions.human_handoff.handoff_logic.transfer_records import (
    RECORD_SECONDS,
    Claim,
    TransferRecords,
)
from actions.human_handoff.state_store import StateStoreError

ROUTE = "desk/human"
OURS, UNDER_WAY, UNKNOWN = Claim(is_ours=True), Claim(is_under_way=True), Claim()


def accepted(outcome="requested"):
    return Claim(route=ROUTE, outcome=outcome)


@pytest.fixture
def server(store):
    return lambda: TransferRecords(store)


def claim(records, request="r", route=ROUTE):
    return records.claim("key", request, route, 10)


def test_the_first_claim_asks_and_every_server_gets_its_outcome_for_a_day(server, clock):
    first, second = server(), server()
    assert claim(first) == OURS
    first.finish("key", "r", ROUTE, "requested")

    clock.now += RECORD_SECONDS - 1
    assert claim(first) == claim(second) == claim(server()) == accepted()
    assert RECORD_SECONDS == 24 * 60 * 60


def test_another_server_waits_while_the_first_one_asks(server):
    first, second = server(), server()
    claim(first)
    assert claim(first) == claim(second) == UNDER_WAY

    first.finish("key", "r", ROUTE, "refused")
    assert claim(first) == claim(second) == accepted("refused")


def test_after_the_death_of_the_server_that_asked_nobody_asks_again(server, clock):
    claim(server())
    clock.now += 10

    assert claim(server()) == accepted(None)


def test_an_owner_that_tells_between_two_looks_is_heard(server, store, clock):
    first, second, looks = server(), server(), []
    claim(first)
    clock.now += 10

    def before():
        looks.append(1)
        if len(looks) == 4:  # after the look for the owner
            store.before = lambda: None
            first.finish("key", "r", ROUTE, "requested")

    store.before = before
    assert claim(second) == accepted()


def test_another_transfer_under_the_same_key_is_never_requested(server, caplog):
    first = server()
    claim(first)
    first.finish("key", "r", ROUTE, "requested")

    assert claim(first, "another") == claim(server(), "another") == UNKNOWN
    assert (
        caplog.messages == ["another transfer has the same idempotency key; nothing was sent"] * 2
    )


def test_a_repetition_that_has_chosen_another_route_gets_what_became_of_the_first(server):
    first, second = server(), server()
    claim(first)
    assert claim(second, "other ids", "other/human") == UNDER_WAY
    first.finish("key", "r", ROUTE, "requested")

    assert claim(second, "other ids", "other/human") == accepted()


@pytest.mark.parametrize("value", ["not json", "null", "[]", '{"owner": "a"}', "5"])
def test_a_record_that_cannot_be_read_is_a_transfer_with_an_unknown_outcome(server, store, value):
    store.put("key", value, 60)

    assert claim(server()) == UNKNOWN


def test_a_record_of_a_later_version_that_says_more_is_read(server, store):
    store.put(
        "key",
        '{"owner": "", "request": "r", "route": "desk/human", "outcome": "refused", "more": 1}',
        60,
    )

    assert claim(server()) == accepted("refused")


def test_without_the_store_nobody_may_ask_and_afterwards_somebody_may(server, store):
    first = server()
    store.is_lost = True
    with pytest.raises(StateStoreError):
        claim(first)

    store.is_lost = False
    assert claim(first) == OURS


def test_a_store_that_is_lost_during_the_call_does_not_make_this_server_ask_again(
    server, store, caplog
):
    first = server()
    claim(first)
    store.is_lost = True
    first.finish("key", "r", ROUTE, "requested")
    assert caplog.messages == [
        "the outcome of a transfer is known to this server only: the store is lost"
    ]
    assert claim(first) == accepted()

    store._values.clear()
    store.is_lost = False
    assert claim(first) == accepted(), "also if the store comes back empty"


def test_no_customers_data_is_in_a_key_or_a_value(server, store):
    claim(server())

    assert set(store._values) == {
        "key",
        *(key for key in store._values if key.startswith("alive/")),
    }
