"""Names and e-mail addresses are in what is sent to the vendor and nowhere else."""

import logging

import pytest

from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.forms import ValidateHandoffForm
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from tests.unit.fake_desk import Desk
from tests.unit.outcomes import NO_SKILL, REFUSED, REQUESTED, SILENT, UNREACHABLE
from tests.unit.rasa_side.chat import Chat

PERSONAL = ("Lovelace", "ada@", "lovelace", "0612345678")


def impersonal(text):
    return not [word for word in PERSONAL if word in text]


def whole_handoff(desk):
    """Play a handoff and its return, with a name, an address and a telephone number in it."""
    chat = Chat(desk).say("I'm Lovelace, call 0612345678 or ada@x.nl", "human_handoff")
    chat.run(CheckShiftStatus)
    chat.enter("human_handoff_form", "human_handoff_name").say("it's lovelace@@x")
    chat.run(ValidateHandoffForm)
    chat.listen()
    chat.say("Ada Lovelace ada@x.nl")
    chat.run(ValidateHandoffForm)
    chat.transfer()
    if chat.slot("state") == "requested":
        chat.fail_later()
    chat.run(Returned)
    chat.run(SessionStart)
    return chat


@pytest.mark.parametrize("problem", [REQUESTED, REFUSED, SILENT, UNREACHABLE, NO_SKILL])
def test_no_log_record_holds_who_the_customer_is(problem, caplog):
    desk = Desk(problem, REQUESTED)

    with caplog.at_level(logging.DEBUG):
        whole_handoff(desk).request("Lovelace again, ada@x.nl")

    contacts = [escalation.contact for escalation in desk.escalations]
    assert [contact.email for contact in contacts] == ["ada@x.nl"] * 2
    assert [contact.name for contact in contacts] == ["Ada Lovelace"] * 2
    ours = [record for record in caplog.records if record.name.startswith("actions.")]
    warnings = [record for record in ours if record.levelno > logging.INFO]
    assert bool(warnings) is (problem is not REQUESTED)
    personal = [record for record in caplog.records if not impersonal(str(vars(record)))]
    assert [record.getMessage() for record in personal] == []


def test_no_repr_holds_who_the_customer_is_and_the_question_that_goes_out_is_masked():
    desk = Desk(REQUESTED)
    chat = whole_handoff(desk)
    (escalation,) = desk.escalations

    assert chat.slot("name") == "Ada Lovelace"
    assert escalation.question == "I'm Lovelace, call *** or ***"
    assert escalation.intent == "human_handoff"
    view = chat.view
    for thing in (view, view.contact, escalation, escalation.contact, chat.handoff, desk):
        assert impersonal(repr(thing)), type(thing)


def test_a_desk_that_breaks_leaves_nothing_of_the_customer_in_the_log(caplog):
    caplog.set_level(logging.DEBUG)

    chat = whole_handoff(Desk())  # without an outcome for the transfer the desk breaks

    assert chat.slot("failure") == "unconfirmed"
    assert "the desk raised IndexError" in caplog.text
    assert impersonal(caplog.text)
    assert whole_handoff(Desk(REQUESTED)).slot("email") == "ada@x.nl"
