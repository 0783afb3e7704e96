"""The form that asks who the customer is, and the loop that keeps the bot silent."""

import pytest

from actions.human_handoff.rasa_side.forms import ValidateHandoffForm, ValidateWithAgentLoop
from actions.human_handoff.rasa_side.tracker import CHECK_ACTION
from tests.unit.fake_desk import handoff
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import Result, followup, handoff_slots, result, slot_event

FORM, LOOP = "human_handoff_form", "human_handoff_with_agent"
NAME, EMAIL = "human_handoff_name", "human_handoff_email"
SILENCE = "human_handoff_silence"
REFUSAL, NO = ("rather not say", "human_handoff_refuse", 0.9), ("no", "deny", 0.9)
WITHOUT, BAD_NAME = "utter_human_handoff_without", "utter_human_handoff_bad_name"
BAD_EMAIL = "utter_human_handoff_bad_email"


def asks(slot):
    return slot_event("requested_slot", slot)


def in_form(requested=NAME, contact=None, **slots):
    """A form that has asked for a slot; `contact` are its settings."""
    return Chat(handoff(contact=contact or {}), **slots).enter(FORM, requested)


def starting(contact=None, **slots):
    """A form that begins: the customer has asked for a person, and the shift was checked."""
    chat = Chat(handoff(contact=contact or {}), **slots).say("I want a person", "human_handoff")
    chat.action(CHECK_ACTION)
    chat.loop = {"name": FORM}
    return chat


def answer(chat, text, intent="nlu_fallback", confidence=0.4):
    """Let the customer answer and the form continue, as Rasa does."""
    chat.say(text, intent, confidence)
    answered = chat.run(ValidateHandoffForm)
    chat.action(FORM)
    chat.listen()
    return answered


def check(chat, *turns):
    """Check what the form makes of each answer.

    Args:
        turns: The answer (with intent and confidence, if they matter), the slots that it sets, the
            slot that is asked for next, and the names of the responses.
    """
    for text, slots, requested, *responses in turns:
        answered = answer(chat, *([text] if isinstance(text, str) else text))
        assert answered == result([*handoff_slots(**slots), asks(requested)], *responses)


def next_question(chat):
    return chat.dry_run(ValidateHandoffForm)


def test_the_request_itself_is_no_answer_and_the_name_is_asked_first():
    assert next_question(starting()) == Result([asks(NAME)])


def test_what_is_known_is_not_asked_again():
    assert next_question(starting(name="Ada")).events == [asks(EMAIL)]
    assert next_question(starting(email="ada@x.nl")).events == [asks(NAME)]
    assert next_question(starting(name="Ada", email="ada@x.nl")).events == [asks(None)]


@pytest.mark.parametrize(
    ("ask", "first"), [([], None), (["email"], EMAIL), (["name"], NAME), (["email", "name"], EMAIL)]
)
def test_only_what_is_configured_is_asked_in_that_order(ask, first):
    assert next_question(starting({"ask": ask})).events == [asks(first)]


def test_a_form_that_asks_for_a_slot_nobody_configured_asks_for_the_configured_one():
    chat = in_form(NAME, {"ask": ["email"]}).say("Ada")

    assert next_question(chat).events == [asks(EMAIL)]


def test_name_and_then_email_fill_the_form():
    check(
        in_form(),
        ("my name is Ada Lovelace", {"name": "Ada Lovelace", "bad_answers": 0}, EMAIL),
        ("Ada@X.nl", {"email": "Ada@x.nl", "bad_answers": 0}, None),
    )


def test_an_email_at_the_name_question_is_taken_and_the_name_asked_again():
    slots = {"name": None, "email": "ada@x.nl", "bad_answers": 0}

    check(
        in_form(),
        ("my email is ada@x.nl", slots, NAME, "utter_human_handoff_got_email"),
        ("Ada", {"name": "Ada", "bad_answers": 0}, None),
    )


def test_both_in_one_answer_fill_the_form():
    slots = {"name": "Ada Lovelace", "email": "ada@x.nl", "bad_answers": 0}

    check(in_form(), ("Ada Lovelace, ada@x.nl", slots, None))


def test_both_in_the_answer_to_the_email_question_fill_the_form():
    slots = {"email": "ada@x.nl", "bad_answers": 0, "name": "Ada Lovelace"}

    check(in_form(EMAIL, {"ask": ["email", "name"]}), ("Ada Lovelace, ada@x.nl", slots, None))


@pytest.mark.parametrize("slots", [{"name": "Ada"}, {"withheld": ["name"]}])
def test_what_stands_around_an_address_is_no_name_where_none_is_asked_any_more(slots):
    email = {"email": "ada@x.nl", "bad_answers": 0}

    check(in_form(EMAIL, **slots), ("here you go: ada@x.nl", email, None))


def test_what_stands_around_an_address_is_no_name_where_only_the_address_is_asked():
    email = {"email": "ada@x.nl", "bad_answers": 0}

    check(in_form(EMAIL, {"ask": ["email"]}), ("Ada Lovelace, ada@x.nl", email, None))


def test_hello_is_no_name_and_the_name_is_asked_again():
    check(
        in_form(),
        ("Hello!", {"name": None, "bad_answers": 1}, NAME, BAD_NAME),
        ("Ada", {"name": "Ada", "bad_answers": 0}, EMAIL),
    )


def test_an_email_is_kept_although_only_the_name_is_asked():
    slots = {"name": None, "email": "ada@x.nl", "bad_answers": 0}

    check(
        in_form(NAME, {"ask": ["name"]}),
        ("ada@x.nl", slots, NAME, "utter_human_handoff_got_email"),
    )


def test_a_refusal_is_honoured_and_the_form_goes_on():
    both = {"email": None, "withheld": ["name", "email"], "bad_answers": 0}

    check(
        in_form(),
        (REFUSAL, {"name": None, "withheld": ["name"], "bad_answers": 0}, EMAIL, WITHOUT),
        (NO, both, None, WITHOUT),
    )


def test_a_refusal_that_is_not_allowed_is_explained_and_an_answer_goes_on():
    check(
        in_form(NAME, {"may_refuse": False}),
        (REFUSAL, {"name": None, "bad_answers": 1}, NAME, "utter_human_handoff_needs_name"),
        ("Ada", {"name": "Ada", "bad_answers": 0}, EMAIL),
        (NO, {"email": None, "bad_answers": 1}, EMAIL, "utter_human_handoff_needs_email"),
    )


@pytest.mark.parametrize(("slot", "short"), [(NAME, "name"), (EMAIL, "email")])
def test_a_shout_for_a_human_inside_the_form_does_not_restart_it(slot, short):
    slots = {short: None, "bad_answers": 1}

    check(
        in_form(slot, name="Ada" if slot == EMAIL else None, bad_answers=1),
        (("human!!", "human_handoff", 0.99), slots, slot, "utter_human_handoff_still_asking"),
    )


@pytest.mark.parametrize("intent", ["faq", "human_handoff_cancel"])
def test_a_question_in_the_middle_or_a_cancel_gets_the_turn(intent):
    chat = in_form(NAME, {"interruptions": ["faq"]})

    assert answer(chat, "what does it cost?", intent, 0.9) == Result()


def test_after_a_question_in_the_middle_the_form_goes_on_where_it_was():
    chat = in_form(EMAIL, {"interruptions": ["faq"]}, name="Ada")
    chat.say("what does it cost?", "faq", 0.9)

    assert chat.run(ValidateHandoffForm).events == []
    chat.action("utter_faq")
    assert chat.run(ValidateHandoffForm) == Result([asks(EMAIL)])
    chat.action(FORM)
    chat.listen()
    check(chat, ("ada@x.nl", {"email": "ada@x.nl", "bad_answers": 0}, None))


def test_after_three_bad_emails_the_customer_is_transferred_without_one():
    withheld = {"email": None, "withheld": ["email"], "bad_answers": 0}

    check(
        in_form(EMAIL, name="Ada"),
        ("ada at x", {"email": None, "bad_answers": 1}, EMAIL, BAD_EMAIL),
        ("ada at x", {"email": None, "bad_answers": 2}, EMAIL, BAD_EMAIL),
        ("ada at x", withheld, None, WITHOUT),
    )


def test_after_three_bad_emails_the_request_ends_if_so_configured():
    chat = in_form(EMAIL, {"after_bad_emails": "stop"}, name="Ada")

    assert [answer(chat, "ada at x").responses for _ in range(2)] == [[BAD_EMAIL]] * 2
    assert answer(chat, "ada at x") == result(
        [*handoff_slots(email=None, bad_answers=3), asks(None), followup("action_listen")],
        "utter_human_handoff_stopped",
    )


def test_a_good_email_after_two_bad_ones_is_taken():
    chat = in_form(EMAIL, {"after_bad_emails": "stop"}, name="Ada")
    answer(chat, "ada at x")
    answer(chat, "ada@")

    check(chat, ("ada@x.nl", {"email": "ada@x.nl", "bad_answers": 0}, None))


def test_bad_answers_to_one_question_do_not_count_for_the_next():
    chat = in_form()
    for text in ("??", "??", "Ada"):
        answer(chat, text)

    check(chat, ("??", {"email": None, "bad_answers": 1}, EMAIL, BAD_EMAIL))


# The loop while an agent has the customer

SILENT = Result([slot_event(SILENCE, None), asks(SILENCE)])


def in_loop(text, intent, confidence=0.95):
    """Return what the loop does with a message while an agent has the customer."""
    chat = Chat(state="requested").enter(LOOP, SILENCE).say(text, intent, confidence)
    return chat.dry_run(ValidateWithAgentLoop)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("hello?", "greet"), ("human!!", "human_handoff"), ("", ""), ("bye", "human_handoff_cancel")],
)
def test_the_bot_says_nothing_while_an_agent_has_the_customer(text, intent):
    assert in_loop(text, intent) == SILENT


def test_the_loop_begins_in_silence():
    chat = Chat(state="requested").say("Ada", "human_handoff_failed")
    chat.action("action_human_handoff_escalate")
    chat.loop = {"name": LOOP}

    assert chat.dry_run(ValidateWithAgentLoop) == SILENT


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/human_handoff_failed", "human_handoff_failed"),
        ("/human_handoff_returned", "human_handoff_returned"),
        ("EXTERNAL: human_handoff_failed", "human_handoff_failed"),
        ("EXTERNAL: human_handoff_returned", "human_handoff_returned"),
        ("__agent_escalation_failed__", "human_handoff_failed"),
        (" __agent_returned__\n", "human_handoff_returned"),
    ],
)
def test_the_platforms_own_messages_and_intents_get_the_turn(text, intent):
    assert in_loop(text, intent, 1.0) == Result()


@pytest.mark.parametrize("intent", ["human_handoff_failed", "human_handoff_returned"])
@pytest.mark.parametrize(
    "text", ["did the agent leave?", "the transfer failed", "external: who?", "no/yes", ""]
)
def test_a_customer_whom_nlu_takes_for_the_platform_stays_with_the_agent(text, intent):
    assert in_loop(text, intent, 1.0) == SILENT


@pytest.mark.parametrize("text", ["/greet", "EXTERNAL: human_handoff"])
def test_an_intent_sent_by_itself_that_is_not_the_platforms_is_met_with_silence(text):
    assert in_loop(text, "greet", 1.0) == SILENT


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("__agent_escalation_failed__", "action_human_handoff_transfer_failed"),
        (" __agent_returned__\n", "action_human_handoff_returned"),
    ],
)
def test_the_platforms_messages_work_although_nlu_misreads_them(text, action):
    assert in_loop(text, "greet", 0.99) == Result([slot_event(SILENCE, None), followup(action)])


def test_a_platform_message_in_a_sentence_is_the_customers():
    assert in_loop("what does __agent_escalation_failed__ mean?", "faq") == SILENT
