"""What the store holds of a message, and the references by which it is named."""

import json
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.messages import message as module
from actions.human_handoff.messages.message import ALPHABET, Message, one_line, printed, references
from actions.human_handoff.messages.records import (
    KEEP_SECONDS,
    MessageRecords,
    NoRoomError,
    State,
)
from actions.human_handoff.outbox.queue import Outbox


def message(key="a", text="hunter2"):
    return Message(key=key, skill="human", channel="rest", noted_at=0.0, text=text, name="hunter2")


def test_a_reference_is_short_always_the_same_and_hard_to_misread():
    assert next(references("a")) == next(references("a"))
    assert len(set(islice(references("a"), 8))) == 8
    for reference in references("b"):
        first, _, second = reference.partition("-")
        assert len(first) == len(second) == 4
        assert set(first + second) <= set(ALPHABET)
    assert not set("01258BILOSZAEU") & set(ALPHABET)


def test_two_messages_with_the_same_reference_by_chance_get_two(store, clock, monkeypatch):
    records = MessageRecords(store, clock)
    monkeypatch.setattr(module, "ALPHABET", "34")
    monkeypatch.setattr(
        "actions.human_handoff.messages.records.references",
        lambda key: iter(["3333-3333", f"4444-444{key}"]),
    )
    first, second = records.note(message("3"), "mailbox"), records.note(message("4"), "mailbox")
    assert (first, second) == ("3333-3333", "4444-4444")
    assert records.note(message("4"), "mailbox") == second
    assert records.note(message("3"), "mailbox") == first


def test_a_message_without_a_free_reference_is_not_noted(store, clock, monkeypatch):
    records = MessageRecords(store, clock)
    monkeypatch.setattr(
        "actions.human_handoff.messages.records.references", lambda key: iter(["3333-3333"])
    )
    assert records.note(message("3"), "mailbox")
    with pytest.raises(NoRoomError):
        records.note(message("4"), "mailbox")


def test_where_there_is_no_room_nothing_of_a_new_message_is_stored(store, clock, monkeypatch):
    monkeypatch.setattr(Outbox, "put", lambda *_: False)
    records = MessageRecords(store, clock)
    with pytest.raises(NoRoomError, match="too many wait for mailbox"):
        records.note(message(), "mailbox")
    assert list(records.open()) == []


def test_of_a_message_that_was_noted_before_a_full_queue_says_nothing_certain(
    store, clock, monkeypatch
):
    records = MessageRecords(store, clock)
    reference = records.note(message(), "mailbox")
    monkeypatch.setattr(Outbox, "put", lambda *_: False)
    assert records.note(message(), "mailbox") is None
    assert records.get(reference).state is State.WAITING


def test_a_message_is_kept_for_two_weeks_and_not_longer(store, clock):
    records = MessageRecords(store, clock)
    reference = records.note(message(), "mailbox")
    record = records.get(reference)
    clock.now += KEEP_SECONDS - 100
    assert records.change(record, attempts=1)
    clock.now += 24 * 3600 - 1
    assert records.get(reference).attempts == 1
    clock.now += 2
    assert records.get(reference) is None
    assert list(records.open()) == []


def test_a_record_shows_nothing_of_the_customer(store, clock):
    records = MessageRecords(store, clock)
    record = records.get(records.note(message(), "mailbox"))
    assert "hunter2" not in repr(record) + str(record) + repr(record.message)
    assert json.loads(record.stored)["content"]["text"] == "hunter2"


def test_what_another_server_has_changed_is_not_changed_again(store, clock):
    records = MessageRecords(store, clock)
    record = records.get(records.note(message(), "mailbox"))
    assert records.change(record, attempts=1)
    assert not records.change(record, attempts=2)
    assert not records.finish(record)
    assert not records.retry(record, "mailbox")
    assert records.get(record.reference).state is State.WAITING


@given(st.text())
def test_no_text_breaks_a_line_of_a_header(text):
    plain = one_line(text)
    assert len(plain.splitlines()) <= 1
    assert len(plain) <= 200
    assert "=?" not in plain
    assert plain == plain.strip()
    (plain + printed(text)).encode()  # no half characters


def test_what_is_not_known_is_not_stored_so_that_a_server_without_callbacks_can_read_it(
    store, clock
):
    records = MessageRecords(store, clock)
    stored = records.get(records.note(message(), "mailbox")).content
    assert set(stored) == {"key", "skill", "channel", "noted_at", "text", "name"}
    call = replace(message("b"), phone="+31612345678", call_at="tomorrow")
    assert records.get(records.note(call, "mailbox")).message == call
