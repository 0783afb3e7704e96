"""Back from the agents: what the bot says, remembers, and asks."""

import pytest

from actions.human_handoff.rasa_side import solved_form
from actions.human_handoff.rasa_side.return_memory import MAX_LENGTH, MAX_MESSAGES
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.solved_form import SOLVED_FORM, AskIfSolved, ValidateSolvedForm
from tests.unit.fake_desk import handoff
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup, loop_event, slot_event
from tests.unit.rasa_side.rasa_tracker import NOW

LOOP = "human_handoff_with_agent"
BACK, AFTER = "utter_human_handoff_returned", "utter_human_handoff_returned_after"
QUESTION = "utter_human_handoff_was_it_solved"
TELLS, ASKS = {"tell_duration": True}, {"ask_if_solved": True}


def with_agents(seconds=600.0, sender="customer-1", locale="en", **return_to_bot):
    """Return a chat that agents have had for so long, with one message of the customer."""
    bot = handoff(return_to_bot=return_to_bot, next_shift={"locale": locale})
    slots = {"state": "with_agent", "state_since": NOW - seconds}
    chat = Chat(bot, sender=sender, desk="desk", requested_skill="human", **slots)
    chat.time = NOW - seconds + 1
    return chat.enter(LOOP)


def returned(chat):
    chat.say("/human_handoff_returned", "human_handoff_returned")
    return chat.run(Returned)


def texts(result):
    return [message["response"] for message in result.messages]


def test_nothing_is_said_or_asked_beyond_that_the_bot_is_back_by_default():
    result = returned(with_agents())
    assert texts(result) == [BACK]
    assert followup(SOLVED_FORM) not in result.events


@pytest.mark.parametrize(
    ("seconds", "locale", "duration"),
    [
        (601, "en", "10 minutes"),
        (65, "en", "1 minute"),
        (5400, "nl", "1 uur en 30 minuten"),
        (59, "en", None),
    ],
)
def test_the_duration_is_told_as_people_speak(seconds, locale, duration):
    (said,) = returned(with_agents(seconds, locale=locale, **TELLS)).messages
    assert said["response"] == (AFTER if duration else BACK)
    assert said.get("duration") == duration


def test_where_nobody_gave_it_back_no_duration_is_told_and_nothing_is_asked():
    chat = with_agents(25 * 3600, **TELLS, **ASKS)
    chat.say("hello?")
    result = chat.run(Returned)
    assert texts(result) == [BACK]
    assert followup(SOLVED_FORM) not in result.events
    assert chat.slot("last_handoff")["ending"] == "expired"


def test_the_bot_remembers_when_with_whom_how_long_and_what_was_written_meanwhile():
    chat = with_agents(600)
    chat.say("my invoice is wrong").listen()
    chat.say("__agent_escalation_failed__").listen()
    chat.say("/greet").listen()
    chat.say("").listen()
    chat.say("thanks!")
    chat.listen()
    returned(chat)
    memory = chat.slot("last_handoff")
    assert (memory["desk"], memory["skill"], memory["ending"]) == ("desk", "human", "returned")
    assert memory["ended"] - memory["began"] == pytest.approx(600, abs=5)
    assert memory["ended"] == pytest.approx(NOW, abs=5)
    assert memory["customer_messages"] == ["my invoice is wrong", "thanks!"]


def test_what_was_written_before_and_too_much_is_left_out():
    chat = with_agents(600)
    chat.say("I want a person", ago=700).listen()
    for number in range(MAX_MESSAGES + 5):
        chat.say(f"{number} {'x' * 600}").listen()
    returned(chat)
    messages = chat.slot("last_handoff")["customer_messages"]
    assert len(messages) == MAX_MESSAGES
    assert messages[0].startswith("5 ")
    assert {len(each) for each in messages} == {MAX_LENGTH}


def test_a_session_that_begins_too_late_remembers_as_well():
    chat = with_agents(25 * 3600)
    events = chat.dry_run(SessionStart).events
    (memory,) = [each["value"] for each in events if each.get("name", "").endswith("last_handoff")]
    assert (memory["ending"], memory["desk"]) == ("expired", "desk")


def asked(seconds_to_answer=10.0):
    """Return a chat in which the bot has just asked."""
    chat = with_agents(**ASKS)
    chat.channel = "rest"
    result = returned(chat)
    assert result.events[-1] == followup(SOLVED_FORM)
    assert texts(chat.run(AskIfSolved)) == [QUESTION]
    chat.time = NOW - seconds_to_answer
    chat.bot("Was your question solved?")
    chat.enter(SOLVED_FORM, "human_handoff_solved")
    return chat


@pytest.mark.parametrize(
    ("text", "is_solved", "step"),
    [("yes", True, "solved"), ("not yet", False, "not_solved")],
)
def test_the_answer_is_an_event_and_a_slot(text, is_solved, step):
    chat = asked()
    chat.say(text)
    result = chat.run(ValidateSolvedForm)
    assert texts(result) == [f"utter_human_handoff_{step}"]
    assert result.events[0] == loop_event(None)
    assert result.events[-1] == followup("action_listen")
    assert chat.slot("solved") is is_solved
    report = chat.reports[-1]
    assert (report["step"], report["desk"], report["skill"]) == (step, "desk", "human")


@pytest.mark.parametrize(("text", "seconds"), [("where is my parcel?", 10), ("yes", 0.5)])
def test_another_message_and_one_that_was_written_before_the_question_is_answered(text, seconds):
    chat = asked(seconds)
    chat.say(text)
    result = chat.run(ValidateSolvedForm)
    assert result.messages == []
    assert result.events[0]["event"] == "action_execution_rejected"
    assert chat.slot("solved") is None


@pytest.mark.parametrize("channel", ["liveperson", "cm", "parley"])
def test_on_a_vendors_channel_the_next_message_is_answered_before_the_question(channel):
    chat = with_agents(**ASKS)
    chat.channel = channel
    returned(chat)
    assert texts(chat.run(AskIfSolved)) == []
    chat.enter(SOLVED_FORM, "human_handoff_solved")
    chat.say("yes")  # it answers nothing that the bot has asked
    result = chat.run(ValidateSolvedForm)
    assert [each["event"] for each in result.events] == ["action_execution_rejected"]
    assert chat.loop == {"name": SOLVED_FORM}
    assert texts(chat.run(AskIfSolved)) == [QUESTION]


def test_a_form_that_begins_asks_and_one_that_breaks_leaves_the_message_to_the_bot(monkeypatch):
    chat = with_agents(**ASKS)
    returned(chat)
    chat.loop = {"name": SOLVED_FORM}
    assert chat.run(ValidateSolvedForm).events == [
        slot_event("requested_slot", "human_handoff_solved")
    ]
    monkeypatch.setattr(solved_form, "read_solved", lambda *_: 1 / 0)
    chat = asked()
    chat.say("yes")
    result = chat.run(ValidateSolvedForm)
    assert result.messages == []
    assert result.events[0]["event"] == "action_execution_rejected"
