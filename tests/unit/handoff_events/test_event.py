"""A handoff event is a small JSON document that its published schema describes."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from actions.human_handoff import ShiftStatus
from actions.human_handoff.handoff_events.event import HandoffEvent
from actions.human_handoff.handoff_events.vocabulary import (
    Because,
    Ending,
    Outcome,
    RequestReason,
    Step,
)
from actions.human_handoff.shift import Reason
from tests.unit.handoff_events.schema import DOCUMENT, SCHEMA

KEY = "0123456789" * 4
EVENT = HandoffEvent(Step.ATTEMPTED, 1_790_000_000.25, KEY, KEY[::-1])


def test_an_event_is_written_with_every_attribute():
    event = replace(
        EVENT,
        channel="cm",
        desk="cm",
        skill="billing",
        reason=RequestReason.ASKED,
        host="api.example.com",
        outcome=Outcome.ACCEPTED,
        waited_seconds=1.23456,
    )

    assert event.document() == {
        "version": 1,
        "id": event.document()["id"],
        "step": "attempted",
        "time": "2026-09-21T14:13:20.250Z",
        "request": KEY,
        "conversation": KEY[::-1],
        "channel": "cm",
        "desk": "cm",
        "skill": "billing",
        "reason": "asked",
        "found": None,
        "because": None,
        "host": "api.example.com",
        "outcome": "accepted",
        "ending": None,
        "first_word_seconds": None,
        "waiting_seconds": None,
        "waiting_people": None,
        "occasion": None,
        "choice": None,
        "waited_seconds": 1.235,
    }


def test_the_schema_is_one():
    Draft7Validator.check_schema(DOCUMENT)


@given(
    st.builds(
        HandoffEvent,
        step=st.sampled_from(Step),
        time=st.floats(0, 4e9),
        request=st.just(KEY),
        conversation=st.just(KEY),
        channel=st.text(max_size=20),
        desk=st.none() | st.text(max_size=20),
        skill=st.none() | st.text(max_size=20),
        reason=st.none() | st.sampled_from(RequestReason),
        found=st.none() | st.sampled_from(ShiftStatus),
        because=st.none() | st.sampled_from(Because),
        host=st.none() | st.text(max_size=20),
        outcome=st.none() | st.sampled_from(Outcome),
        ending=st.none() | st.sampled_from(Ending),
        waited_seconds=st.floats(0, 100),
    )
)
def test_every_event_fits_the_schema(event):
    document = json.loads(json.dumps(event.document()))

    SCHEMA.validate(document)
    assert set(document) == set(DOCUMENT["required"]) == set(DOCUMENT["properties"])
    assert set(document) == {each.name for each in fields(event)} | {"version", "id"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("step", Step),
        ("reason", RequestReason),
        ("found", ShiftStatus),
        ("because", Because),
        ("outcome", Outcome),
        ("ending", Ending),
    ],
)
def test_the_schema_has_the_closed_lists(name, words):
    listed = DOCUMENT["properties"][name]["enum"]

    assert [each for each in listed if each is not None] == [each.value for each in words]


def test_the_same_step_of_the_same_request_has_the_same_id():
    later = replace(EVENT, time=EVENT.time + 9, waited_seconds=3.0, outcome=Outcome.UNCONFIRMED)

    assert later.document()["id"] == EVENT.document()["id"]


@pytest.mark.parametrize(
    "change", [{"step": Step.ENDED}, {"request": KEY[::-1]}, {"desk": "b"}, {"skill": "b"}]
)
def test_another_step_has_another_id(change):
    assert replace(EVENT, **change).document()["id"] != EVENT.document()["id"]


def test_every_reason_of_a_shift_is_a_word_of_the_list():
    assert {each.value for each in Reason} <= {each.value for each in Because}
