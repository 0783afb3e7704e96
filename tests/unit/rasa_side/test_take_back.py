"""The bot takes a conversation back: nobody has come, or the customer leaves."""

import pytest

from actions.human_handoff.errors import (
    VendorConnectionError,
    VendorRefusedError,
    VendorSilenceError,
)
from actions.human_handoff.handoff_logic import take_backs
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.rasa_side.forms import ValidateWithAgentLoop
from actions.human_handoff.rasa_side.take_back import LeaveQueue, NobodyCame
from actions.human_handoff.unanswered.deadlines import Deadlines
from actions.human_handoff.unanswered.records import State, UnansweredTransfers
from tests.unit import fake_desk
from tests.unit.fake_desk import Desk
from tests.unit.lost_store import LostStore
from tests.unit.outcomes import REFUSED, REQUESTED
from tests.unit.outcomes import SILENT as NO_ANSWER
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup, handoff_slots, result, slot_event
from tests.unit.rasa_side.rasa_tracker import NOW

LOOP = "human_handoff_with_agent"
SILENT = [*handoff_slots(state="requested"), followup(LOOP)]
HEARD = {"nobody_came_after": "3m", "agents_heard_on": ["web"]}
SENDER = "customer-1"


class TakesBack(Desk):
    """A desk that lets the bot take a conversation back.

    Attributes:
        answers: What the next questions for it raise, in order; None for a yes.
        during: Called while it is asked.
    """

    takes_back = True

    def __init__(self, *outcomes, answers=(None,)):
        super().__init__(*outcomes)
        self.answers = list(answers)
        self.asked = []
        self.during = lambda: None

    def take_back(self, conversation_id, user_id):
        self.asked.append((conversation_id, user_id))
        self.during()
        answer = self.answers.pop(0)
        if answer is not None:
            raise answer


class Waiting:
    """A customer who has been transferred and waits.

    Attributes:
        chat: The conversation.
        records: What is known of the transfer.
    """

    def __init__(self, desk, monkeypatch, unanswered=HEARD, channel="web"):
        monkeypatch.setattr(take_backs, "SETTLE_SECONDS", 0.0)
        self.store = LostStore(is_lost=False)
        bot = Handoff(fake_desk.configuration(desk, unanswered=unanswered), self.store)
        self.desk = desk
        self.chat = Chat(bot, channel=channel, name="Ada", email="a@b.nl")
        self.chat.request()
        self.chat.enter(LOOP, "human_handoff_silence")
        self.records = UnansweredTransfers(self.store)
        self.queue = Deadlines(self.store, channel).queue

    def nobody_comes(self, is_due=True):
        record = self.records.get(SENDER)
        if is_due and record is not None:
            self.records.take(SENDER, record.transfer)
            self.records.wait_on(SENDER, record.transfer, self.records.now() - 1)
        self.chat.say("/human_handoff_nobody_came", "human_handoff_nobody_came", 1.0)
        return self.chat.run(NobodyCame)

    def writes(self, text, intent="nlu_fallback"):
        result = self.chat.say(text, intent, 0.9).run(ValidateWithAgentLoop)
        if followup("action_human_handoff_leave_queue") in result.events:
            return self.chat.run(LeaveQueue)
        return result

    @property
    def state(self):
        return self.records.get(SENDER).state

    @property
    def endings(self):
        return [each["ending"] for each in self.chat.reports if each["ending"]]


@pytest.fixture
def wait(monkeypatch):
    def begin(desk=None, **options):
        return Waiting(desk or TakesBack(REQUESTED), monkeypatch, **options)

    return begin


def test_nobody_has_come_and_the_bot_says_so(wait):
    waiting = wait()

    found = waiting.nobody_comes()

    assert found.responses == ["utter_human_handoff_nobody_came"]
    assert found.events[-1] == followup("human_handoff_choice_form")
    assert (waiting.chat.slot("state"), waiting.chat.loop) == ("none", {})
    assert waiting.desk.asked == [(SENDER, None)]
    assert (waiting.endings, waiting.state) == (["nobody_came"], State.TAKEN_BACK)


def test_the_time_in_which_nobody_came_is_remembered_for_the_bot_builder(wait):
    waiting = wait()
    waiting.chat.set_slots(state_since=NOW - 180)
    waiting.chat.say("is anybody there?", ago=60).listen()
    waiting.nobody_comes()

    memory = waiting.chat.slot("last_handoff")
    assert (memory["desk"], memory["skill"], memory["ending"]) == ("desk", "human", "nobody_came")
    assert memory["customer_messages"][-1] == "is anybody there?"


def test_a_turn_that_rasa_has_not_saved_is_the_same_again(wait):
    waiting = wait(TakesBack(REQUESTED, answers=[None, None]))
    chat = waiting.chat
    waiting.nobody_comes(is_due=True)
    chat.set_slots(state="requested", desk="desk")  # as Rasa knows it

    assert chat.run(NobodyCame).responses == ["utter_human_handoff_nobody_came"]


def test_before_the_time_is_over_nothing_is_done(wait):
    waiting = wait()
    assert waiting.nobody_comes(is_due=False).events == SILENT
    assert waiting.desk.asked == []


def test_an_agent_who_has_written_keeps_it(wait):
    waiting = wait()
    waiting.records.agent_wrote(SENDER)
    assert waiting.nobody_comes(is_due=False).events == SILENT
    assert (waiting.desk.asked, waiting.endings) == ([], [])


def test_an_agent_who_writes_while_the_desk_is_asked_gets_it_again(wait):
    waiting = wait(TakesBack(REQUESTED, REQUESTED))
    waiting.desk.during = lambda: waiting.records.agent_wrote(SENDER)

    found = waiting.nobody_comes()

    assert (found.responses, found.events) == ([], SILENT)
    assert len(waiting.desk.escalations) == 2
    assert (waiting.endings, waiting.state) == ([], State.AGENT_WROTE)


def test_who_cannot_be_given_to_that_agent_again_is_told_the_truth(wait):
    waiting = wait(TakesBack(REQUESTED, REFUSED))
    waiting.desk.during = lambda: waiting.records.agent_wrote(SENDER)

    assert waiting.nobody_comes().responses == ["utter_human_handoff_crossed"]
    assert waiting.endings == ["crossed"]
    assert waiting.chat.slot("state") == "none"


def test_a_transfer_to_that_agent_that_nobody_confirms_leaves_the_bot_silent(wait):
    waiting = wait(TakesBack(REQUESTED, NO_ANSWER))
    waiting.desk.during = lambda: waiting.records.agent_wrote(SENDER)

    assert waiting.nobody_comes().responses == []
    assert waiting.chat.slot("state") == "requested"


@pytest.mark.parametrize(
    "answer",
    [
        VendorRefusedError("x", "no", 400),
        VendorConnectionError("x", "not reached"),
        VendorSilenceError("x", "no answer"),
        ValueError("x"),
    ],
)
def test_a_desk_that_does_not_give_it_back_is_asked_again_after_the_same_time(wait, answer):
    waiting = wait(TakesBack(REQUESTED, answers=[answer, None]))

    assert waiting.nobody_comes().events == SILENT
    record = waiting.records.get(SENDER)
    assert record.state is State.WAITING
    assert 170 < record.due_at - waiting.records.now() < 190
    assert waiting.queue.waiting() == 2

    assert waiting.nobody_comes().responses == ["utter_human_handoff_nobody_came"]


def test_a_desk_that_never_gives_it_back_is_not_asked_for_ever(wait):
    waiting = wait(TakesBack(REQUESTED, answers=[VendorConnectionError("x", "not reached")]))
    waiting.chat.set_slots(state_since=NOW - 25 * 3600)
    assert waiting.nobody_comes().events == SILENT
    assert waiting.queue.waiting() == 1


def test_a_return_that_was_faster_leaves_nothing_to_do(wait):
    waiting = wait()
    waiting.chat.set_slots(state="none")
    assert waiting.nobody_comes().events == []


def test_a_lost_store_takes_nothing_back(wait):
    waiting = wait()
    waiting.store.is_lost = True
    waiting.chat.say("/human_handoff_nobody_came", "human_handoff_nobody_came", 1.0)
    assert waiting.chat.run(NobodyCame).events == SILENT
    assert waiting.desk.asked == []


def test_a_store_that_is_lost_before_the_desk_is_asked_takes_nothing_back(wait):
    waiting = wait()
    waiting.store.is_read_only = True
    waiting.nobody_comes(is_due=False)
    waiting.store.is_read_only = False
    record = waiting.records.get(SENDER)
    waiting.records.wait_on(SENDER, record.transfer, 1.0)
    waiting.store.is_read_only = True
    waiting.chat.say("/human_handoff_nobody_came", "human_handoff_nobody_came", 1.0)
    assert waiting.chat.run(NobodyCame).events == SILENT
    assert waiting.desk.asked == []


def test_a_desk_that_is_no_longer_configured_keeps_it(wait):
    waiting = wait()
    waiting.chat.set_slots(desk="gone")
    assert waiting.nobody_comes().events == SILENT


@pytest.mark.parametrize(
    "options",
    [{"channel": "other"}, {"unanswered": {"agents_heard_on": ["web"]}}],
    ids=["not heard", "no limit"],
)
def test_where_no_agent_is_heard_or_no_limit_is_set_nobody_waits_for_it(wait, options):
    waiting = wait(**options)
    assert waiting.queue.waiting() == 0
    assert waiting.nobody_comes(is_due=False).events == SILENT


def test_a_channel_of_ours_that_has_another_store_is_named_in_the_log(wait, caplog):
    waiting = wait(channel="cm", unanswered=HEARD | {"agents_heard_on": ["cm"]})
    assert waiting.records.get(SENDER) is None
    assert "the channel cm and the action server do not share a state store" in caplog.text


def test_too_many_waiting_customers_and_a_lost_store_are_lines_in_the_log(
    wait, monkeypatch, caplog
):
    monkeypatch.setattr(Deadlines, "add", lambda *_: False)
    wait()
    assert "too many customers wait for an agent" in caplog.text
    monkeypatch.setattr(UnansweredTransfers, "begin", _lost)
    wait()
    assert "the bot will not take it back" in caplog.text


def _lost(*_):
    raise VendorConnectionError("the state store", "is lost")


@pytest.mark.parametrize("intent", ["nlu_fallback", "human_handoff"])
def test_a_customer_leaves_while_nobody_has_written(wait, intent):
    waiting = wait()

    found = waiting.writes("never mind", intent)

    assert found.responses == ["utter_human_handoff_left"]
    assert found.events[-1] == followup("action_listen")
    assert (waiting.endings, waiting.chat.slot("state")) == (["left"], "none")


def test_what_comes_after_an_agent_has_written_is_for_the_agent(wait):
    waiting = wait()
    waiting.chat.say("/human_handoff_agent_wrote", "human_handoff_agent_wrote", 1.0)
    waiting.chat.run(ValidateWithAgentLoop)
    assert waiting.state is State.AGENT_WROTE

    found = waiting.writes("never mind")

    assert found.responses == []
    assert found.events[-1] == slot_event("requested_slot", "human_handoff_silence")


def test_an_agent_who_writes_after_the_customer_has_left_the_loop_wins(wait):
    waiting = wait()
    waiting.records.agent_wrote(SENDER)
    waiting.chat.say("never mind")
    assert waiting.chat.run(LeaveQueue).events == SILENT


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (VendorRefusedError("x", "no", 400), "utter_human_handoff_cannot_leave"),
        (VendorSilenceError("x", "no answer"), "utter_human_handoff_leave_unconfirmed"),
    ],
)
def test_who_cannot_leave_is_told_what_happens(wait, answer, said):
    waiting = wait(TakesBack(REQUESTED, answers=[answer]))
    found = waiting.writes("never mind")
    assert found.responses == [said]
    assert found.events == SILENT
    assert waiting.state is State.WAITING


def test_a_desk_that_gives_nothing_back_says_so(wait):
    waiting = wait(Desk(REQUESTED))
    assert waiting.writes("never mind").responses == ["utter_human_handoff_cannot_leave"]
    assert waiting.queue.waiting() == 0


def test_other_words_are_no_farewell_and_on_another_channel_none_is(wait):
    waiting = wait()
    assert waiting.writes("hello?").responses == []
    assert wait(channel="other").writes("never mind").responses == []


def test_a_customer_who_leaves_when_the_bot_has_it_already(wait):
    waiting = wait()
    waiting.chat.set_slots(state="none")
    waiting.chat.say("never mind")
    assert waiting.chat.run(LeaveQueue).responses == ["utter_human_handoff_cancelled"]


@pytest.mark.parametrize("lost", ["before the message", "with it", "before the desk is asked"])
def test_who_leaves_while_the_store_is_lost_reads_that_the_desk_keeps_the_chat(wait, lost):
    waiting = wait()
    if lost == "before the message":
        waiting.store.is_lost = True
    elif lost == "with it":
        waiting.store.before = lambda: setattr(waiting.store, "is_lost", True)
    else:
        waiting.store.is_read_only = True

    found = waiting.writes("never mind")

    assert found.responses == ["utter_human_handoff_cannot_leave"]
    assert found.events == SILENT
    assert (waiting.desk.asked, waiting.endings) == ([], [])


def test_who_leaves_after_a_transfer_of_which_the_store_knows_nothing_gets_an_answer(
    wait, monkeypatch
):
    monkeypatch.setattr(UnansweredTransfers, "begin", _lost)
    waiting = wait()
    assert waiting.writes("never mind").responses == ["utter_human_handoff_cannot_leave"]
    assert waiting.desk.asked == []


def test_whatever_breaks_the_bot_stays_silent_where_the_customer_has_asked_nothing(
    wait, monkeypatch
):
    waiting = wait()
    monkeypatch.setattr(take_backs.TakeBacks, "waiting", _lost)
    assert waiting.nobody_comes() == result(SILENT)
    waiting.chat.set_slots(state="none")
    monkeypatch.setattr(NobodyCame, "act", _lost)
    assert waiting.chat.run(NobodyCame) == result([])


def test_whatever_breaks_a_customer_who_leaves_gets_an_answer(wait, monkeypatch):
    waiting = wait()
    monkeypatch.setattr(LeaveQueue, "act", _lost)
    found = waiting.writes("never mind")
    assert found.responses == ["utter_human_handoff_leave_unconfirmed"]
    assert found.events == SILENT
    waiting.chat.set_slots(state="none")
    assert waiting.chat.run(LeaveQueue).responses == ["utter_human_handoff_cancelled"]


def test_what_an_agent_writes_while_the_store_is_lost_is_a_line_in_the_log(wait, caplog):
    waiting = wait()
    waiting.store.is_lost = True
    waiting.chat.say("/human_handoff_agent_wrote", "human_handoff_agent_wrote", 1.0)
    waiting.chat.run(ValidateWithAgentLoop)
    assert "it is not noted that an agent has written" in caplog.text


def test_an_agent_who_writes_while_the_customer_leaves_wins(wait):
    waiting = wait(TakesBack(REQUESTED, REQUESTED))
    waiting.desk.during = lambda: waiting.records.agent_wrote(SENDER)
    assert waiting.writes("never mind") == result(SILENT)
    assert waiting.endings == []


def test_an_agent_who_writes_while_the_desk_says_no_ends_the_limit(wait):
    refuses = TakesBack(REQUESTED, answers=[VendorRefusedError("x", "no", 400)])
    waiting = wait(refuses)
    waiting.desk.during = lambda: waiting.records.agent_wrote(SENDER)
    assert waiting.nobody_comes() == result(SILENT)
    assert (waiting.state, waiting.queue.waiting()) == (State.AGENT_WROTE, 1)


def test_an_agent_who_writes_after_the_desk_has_said_no_ends_the_limit(wait, monkeypatch):
    waiting = wait(TakesBack(REQUESTED, answers=[VendorRefusedError("x", "no", 400)]))
    wait_again = take_backs.TakeBacks.wait_again

    async def late(self, *words):
        waiting.records.agent_wrote(SENDER)
        await wait_again(self, *words)

    monkeypatch.setattr(take_backs.TakeBacks, "wait_again", late)
    assert waiting.nobody_comes() == result(SILENT)
    assert (waiting.state, waiting.queue.waiting()) == (State.AGENT_WROTE, 1)


def test_a_limit_without_a_desk_that_gives_anything_back_is_a_line_in_the_log(wait, caplog):
    wait()
    assert "has no effect" not in caplog.text
    wait(Desk(REQUESTED))
    assert "unanswered.nobody_came_after has no effect" in caplog.text
