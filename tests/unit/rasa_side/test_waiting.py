"""What the customer is told of the waiting time, and when the choice is offered by itself."""

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff.handoff_events.vocabulary import Occasion
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.choice_form import CHOICE_FORM, offer_choice
from actions.human_handoff.shift import Waiting
from tests.unit import fake_desk
from tests.unit.fake_desk import OFF, UNKNOWN
from tests.unit.handoff_events.schema import SCHEMA
from tests.unit.outcomes import REQUESTED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup

SAID = "utter_human_handoff_{}".format
OFFERED = followup(CHOICE_FORM)


class Desk(fake_desk.Desk):
    """A desk that tells how long customers wait."""

    tells_waiting_time = True

    def __init__(self, *outcomes, seconds=None, people=None, age=0, **others):
        super().__init__(*outcomes, **others)
        self.queue = {"seconds": seconds, "people": people}
        self.age = timedelta(seconds=age)
        self.waiting_calls = 0

    def waiting(self, skill):
        self.waiting_calls += 1
        return Waiting(datetime.now(timezone.utc) - self.age, **self.queue)


def bot(*args, waiting=None, settings=None, **queue):
    desk = Desk(*args, **queue)
    return fake_desk.handoff(desk, waiting=waiting or {}, **(settings or {})), desk


def check(handoff, intent="human_handoff"):
    chat = Chat(handoff)
    return chat, chat.say("a person", intent, 1.0).run(CheckShiftStatus)


@pytest.mark.parametrize(
    ("seconds", "people", "said", "values"),
    [
        (290, None, "waiting", ("5 minutes", None)),
        (290, 1, "waiting_of_one", ("5 minutes", None)),
        (290, 12, "waiting_of_many", ("5 minutes", 12)),
        (59.9, None, "waiting_briefly", (None, None)),
        (0, 3, "waiting_briefly", (None, None)),
        (None, 1, "waiting_one", (None, None)),
        (None, 4, "waiting_many", (None, 4)),
        (None, 0, "waiting_nobody", (None, None)),
        (0, 0, "waiting_nobody", (None, None)),
    ],
)
def test_one_sentence_says_what_the_desk_tells(seconds, people, said, values):
    handoff, _ = bot(seconds=seconds, people=people)
    chat, result = check(handoff)
    (message,) = result.messages
    assert message["response"] == SAID(said)
    assert (message["waiting_time"], message["people"]) == values
    assert OFFERED not in result.events
    (report,) = chat.reports
    SCHEMA.validate(report)
    told = None if seconds is None else round(seconds)
    assert (report["waiting_seconds"], report["waiting_people"]) == (told, people)


@pytest.mark.parametrize(
    "queue",
    [
        {},  # no figure
        {"seconds": 300, "people": 0},  # figures that contradict each other
        {"seconds": 300, "age": 301},  # too old
        {"seconds": -300},  # not possible
    ],
)
def test_nothing_is_invented(queue):
    handoff, desk = bot(**queue, waiting={"offer_above_minutes": 1})
    chat, result = check(handoff)
    assert (result.messages, desk.waiting_calls) == ([], 1)
    assert OFFERED not in result.events
    assert chat.slot("shift_status") == "on_shift"
    assert chat.reports[0]["waiting_seconds"] is None


def test_without_the_section_the_desk_is_not_asked():
    desk = Desk(seconds=300)
    _, result = check(fake_desk.handoff(desk))
    assert (result.messages, desk.waiting_calls) == ([], 0)


def test_where_nobody_is_there_the_queue_is_no_matter():
    handoff, desk = bot(seconds=300, skills={"human": OFF})
    _, result = check(handoff)
    assert result.responses == [SAID("off_shift")]
    assert desk.waiting_calls == 0


@pytest.mark.parametrize(
    ("seconds", "above", "tell", "is_offered", "said"),
    [
        (300, 5, True, False, ["waiting"]),
        (301, 5, True, True, ["waiting"]),
        (300, 5, False, False, []),
        # Who is asked whether to wait must know for how long the others have.
        (301, 5, False, True, ["waiting"]),
        (1, 0, True, True, ["waiting_briefly"]),
        (None, 0, True, False, []),
    ],
)
def test_above_the_configured_wait_the_choice_is_offered(seconds, above, tell, is_offered, said):
    handoff, _ = bot(seconds=seconds, waiting={"offer_above_minutes": above, "tell": tell})
    chat, result = check(handoff)
    assert result.responses == [SAID(each) for each in said]
    assert (result.events[-1] == OFFERED) == is_offered
    assert chat.slot("choice_occasion") == ("long_wait" if is_offered else None)
    assert chat.slot("desk") == "desk"


def test_it_is_also_offered_where_nobody_can_tell_who_is_on_shift():
    handoff, _ = bot(
        seconds=600,
        skills={"human": UNKNOWN},
        waiting={"offer_above_minutes": 5},
        settings={"unknown_means": "on_shift"},
    )
    _, result = check(handoff)
    assert result.events[-1] == OFFERED


def test_who_has_chosen_to_wait_is_neither_told_nor_asked_again():
    handoff, desk = bot(seconds=600, waiting={"offer_above_minutes": 5})
    _, result = check(handoff, "human_handoff_wait")
    assert (result.messages, desk.waiting_calls) == ([], 0)
    assert OFFERED not in result.events

    chat = Chat(handoff).say("I'll wait")
    for event in offer_choice(Occasion.NOBODY_CAME):
        chat.apply(event)
    chat.set_slots(choice="wait")
    assert chat.run(CheckShiftStatus).messages == []
    assert chat.say("a person", "human_handoff").run(CheckShiftStatus).events[-1] == OFFERED


def test_a_queue_that_cannot_be_asked_changes_nothing_for_the_customer():
    handoff, desk = bot(REQUESTED, seconds=600, waiting={"offer_above_minutes": 5})
    desk.queue = {"hours": 1}
    chat = Chat(handoff)
    chat.request()
    assert chat.slot("state") == "requested"
    assert len(desk.escalations) == 1


def test_the_time_is_written_in_the_customers_language():
    handoff, _ = bot(seconds=4000, settings={"next_shift": {"locale": "nl"}})
    _, result = check(handoff)
    assert result.messages[0]["waiting_time"] == "1 uur"


def test_the_queue_takes_nothing_of_the_time_that_the_transfer_needs(held):
    handoff, desk = bot(REQUESTED, waiting={"limit_seconds": 10}, settings={"deadline_seconds": 3})
    desk.waiting = lambda skill: held.wait()
    handoff.hidden_ids.load()
    chat = Chat(handoff)
    chat.say("a person", "human_handoff").until_now()
    began = datetime.now()
    chat.run(CheckShiftStatus)
    assert datetime.now() - began < timedelta(seconds=5)
    assert chat.slot("shift_status") == "on_shift"


def test_a_section_without_a_desk_that_tells_is_a_line_in_the_log(caplog):
    bot(waiting={"tell": True})
    assert "has no effect" not in caplog.text
    fake_desk.handoff(fake_desk.Desk(), waiting={"tell": True})
    assert "waiting has no effect: no desk tells how long customers wait" in caplog.text
