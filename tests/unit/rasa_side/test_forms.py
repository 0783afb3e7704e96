"""The form that asks who the customer is, and the loop that keeps the bot silent."""

import pytest

from actions.human_handoff.rasa_side.forms import ValidateHandoffForm, ValidateWithAgentLoop
from actions.human_handoff.rasa_side.tracker import CHECK_ACTION
from tests.unit.cases import cases
from tests.unit.fake_desk import handoff
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup, handoff_slots, result, slot_event

FORM, LOOP = "human_handoff_form", "human_handoff_with_agent"
NAME, EMAIL = "human_handoff_name", "human_handoff_email"
SILENCE = "human_handoff_silence"
REFUSAL, NO = ("rather not say", "human_handoff_refuse", 0.9), ("no", "deny", 0.9)
SHOUT = ("human!!", "human_handoff", 0.99)
WITHOUT, BAD_NAME = "utter_human_handoff_without", "utter_human_handoff_bad_name"
BAD_EMAIL, GOT_EMAIL = "utter_human_handoff_bad_email", "utter_human_handoff_got_email"
STILL_ASKING = "utter_human_handoff_still_asking"


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


def takes(bad_answers=0, **slots):
    """Return the slots that an answer sets, in this order."""
    return slots | {"bad_answers": bad_answers}


@cases(
    "chat requested",
    {
        "the request itself is no answer and the name is asked first": (starting(), NAME),
        "a name that is known is not asked again": (starting(name="Ada"), EMAIL),
        "an email that is known is not asked again": (starting(email="ada@x.nl"), NAME),
        "nothing where both are known": (starting(name="Ada", email="ada@x.nl"), None),
        "nothing where nothing is configured": (starting({"ask": []}), None),
        "only the email": (starting({"ask": ["email"]}), EMAIL),
        "only the name": (starting({"ask": ["name"]}), NAME),
        "the email first": (starting({"ask": ["email", "name"]}), EMAIL),
        "a slot that was asked and is not configured": (
            in_form(NAME, {"ask": ["email"]}).say("Ada"),
            EMAIL,
        ),
    },
)
def test_the_form_asks_for_what_is_configured_and_not_known(chat, requested):
    assert chat.dry_run(ValidateHandoffForm) == result([asks(requested)])


BOTH = "Ada Lovelace, ada@x.nl"
ADA = "Ada Lovelace"
# A form, and its turns: the customer's answer (with intent and confidence, if they matter), the
# slots that it sets, the slot that is asked for next, and the names of the responses.


@cases(
    "conversation",
    {
        "name and then email fill the form": [
            in_form(),
            ("my name is Ada Lovelace", takes(name=ADA), EMAIL),
            ("Ada@X.nl", takes(email="Ada@x.nl"), None),
        ],
        "an email at the name question is taken and the name asked again": [
            in_form(),
            ("my email is ada@x.nl", takes(name=None, email="ada@x.nl"), NAME, GOT_EMAIL),
            ("Ada", takes(name="Ada"), None),
        ],
        "both in one answer": [in_form(), (BOTH, takes(name=ADA, email="ada@x.nl"), None)],
        "both in the answer to the email question": [
            in_form(EMAIL, {"ask": ["email", "name"]}),
            (BOTH, takes(email="ada@x.nl") | {"name": ADA}, None),
        ],
        # What stands around an address is no name where no name is asked.
        "what stands around an address where the name is known": [
            in_form(EMAIL, name="Ada"),
            ("here you go: ada@x.nl", takes(email="ada@x.nl"), None),
        ],
        "what stands around an address where the name was withheld": [
            in_form(EMAIL, withheld=["name"]),
            ("here you go: ada@x.nl", takes(email="ada@x.nl"), None),
        ],
        "what stands around an address where only that is asked": [
            in_form(EMAIL, {"ask": ["email"]}),
            (BOTH, takes(email="ada@x.nl"), None),
        ],
        "hello is no name and the name is asked again": [
            in_form(),
            ("Hello!", takes(1, name=None), NAME, BAD_NAME),
            ("Ada", takes(name="Ada"), EMAIL),
        ],
        "an email is kept although only the name is asked": [
            in_form(NAME, {"ask": ["name"]}),
            ("ada@x.nl", takes(name=None, email="ada@x.nl"), NAME, GOT_EMAIL),
        ],
        "a refusal is honoured and the form goes on": [
            in_form(),
            (REFUSAL, takes(name=None, withheld=["name"]), EMAIL, WITHOUT),
            (NO, takes(email=None, withheld=["name", "email"]), None, WITHOUT),
        ],
        "a refusal that is not allowed is explained and an answer goes on": [
            in_form(NAME, {"may_refuse": False}),
            (REFUSAL, takes(1, name=None), NAME, "utter_human_handoff_needs_name"),
            ("Ada", takes(name="Ada"), EMAIL),
            (NO, takes(1, email=None), EMAIL, "utter_human_handoff_needs_email"),
        ],
        # It does not restart the form.
        "a shout for a human at the name question": [
            in_form(NAME, bad_answers=1),
            (SHOUT, takes(1, name=None), NAME, STILL_ASKING),
        ],
        "a shout for a human at the email question": [
            in_form(EMAIL, name="Ada", bad_answers=1),
            (SHOUT, takes(1, email=None), EMAIL, STILL_ASKING),
        ],
        "after three bad emails the customer is transferred without one": [
            in_form(EMAIL, name="Ada"),
            ("ada at x", takes(1, email=None), EMAIL, BAD_EMAIL),
            ("ada at x", takes(2, email=None), EMAIL, BAD_EMAIL),
            ("ada at x", takes(email=None, withheld=["email"]), None, WITHOUT),
        ],
        "a good email after two bad ones is taken": [
            in_form(EMAIL, {"after_bad_emails": "stop"}, name="Ada"),
            ("ada at x", takes(1, email=None), EMAIL, BAD_EMAIL),
            ("ada@", takes(2, email=None), EMAIL, BAD_EMAIL),
            ("ada@x.nl", takes(email="ada@x.nl"), None),
        ],
        "bad answers to one question do not count for the next": [
            in_form(),
            ("??", takes(1, name=None), NAME, BAD_NAME),
            ("??", takes(2, name=None), NAME, BAD_NAME),
            ("Ada", takes(name="Ada"), EMAIL),
            ("??", takes(1, email=None), EMAIL, BAD_EMAIL),
        ],
    },
)
def test_the_form_takes_what_the_customer_answers(conversation):
    chat, *turns = conversation

    for text, slots, requested, *responses in turns:
        answered = answer(chat, *([text] if isinstance(text, str) else text))
        assert answered == result([*handoff_slots(**slots), asks(requested)], *responses)


def test_a_question_in_the_middle_gets_the_turn():
    chat = in_form(NAME, {"interruptions": ["faq"]})

    assert answer(chat, "what does it cost?", "faq", 0.9) == result()


def test_after_a_question_in_the_middle_the_form_goes_on_where_it_was():
    chat = in_form(EMAIL, {"interruptions": ["faq"]}, name="Ada")
    chat.say("what does it cost?", "faq", 0.9)

    assert chat.run(ValidateHandoffForm).events == []
    chat.action("utter_faq")
    assert chat.run(ValidateHandoffForm) == result([asks(EMAIL)])
    chat.action(FORM)
    chat.listen()
    taken = takes(email="ada@x.nl")
    assert answer(chat, "ada@x.nl") == result([*handoff_slots(**taken), asks(None)])


@pytest.mark.parametrize("requested", [NAME, EMAIL])
@pytest.mark.parametrize(
    "message",
    [
        ["never mind"],
        ["laat maar"],
        ["/human_handoff_cancel", "human_handoff_cancel", 1.0],
        ["so, what is it?", "human_handoff_cancel", 0.9],
    ],
)
def test_who_wants_no_transfer_leaves_the_form(requested, message):
    chat = in_form(requested, bad_answers=1)
    slot = requested.removeprefix("human_handoff_")

    assert answer(chat, *message) == result(
        [*handoff_slots(**takes(1, **{slot: None})), asks(None), followup("action_listen")],
        "utter_human_handoff_cancelled",
    )


def test_who_asks_why_is_told_and_asked_again():
    assert answer(in_form(NAME), "why do you need that?") == result(
        [*handoff_slots(**takes(1, name=None)), asks(NAME)], "utter_human_handoff_needs_name"
    )


def test_who_has_no_address_is_only_asked_the_name():
    chat = in_form(NAME)

    no_email = takes(name=None, withheld=["email"])
    assert answer(chat, "I don't have an email") == result(
        [*handoff_slots(**no_email), asks(NAME)], WITHOUT
    )
    assert answer(chat, "Ada") == result([*handoff_slots(**takes(name="Ada")), asks(None)])


def test_after_three_bad_emails_the_request_ends_if_so_configured():
    chat = in_form(EMAIL, {"after_bad_emails": "stop"}, name="Ada")

    assert [answer(chat, "ada at x").responses for _ in range(2)] == [[BAD_EMAIL]] * 2
    assert answer(chat, "ada at x") == result(
        [*handoff_slots(email=None, bad_answers=3), asks(None), followup("action_listen")],
        "utter_human_handoff_stopped",
    )


# The loop while an agent has the customer

SILENT = result([slot_event(SILENCE, None), asks(SILENCE)])
TURN = result()
FAILED, RETURNED = "human_handoff_failed", "human_handoff_returned"


def continued_by(action):
    return result([slot_event(SILENCE, None), followup(f"action_human_handoff_{action}")])


def test_the_loop_begins_in_silence():
    chat = Chat(state="requested").say("Ada", FAILED)
    chat.action("action_human_handoff_escalate")
    chat.loop = {"name": LOOP}

    assert chat.dry_run(ValidateWithAgentLoop) == SILENT


LIKE_THE_PLATFORM = ["did the agent leave?", "the transfer failed", "external: who?", "no/yes", ""]


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        # The bot says nothing while an agent has the customer.
        ("hello?", "greet", SILENT),
        ("human!!", "human_handoff", SILENT),
        ("", "", SILENT),
        ("bye", "human_handoff_cancel", SILENT),
        # The platform's own messages and intents get the turn.
        ("/human_handoff_failed", FAILED, TURN),
        ("/human_handoff_returned", RETURNED, TURN),
        ("EXTERNAL: human_handoff_failed", FAILED, TURN),
        ("EXTERNAL: human_handoff_returned", RETURNED, TURN),
        ("__agent_escalation_failed__", FAILED, TURN),
        (" __agent_returned__\n", RETURNED, TURN),
        # An intent that is sent by itself and is not the platform's is met with silence.
        ("/greet", "greet", SILENT),
        ("EXTERNAL: human_handoff", "greet", SILENT),
        # The platform's messages work although NLU misreads them.
        ("__agent_escalation_failed__", "greet", continued_by("transfer_failed")),
        (" __agent_returned__\n", "greet", continued_by("returned")),
        # A platform's message in a sentence is the customer's.
        ("what does __agent_escalation_failed__ mean?", "faq", SILENT),
        # A customer whom NLU takes for the platform stays with the agent.
        *((text, intent, SILENT) for text in LIKE_THE_PLATFORM for intent in (FAILED, RETURNED)),
    ],
)
def test_only_the_platforms_messages_get_a_turn_while_an_agent_has_the_customer(
    text, intent, expected
):
    chat = Chat(state="requested").enter(LOOP, SILENCE).say(text, intent, 1.0)

    assert chat.dry_run(ValidateWithAgentLoop) == expected
