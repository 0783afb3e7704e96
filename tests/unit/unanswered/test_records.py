"""Whether an agent has written is decided once, in whatever order the servers come."""

from itertools import permutations

import pytest

from actions.human_handoff.state_store import hashed_key
from actions.human_handoff.unanswered.records import Record, State, UnansweredTransfers

CHAT = "customer-1"
DUE = 1180.0


@pytest.fixture
def records(store, clock):
    records = UnansweredTransfers(store, now=clock)
    records.begin(CHAT, "t1", DUE)
    return records


def test_a_transfer_waits_until_somebody_writes(records, clock):
    assert records.get(CHAT) == Record("t1", State.WAITING, DUE)
    clock.now += 7
    assert records.agent_wrote(CHAT)
    first_word_at = clock.now
    clock.now += 7
    assert not records.agent_wrote(CHAT)
    assert records.get(CHAT) == Record("t1", State.AGENT_WROTE, DUE, first_word_at, clock.now)
    assert not records.take(CHAT, "t1")


def test_what_an_agent_has_written_is_not_forgotten_when_the_transfer_is_repeated(records):
    records.agent_wrote(CHAT)
    assert records.begin(CHAT, "t1", DUE + 5).state is State.AGENT_WROTE
    assert records.begin(CHAT, "t2", DUE + 5) == Record("t2", State.WAITING, DUE + 5)
    assert not records.take(CHAT, "t1"), "an earlier transfer"


@pytest.mark.parametrize("chat", [CHAT, "a new customer"])
def test_what_an_agent_writes_before_the_transfer_is_recorded_counts(records, clock, chat):
    asked_at = clock.now + 5
    records.take(CHAT, "t1")
    records.finish(CHAT, "t1")
    clock.now += 7
    assert not records.agent_wrote(chat)
    found = records.begin(chat, "t2", DUE + 5, asked_at)
    assert found == Record("t2", State.AGENT_WROTE, first_word_at=clock.now)
    assert records.begin(chat, "t3", DUE + 5, clock.now + 1).state is State.WAITING


def test_a_server_that_was_killed_while_it_took_it_back_is_followed_by_another(records):
    assert records.take(CHAT, "t1")
    assert records.take(CHAT, "t1")
    assert records.finish(CHAT, "t1")
    assert records.take(CHAT, "t1"), "it was killed before it had told the customer"


def test_a_desk_that_keeps_it_is_asked_again_later(records):
    records.take(CHAT, "t1")
    assert records.wait_on(CHAT, "t1")
    assert records.get(CHAT) == Record("t1", State.WAITING, DUE)
    assert records.wait_on(CHAT, "t1", DUE + 180)
    assert records.get(CHAT) == Record("t1", State.WAITING, DUE + 180)


@pytest.mark.parametrize("order", list(permutations(["take", "agent", "finish"])))
def test_either_an_agent_has_written_or_the_bot_has_it(records, order):
    def take():
        return records.take(CHAT, "t1")

    steps = {
        "take": take,
        "agent": lambda: records.agent_wrote(CHAT),
        "finish": lambda: records.finish(CHAT, "t1"),
    }
    done = {name: steps[name]() for name in order}

    bots = done["take"] and done["finish"] and order.index("take") < order.index("finish")
    assert not (bots and done["agent"])
    assert records.get(CHAT).state is not State.TAKING_BACK or not done["agent"]


def test_a_record_of_the_version_before_is_read(store, records):
    text = '{"transfer": "t1", "state": "agent_wrote", "due_at": 5}'
    store.put(hashed_key("unanswered", CHAT), text, 99)
    assert records.get(CHAT) == Record("t1", State.AGENT_WROTE, 5.0)


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"transfer": "t1", "state": "x"}'])
def test_a_record_of_another_version_takes_nothing_back(store, records, text):
    store.put(hashed_key("unanswered", CHAT), text, 99)
    assert records.get(CHAT) is None
    assert not records.take(CHAT, "t1")
    assert not records.agent_wrote(CHAT)


def test_nothing_is_known_of_a_conversation_without_a_transfer(records):
    assert records.get("other") is None
    assert not records.agent_wrote("other")
    assert not records.finish("other", "t1")
    assert not records.take("other", "t1")
    assert not records.get("other").is_unanswered
