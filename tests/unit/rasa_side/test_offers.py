"""The bot offers a person by itself: when, once, and what each answer leads to."""

import pytest

from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus, FollowTrigger
from actions.human_handoff.rasa_side.offer_form import ValidateOfferForm
from actions.human_handoff.rasa_side.offers import Misunderstood, OfferPerson
from actions.human_handoff.rasa_side.session_messages import OFFER_FORM, session_messages
from tests.unit import fake_desk
from tests.unit.fake_desk import Desk
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup, loop_event, slot_event
from tests.unit.rasa_side.rasa_tracker import DOMAIN, NOW

LISTEN, OFFER = followup("action_listen"), followup(OFFER_FORM)
CHECK = followup("action_human_handoff_check_shift_status")
REVERTED = {"event": "rewind", "timestamp": None}
SORRY, JUST_ASK = "utter_human_handoff_sorry", "utter_human_handoff_just_ask"
QUESTION = ("when are you open", "ask_opening_hours")


def bot(offers=None, **settings):
    return Handoff(fake_desk.configuration(Desk(), offers=offers or {}, **settings))


def chat(handoff=None, **conversation):
    return Chat(handoff or bot(), **conversation)


def misunderstood(conversation, text="qwertz", intent="nlu_fallback"):
    result = conversation.say(text, intent).run(Misunderstood)
    conversation.listen()
    return result


def answered(conversation, text, intent):
    """Let the bot answer, and offer a person if that did not help."""
    conversation.say(text, intent).bot("An answer.")
    result = conversation.run(OfferPerson)
    conversation.listen()
    return result


def offered(handoff=None, **conversation):
    """Return a conversation in which a person was offered, and the form waits for the answer."""
    present = chat(handoff, **conversation)
    misunderstood(present)
    assert OFFER in misunderstood(present).events
    present.enter(OFFER_FORM, "human_handoff_offer")
    return present


def answer(conversation, text, intent="nlu_fallback", confidence=0.3):
    result = conversation.say(text, intent, confidence).run(ValidateOfferForm)
    if not any(event["event"] == "action_execution_rejected" for event in result.events):
        conversation.action(OFFER_FORM)
    return result


def steps(conversation):
    return [each["step"] for each in conversation.reports]


def test_the_second_misunderstanding_in_a_row_is_followed_by_an_offer():
    present = chat()
    first = misunderstood(present)
    assert first.responses == ["utter_default"]
    assert first.events == [LISTEN]
    second = misunderstood(present)
    assert second.responses == ["utter_default"]
    assert second.events[-1] == OFFER
    assert [(each["step"], each["occasion"]) for each in present.reports] == [
        ("offered", "misunderstandings")
    ]


@pytest.mark.parametrize("limit", [1, 3, 5])
def test_the_number_of_misunderstandings_is_configured(limit):
    present = chat(bot({"misunderstandings": limit}))
    results = [misunderstood(present) for _ in range(limit)]
    assert [OFFER in each.events for each in results] == [False] * (limit - 1) + [True]


def test_without_offers_the_bot_only_says_that_it_has_not_understood():
    present = Chat(Handoff(fake_desk.configuration(Desk())))
    for _ in range(5):
        result = misunderstood(present)
        assert (result.responses, result.events) == (["utter_default"], [LISTEN])
    for _ in range(3):
        result = answered(present, *QUESTION)
        assert (result.responses, result.events) == ([], [LISTEN])


@pytest.mark.parametrize(
    ("responses", "said"),
    [
        ({"utter_default": [], "utter_please_rephrase": []}, "utter_default"),
        ({"utter_please_rephrase": []}, "utter_please_rephrase"),
        ({}, "utter_human_handoff_not_understood"),
    ],
)
def test_it_says_so_in_the_bots_own_words(responses, said):
    assert misunderstood(chat(domain=DOMAIN | {"responses": responses})).responses == [said]


def test_what_the_bot_has_said_already_is_not_said_again():
    present = chat().say("qwertz").bot("I did not get that.")
    assert present.run(Misunderstood).responses == []


def test_in_the_place_of_rasas_own_fallback_it_ends_as_that_one_does():
    result = misunderstood(chat(), "open the door", "open_door")
    assert (result.responses, result.events) == (["utter_default"], [REVERTED])
    present = chat().say("open the door", "open_door")
    present.action("action_of_the_bot")
    assert present.run(Misunderstood).events == [LISTEN]


def test_the_end_of_an_offer_is_not_undone_with_the_message():
    present = offered().say("open the door", "open_door")
    for event in present.run(ValidateOfferForm).events:
        present.apply(event)
    present.events = [
        each for each in present.events if each.get("name") != ValidateOfferForm.action_name
    ]
    assert present.run(Misunderstood).events == [LISTEN]


def test_the_messages_that_rasas_own_fallback_has_answered_count_as_well():
    present = chat().say("open the door", "open_door")
    present.action("action_default_fallback")
    present.listen()
    assert OFFER in misunderstood(present).events


def test_a_form_of_the_bot_goes_on_and_nothing_is_offered_in_it():
    present = chat()
    misunderstood(present)
    present.enter("booking_form", "date")
    result = misunderstood(present)
    assert (result.responses, result.events) == (["utter_default"], [followup("booking_form")])
    assert present.run(OfferPerson).events == [followup("booking_form")]
    present.apply(loop_event(None))
    assert OFFER in misunderstood(present).events


def test_while_agents_have_the_chat_nothing_is_said():
    present = chat(state="with_agent", state_since=NOW)
    present.enter("human_handoff_with_agent", "human_handoff_silence")
    result = misunderstood(present)
    assert (result.responses, result.events) == ([], [followup("human_handoff_with_agent")])


def test_what_cannot_be_is_not_offered():
    gave_up = chat(state="gave_up", state_since=NOW)
    unreachable = bot()
    unreachable._channels = {}
    for present in (gave_up, chat(unreachable)):
        misunderstood(present)
        assert misunderstood(present).events == [LISTEN]
        assert steps(present) == []
    long_ago = chat(state="gave_up", state_since=NOW - 7200)
    misunderstood(long_ago)
    assert OFFER in misunderstood(long_ago).events


def test_it_is_offered_once_in_a_session_and_again_in_the_next_one():
    present = offered()
    answer(present, "when are you open?", "ask_opening_hours", 0.9)
    present.apply(loop_event(None))
    present.listen()
    for _ in range(3):
        assert misunderstood(present).events == [LISTEN]
    present._event("session_started")
    assert misunderstood(present).events == [LISTEN]
    assert OFFER in misunderstood(present).events
    first, second = (each for each in present.reports if each["step"] == "offered")
    assert first["id"] != second["id"]


def test_the_same_offer_made_again_after_a_crash_is_one_event():
    present = chat()
    misunderstood(present)
    present.say("qwertz")
    (crashed,) = present.dry_run(Misunderstood).reports
    (again,) = present.run(Misunderstood).reports
    assert crashed["id"] == again["id"]


def test_a_repeated_question_is_answered_and_a_person_is_offered():
    present = chat()
    assert answered(present, *QUESTION).events == [LISTEN]
    assert answered(present, "hello hello", "greet").events == [LISTEN]
    assert answered(present, "hello hello", "greet").events == [LISTEN]
    result = answered(present, "I asked WHEN are you open!", "ask_opening_hours")
    assert result.responses == []
    assert result.events[-1] == OFFER
    assert present.reports[0]["occasion"] == "repeated_question"


def test_a_reminder_and_a_message_of_the_platform_are_no_messages_of_the_customer():
    present = chat()
    misunderstood(present)
    present.say("EXTERNAL: remind", "remind").listen()
    present.say("__agent_returned__", "human_handoff_returned").listen()
    assert len(session_messages(present.view)) == 1
    assert OFFER in misunderstood(present).events


def test_what_was_asked_before_agents_had_the_customer_does_not_count():
    present = chat()
    answered(present, *QUESTION)
    misunderstood(present)
    present.set_slots(state="with_agent")
    present.say(*QUESTION).listen()
    present.set_slots(state="none")
    assert answered(present, *QUESTION).events == [LISTEN]
    assert misunderstood(present).events == [LISTEN]


def test_messages_of_any_shape_are_read():
    present = chat().say("qwertz")
    present.latest["entities"] = [{"entity": "city", "value": ["x"]}, "nonsense", None]
    present._event("user", text=None, parse_data=None)
    first, second = session_messages(present.view)
    assert (first.text, first.intent, first.entities) == ("", "", frozenset())
    assert second.entities == {("city", ""), ("None", "")}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", "nlu_fallback"),
        ("Ja graag!", "nlu_fallback"),
        ("ok", "deny"),  # Rasa is not certain of it
        ("yes please, connect me", "nlu_fallback"),
        ("yes, see whether a colleague can help", "nlu_fallback"),
        ("a human please", "nlu_fallback"),
        ("/human_handoff", "human_handoff"),
        ("klaro", "affirm"),
        ("well then find me one", "human_handoff"),
    ],
)
def test_yes_goes_on_to_the_shift_check(text, intent):
    present = offered()
    certain = 0.3 if intent in ("nlu_fallback", "deny") else 1.0
    result = answer(present, text, intent, certain)
    assert result.events[-1] == CHECK
    assert loop_event(None) in result.events
    assert result.messages == []
    checked = present.run(CheckShiftStatus)
    assert checked.slots["shift_status"] == "on_shift"
    assert [each["reason"] for each in present.reports if each["step"] == "requested"] == [
        "offered"
    ]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no", "nlu_fallback"),
        ("nee, dank je", "nlu_fallback"),
        ("I don't want a person", "human_handoff"),
        ("laat maar", "nlu_fallback"),
        ("/human_handoff_cancel", "human_handoff_cancel"),
        ("nope-ish", "deny"),
    ],
)
def test_no_is_respected_and_reported(text, intent):
    present = offered()
    result = answer(present, text, intent, 1.0)
    assert result.responses == ["utter_human_handoff_offer_declined"]
    assert result.events[-1] == LISTEN
    first, second = present.reports
    assert (first["step"], second["step"]) == ("offered", "offer_declined")
    assert first["request"] == second["request"]
    present.apply(loop_event(None))
    present.listen()
    for _ in range(4):
        assert misunderstood(present).events == [LISTEN]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("when are you open?", "ask_opening_hours"),
        ("qwertz", "nlu_fallback"),
        ("", "nlu_fallback"),
        ("/greet", "greet"),
        ("yes but when are you open", "nlu_fallback"),
        ("leave a message", "nlu_fallback"),
        ("stupid bot", "human_handoff"),
    ],
)
def test_anything_else_is_answered_as_always(text, intent):
    result = answer(offered(), text, intent, 0.9)
    assert {"event": "action_execution_rejected"}.items() <= result.events[0].items()
    assert result.events[0]["name"] == OFFER_FORM
    assert loop_event(None) in result.events
    assert result.messages == []


def test_the_form_asks_its_question_when_it_begins():
    present = chat()
    misunderstood(present)
    present.say("qwertz").run(Misunderstood)
    result = present.run(ValidateOfferForm)
    assert result.events == [slot_event("requested_slot", "human_handoff_offer")]


def test_an_error_while_the_answer_is_read_ends_the_form(monkeypatch):
    monkeypatch.setattr("actions.human_handoff.rasa_side.offer_form.read_offer", None)
    result = answer(offered(), "yes")
    assert result.events[0]["event"] == "action_execution_rejected"


def test_an_error_while_signs_are_looked_for_leaves_the_bots_answer(monkeypatch):
    monkeypatch.setattr("actions.human_handoff.rasa_side.offers.sign_of", None)
    result = misunderstood(chat())
    assert (result.responses, result.events) == (["utter_default"], [LISTEN])
    assert answered(chat(), *QUESTION).events == [LISTEN]


@pytest.mark.parametrize("action", [Misunderstood, OfferPerson, CheckShiftStatus])
def test_who_scolds_the_machine_is_asked_before_anybody_is_transferred(action):
    present = chat().say("you are useless", "human_handoff")
    result = present.run(action)
    assert result.responses == [SORRY]
    assert result.events[-1] == OFFER
    assert [(each["step"], each["occasion"]) for each in present.reports] == [
        ("offered", "scolding")
    ]
    present.apply(loop_event(OFFER_FORM))
    present.apply(loop_event(None))
    again = present.say("stupid bot", "human_handoff").run(CheckShiftStatus)
    assert (again.responses, again.events) == ([JUST_ASK], [LISTEN])
    assert steps(present) == ["offered"]


def test_who_scolds_the_machine_and_asks_for_a_person_gets_one():
    present = chat().say("stupid bot, get me a person", "human_handoff")
    assert present.run(CheckShiftStatus).slots["shift_status"] == "on_shift"
    present = offered()
    assert (
        answer(present, "stupid bot, yes get me a person", "human_handoff", 1.0).events[-1] == CHECK
    )


@pytest.mark.parametrize("offers", [{"scolding": False}, None])
def test_where_it_is_switched_off_a_scolding_is_a_request(offers):
    handoff = Handoff(fake_desk.configuration(Desk(), offers=offers))
    result = Chat(handoff).say("stupid bot", "human_handoff").run(CheckShiftStatus)
    assert result.slots["shift_status"] == "on_shift"


def test_a_scolding_is_a_request_where_it_cannot_be_asked_and_where_the_bot_began_it():
    present = chat().enter("booking_form", "date").say("stupid bot", "human_handoff")
    assert present.run(CheckShiftStatus).slots["shift_status"] == "on_shift"
    present = chat().say("stupid bot", "insult")
    present.bot("I get you a colleague.", triggerEvent="human_handoff")
    present.run(FollowTrigger)
    assert present.run(CheckShiftStatus).slots["shift_status"] == "on_shift"
