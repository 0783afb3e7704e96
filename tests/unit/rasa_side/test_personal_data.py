"""Names and addresses are in what we send and nowhere else."""

from __future__ import annotations

import logging

import pytest
from rasa_sdk.interfaces import Tracker

from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.forms import ValidateHandoffForm
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.tracker import TrackerView
from tests.unit.rasa_side.rasa_stage import (
    NO_SKILL,
    REFUSED,
    REQUESTED,
    SILENT,
    UNREACHABLE,
    Chat,
    Desk,
    failed_later,
    handoff,
    request,
    transferred,
)

PERSONAL = ("Lovelace", "ada@", "lovelace", "0612345678")


def impersonal(text):
    return not [word for word in PERSONAL if word in text]


def whole_way(hand):
    """Go the whole way, with a name, an address and a telephone number in it."""
    chat = Chat().says("I'm Lovelace, call 0612345678 or ada@x.nl", "human_handoff")
    chat.run(CheckShiftStatus(hand))
    chat.enter("human_handoff_form", "human_handoff_name").says("it's lovelace@@x")
    chat.run(ValidateHandoffForm(hand))
    chat.action("action_listen")
    chat.says("Ada Lovelace ada@x.nl")
    chat.run(ValidateHandoffForm(hand))
    transferred(chat, hand)
    if chat.slots["human_handoff_state"] == "requested":
        failed_later(chat, hand)
    chat.run(Returned(hand))
    chat.run(SessionStart(hand))
    return chat


@pytest.mark.parametrize("problem", [REQUESTED, REFUSED, SILENT, UNREACHABLE, NO_SKILL])
def test_no_log_record_holds_who_the_customer_is(problem, caplog):
    desk = Desk(problem, REQUESTED)
    hand = handoff(desk)

    with caplog.at_level(logging.DEBUG):
        chat = whole_way(hand)
        request(chat, hand, "Lovelace again, ada@x.nl")

    assert [asked.contact.email for asked in desk.asked] == ["ada@x.nl"] * 2
    assert [asked.contact.name for asked in desk.asked] == ["Ada Lovelace"] * 2
    ours = [record for record in caplog.records if record.name.startswith("actions.")]
    assert bool(ours) is (problem is not REQUESTED)
    assert [
        record.getMessage() for record in caplog.records if not impersonal(str(vars(record)))
    ] == []


def test_no_repr_holds_who_the_customer_is():
    desk = Desk(REQUESTED)
    hand = handoff(desk)
    chat = whole_way(hand)
    talk = TrackerView(Tracker.from_dict(chat.tracker), chat.domain)

    assert chat.slots["human_handoff_name"] == "Ada Lovelace"
    for thing in (talk, talk.contact, desk.asked[0], desk.asked[0].contact, hand, desk):
        assert impersonal(repr(thing)), type(thing)


def test_the_question_that_goes_out_is_masked():
    desk = Desk(REQUESTED)
    whole_way(handoff(desk))

    assert desk.asked[0].question == "I'm Lovelace, call *** or ***"
    assert desk.asked[0].intent == "human_handoff"


def test_no_exception_text_holds_who_the_customer_is():
    hand = handoff(Desk())  # without an answer in its script the desk breaks

    with pytest.raises(IndexError) as broken:
        whole_way(hand)

    assert impersonal(str(broken.value))
    assert whole_way(handoff(Desk(REQUESTED))).slots["human_handoff_email"] == "ada@x.nl"
