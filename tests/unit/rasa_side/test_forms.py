"""The form that asks who the customer is, and the loop that keeps the bot silent."""

from __future__ import annotations

import pytest

from actions.human_handoff.rasa_side.forms import ValidateHandoffForm, ValidateWithAgentLoop
from actions.human_handoff.rasa_side.tracker import CHECK_ACTION
from tests.unit.rasa_side.rasa_stage import Chat, followup, handoff, ours, response, slot_event

FORM, LOOP = "human_handoff_form", "human_handoff_with_agent"
NAME, EMAIL = "human_handoff_name", "human_handoff_email"
SILENCE = "human_handoff_silence"


def form(**contact):
    return ValidateHandoffForm(handoff(contact=contact))


def asks(slot):
    return slot_event("requested_slot", slot)


def in_form(requested=NAME, **slots):
    return Chat(**slots).enter(FORM, requested)


def starting(**slots):
    chat = Chat(**slots).says("I want a person", "human_handoff")
    chat.action(CHECK_ACTION)
    chat.loop = {"name": FORM}
    return chat


def turn(chat, action, text, intent="nlu_fallback", confidence=0.4):
    """Let the customer answer and the form go on, as Rasa does."""
    chat.says(text, intent, confidence)
    result = chat.run(action)
    chat.action(FORM)
    chat.listen()
    return result


def test_the_request_itself_is_no_answer_and_the_name_is_asked_first():
    result = starting().ask(form())

    assert (result.events, result.messages) == ([asks(NAME)], [])


def test_what_is_known_is_not_asked_again():
    action = form()

    assert starting(name="Ada").ask(action).events == [asks(EMAIL)]
    assert starting(email="ada@x.nl").ask(action).events == [asks(NAME)]
    assert starting(name="Ada", email="ada@x.nl").ask(action).events == [asks(None)]


@pytest.mark.parametrize(
    ("ask", "first"), [([], None), (["email"], EMAIL), (["name"], NAME), (["email", "name"], EMAIL)]
)
def test_only_what_is_configured_is_asked_in_that_order(ask, first):
    assert starting().ask(form(ask=ask)).events == [asks(first)]


def test_a_form_that_asks_for_a_slot_nobody_configured_asks_for_the_configured_one():
    chat = in_form("human_handoff_name").says("Ada")

    assert chat.ask(form(ask=["email"])).events == [asks(EMAIL)]


def test_name_and_then_email_fill_the_form():
    chat, action = in_form(), form()
    first = turn(chat, action, "my name is Ada Lovelace")
    second = turn(chat, action, "Ada@X.nl")

    assert first.events == [*ours(name="Ada Lovelace", bad_answers=0), asks(EMAIL)]
    assert second.events == [*ours(email="Ada@x.nl", bad_answers=0), asks(None)]
    assert first.messages == second.messages == []


def test_an_email_at_the_name_question_is_taken_and_the_name_asked_again():
    chat, action = in_form(), form()
    first = turn(chat, action, "my email is ada@x.nl")
    second = turn(chat, action, "Ada")

    assert first.events == [*ours(name=None, email="ada@x.nl", bad_answers=0), asks(NAME)]
    assert first.messages == [response("utter_human_handoff_got_email")]
    assert second.events == [*ours(name="Ada", bad_answers=0), asks(None)]
    assert second.messages == []


def test_both_in_one_answer_fill_the_form():
    result = in_form().says("Ada Lovelace, ada@x.nl").ask(form())

    assert result.events == [
        *ours(name="Ada Lovelace", email="ada@x.nl", bad_answers=0),
        asks(None),
    ]
    assert result.messages == []


def test_both_in_the_answer_to_the_email_question_fill_the_form():
    result = in_form(EMAIL).says("Ada Lovelace, ada@x.nl").ask(form(ask=["email", "name"]))

    assert result.events == [
        *ours(email="ada@x.nl", bad_answers=0, name="Ada Lovelace"),
        asks(None),
    ]
    assert result.messages == []


@pytest.mark.parametrize("slots", [{"name": "Ada"}, {"withheld": ["name"]}])
def test_what_stands_around_an_address_is_no_name_where_none_is_asked_any_more(slots):
    chat, action = in_form(EMAIL, **slots).says("here you go: ada@x.nl"), form()

    assert chat.ask(action).events == [*ours(email="ada@x.nl", bad_answers=0), asks(None)]


def test_what_stands_around_an_address_is_no_name_where_only_the_address_is_asked():
    result = in_form(EMAIL).says("Ada Lovelace, ada@x.nl").ask(form(ask=["email"]))

    assert result.events == [*ours(email="ada@x.nl", bad_answers=0), asks(None)]


def test_hello_is_no_name_and_the_name_is_asked_again():
    chat, action = in_form(), form()
    first, second = turn(chat, action, "Hello!"), turn(chat, action, "Ada")

    assert first.events == [*ours(name=None, bad_answers=1), asks(NAME)]
    assert first.messages == [response("utter_human_handoff_bad_name")]
    assert second.events == [*ours(name="Ada", bad_answers=0), asks(EMAIL)]


def test_an_email_is_kept_although_only_the_name_is_asked():
    result = in_form().says("ada@x.nl").ask(form(ask=["name"]))

    assert result.events == [*ours(name=None, email="ada@x.nl", bad_answers=0), asks(NAME)]


def test_a_refusal_is_honoured_and_the_form_goes_on():
    chat, action = in_form(), form()
    first = turn(chat, action, "rather not say", "human_handoff_refuse", 0.9)
    second = turn(chat, action, "no", "deny", 0.9)

    assert first.events == [*ours(name=None, withheld=["name"], bad_answers=0), asks(EMAIL)]
    assert second.events == [
        *ours(email=None, withheld=["name", "email"], bad_answers=0),
        asks(None),
    ]
    assert first.said == second.said == ["utter_human_handoff_without"]


def test_a_refusal_that_is_not_allowed_is_explained_and_an_answer_goes_on():
    chat, action = in_form(), form(may_refuse=False)
    first = turn(chat, action, "rather not say", "human_handoff_refuse", 0.9)
    second = turn(chat, action, "Ada")
    third = turn(chat, action, "no", "deny", 0.9)

    assert first.events == [*ours(name=None, bad_answers=1), asks(NAME)]
    assert first.messages == [response("utter_human_handoff_needs_name")]
    assert second.events == [*ours(name="Ada", bad_answers=0), asks(EMAIL)]
    assert third.events == [*ours(email=None, bad_answers=1), asks(EMAIL)]
    assert third.messages == [response("utter_human_handoff_needs_email")]


@pytest.mark.parametrize(("slot", "short"), [(NAME, "name"), (EMAIL, "email")])
def test_a_shout_for_a_human_inside_the_form_does_not_restart_it(slot, short):
    chat = in_form(slot, name="Ada" if slot == EMAIL else None, bad_answers=1)

    result = chat.says("human!!", "human_handoff", 0.99).ask(form())

    assert result.events == [*ours(**{short: None}, bad_answers=1), asks(slot)]
    assert result.messages == [response("utter_human_handoff_still_asking")]


@pytest.mark.parametrize("intent", ["faq", "human_handoff_cancel"])
def test_a_question_in_the_middle_or_a_cancel_gets_the_turn(intent):
    result = in_form().says("what does it cost?", intent, 0.9).ask(form(interruptions=["faq"]))

    assert (result.events, result.messages) == ([], [])


def test_after_a_question_in_the_middle_the_form_goes_on_where_it_was():
    chat, action = in_form(EMAIL, name="Ada"), form(interruptions=["faq"])
    chat.says("what does it cost?", "faq", 0.9)
    aside = chat.run(action)
    chat.action("utter_faq")
    resumed = chat.run(action)
    chat.action(FORM)
    chat.listen()
    answered = turn(chat, action, "ada@x.nl")

    assert aside.events == []
    assert (resumed.events, resumed.messages) == ([asks(EMAIL)], [])
    assert answered.events == [*ours(email="ada@x.nl", bad_answers=0), asks(None)]


def test_after_three_bad_emails_the_customer_is_transferred_without_one():
    chat, action = in_form(EMAIL, name="Ada"), form()
    results = [turn(chat, action, "ada at x") for _ in range(3)]

    assert [result.events for result in results] == [
        [*ours(email=None, bad_answers=1), asks(EMAIL)],
        [*ours(email=None, bad_answers=2), asks(EMAIL)],
        [*ours(email=None, withheld=["email"], bad_answers=0), asks(None)],
    ]
    assert [result.messages for result in results] == [
        [response("utter_human_handoff_bad_email")],
        [response("utter_human_handoff_bad_email")],
        [response("utter_human_handoff_without")],
    ]


def test_after_three_bad_emails_the_request_ends_if_so_configured():
    chat, action = in_form(EMAIL, name="Ada"), form(after_bad_emails="stop")
    results = [turn(chat, action, "ada at x") for _ in range(3)]

    assert [result.said for result in results] == [
        ["utter_human_handoff_bad_email"],
        ["utter_human_handoff_bad_email"],
        ["utter_human_handoff_stopped"],
    ]
    assert results[-1].events == [
        *ours(email=None, bad_answers=3),
        asks(None),
        followup("action_listen"),
    ]


def test_a_good_email_after_two_bad_ones_is_taken():
    chat, action = in_form(EMAIL, name="Ada"), form(after_bad_emails="stop")
    turn(chat, action, "ada at x")
    turn(chat, action, "ada@")

    assert turn(chat, action, "ada@x.nl").events == [
        *ours(email="ada@x.nl", bad_answers=0),
        asks(None),
    ]


def test_bad_answers_to_one_question_do_not_count_for_the_next():
    chat, action = in_form(), form()
    turn(chat, action, "??")
    turn(chat, action, "??")
    turn(chat, action, "Ada")

    assert turn(chat, action, "??").events == [*ours(email=None, bad_answers=1), asks(EMAIL)]


def loop(chat):
    return chat.ask(ValidateWithAgentLoop(handoff()))


def silent(result):
    return result.messages == [] and result.events == [
        slot_event(SILENCE, None),
        slot_event("requested_slot", SILENCE),
    ]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("hello?", "greet"), ("human!!", "human_handoff"), ("", ""), ("bye", "human_handoff_cancel")],
)
def test_the_bot_says_nothing_while_an_agent_has_the_customer(text, intent):
    assert silent(loop(Chat(state="requested").enter(LOOP, SILENCE).says(text, intent)))


def test_the_loop_begins_in_silence():
    chat = Chat(state="requested").says("Ada", "human_handoff_failed")
    chat.action("action_human_handoff_escalate")
    chat.loop = {"name": LOOP}

    assert silent(loop(chat))


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
    result = loop(Chat(state="requested").enter(LOOP, SILENCE).says(text, intent, 1.0))

    assert (result.events, result.messages) == ([], [])


@pytest.mark.parametrize("intent", ["human_handoff_failed", "human_handoff_returned"])
@pytest.mark.parametrize(
    "text", ["did the agent leave?", "the transfer failed", "external: who?", "no/yes", ""]
)
def test_a_customer_whom_nlu_takes_for_the_platform_stays_with_the_agent(text, intent):
    assert silent(loop(Chat(state="requested").enter(LOOP, SILENCE).says(text, intent, 1.0)))


@pytest.mark.parametrize("text", ["/greet", "EXTERNAL: human_handoff"])
def test_an_intent_sent_by_itself_that_is_not_the_platforms_is_met_with_silence(text):
    assert silent(loop(Chat(state="requested").enter(LOOP, SILENCE).says(text, "greet", 1.0)))


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("__agent_escalation_failed__", "action_human_handoff_transfer_failed"),
        (" __agent_returned__\n", "action_human_handoff_returned"),
    ],
)
def test_the_platforms_messages_work_although_nlu_misreads_them(text, action):
    chat = Chat(state="requested").enter(LOOP, SILENCE).says(text, "greet", 0.99)

    result = loop(chat)

    assert (result.events, result.messages) == ([slot_event(SILENCE, None), followup(action)], [])


def test_a_platform_message_in_a_sentence_is_the_customers():
    text = "what does __agent_escalation_failed__ mean?"

    assert silent(loop(Chat(state="requested").enter(LOOP, SILENCE).says(text, "faq")))
