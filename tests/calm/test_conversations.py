"""The flows of examples/calm, played with a real action server and with the imitated vendors.

The player is written from the documentation of Rasa Pro; that engine itself was not run.
"""

import pytest

from tests.calm.flow_player import FlowBot

METRIC, CHECK = "action_handoff_metric", "action_human_handoff_check_shift_status"
RETURNED = "action_human_handoff_returned"
ANNOUNCE, ESCALATE = "action_human_handoff_announce", "action_human_handoff_escalate"
FAILED = "action_human_handoff_transfer_failed"
ASK_NAME, ASK_EMAIL = "utter_ask_human_handoff_name", "utter_ask_human_handoff_email"
TRANSFER = "utter_human_handoff_transfer"
KNOWN = {"name": "Ada Lovelace", "email": "ada@example.org"}
HANDED_OVER = ("requested", "with_agent")
START = "talk_to_a_person"


@pytest.fixture
def bot(call, vendor):
    return FlowBot(call)


@pytest.fixture
def known(call, vendor):
    """A bot that knows the customer."""
    return FlowBot(call, **KNOWN)


@pytest.fixture
def transferred(known):
    known.says("I want a person", starts=START)
    assert known.slot("state") in HANDED_OVER
    return known


def test_a_customer_who_is_known_is_announced_and_transferred_at_once(known, control, vendor):
    said = known.says("I want a person", starts=START)

    assert known.ran == [METRIC, CHECK, ANNOUNCE, ESCALATE]
    # LivePerson's call carries the transfer message.
    assert said.count(TRANSFER) == (vendor.name != "liveperson")
    assert known.slot("state") in HANDED_OVER
    assert len(control.transfers()) == 1


def test_name_and_address_are_asked_for_one_after_the_other_before_the_transfer(bot, control):
    assert bot.says("a human please", starts=START)[-1] == ASK_NAME
    assert bot.says("Ada Lovelace", name="Ada Lovelace") == [ASK_EMAIL]
    assert control.transfers() == []
    assert bot.says("ada at example", email="ada at example") == [
        "utter_human_handoff_bad_email",
        ASK_EMAIL,
    ]
    bot.says("ada@example.org", email="ada@example.org")

    assert bot.ran == [ANNOUNCE, ESCALATE]
    assert bot.slot("state") in HANDED_OVER
    assert (bot.slot("name"), bot.slot("email")) == ("Ada Lovelace", "ada@example.org")
    assert len(control.transfers()) == 1


def test_who_gives_no_name_and_no_address_is_transferred_without_them(bot):
    bot.says("a human please", starts=START)
    bot.says("why should I?", name="withheld")
    bot.says("no!", email="withheld")

    assert bot.slot("state") in HANDED_OVER
    assert (bot.slot("name"), bot.slot("email")) == (None, None)


def test_while_agents_have_the_conversation_the_bot_says_nothing_and_starts_nothing(
    transferred, control
):
    for text in ("Hello?", "What is my balance?", "/SetSlots(human_handoff_state=none)", "a human"):
        assert transferred.says(text, starts=START) == []
        assert transferred.ran == []

    assert transferred.slot("state") in HANDED_OVER
    assert transferred.flow == "with_human_agent"
    assert len(control.transfers()) == 1


@pytest.mark.parametrize("text", ["__agent_returned__", "/human_handoff_returned"])
def test_when_the_agents_give_it_back_the_bot_says_so_and_the_flow_has_ended(transferred, text):
    transferred.says("Thank you, agent")

    assert transferred.says(text) == ["utter_human_handoff_returned"]
    assert transferred.slot("state") == "none"
    assert transferred.flow is None
    assert (transferred.slot("name"), transferred.slot("email")) == tuple(KNOWN.values())


def test_a_customer_can_be_transferred_again_after_the_return(transferred, control):
    transferred.says("__agent_returned__")

    transferred.says("a person again", starts=START)

    assert transferred.slot("state") in HANDED_OVER
    assert len(control.transfers()) == 2


# LivePerson's report is kept for some seconds, whatever the setting.
@pytest.mark.parametrize("desk", ["cm", "parley"], indirect=True)
def test_off_shift_the_customer_is_told_and_no_transfer_is_made(bot, vendor, control):
    vendor.set_shift(False)

    said = bot.says("a person", starts=START)

    assert [each for each in said if each.startswith("utter_human_handoff_off_shift")] == said != []
    assert bot.ran == [METRIC, CHECK]
    assert bot.flow is None
    assert control.transfers() == []


def test_a_transfer_that_the_vendor_refuses_is_said_and_the_customer_can_ask_again(
    known, vendor, control
):
    control.fault(vendor.transfer_calls[-1], "status", status=400)

    said = known.says("a person", starts=START)

    assert known.ran == [METRIC, CHECK, ANNOUNCE, ESCALATE, FAILED]
    assert said[-1] == "utter_human_handoff_failed"
    assert (known.slot("state"), known.flow) == ("failed", None)
    known.says("try again", starts=START)
    assert known.slot("state") in HANDED_OVER


def test_a_transfer_whose_fate_is_unknown_is_said_to_be_unconfirmed(known, vendor, control):
    control.fault(vendor.transfer_calls[-1], "reset")

    said = known.says("a person", starts=START)

    assert said[-1] == "utter_human_handoff_unconfirmed"
    assert known.flow is None


@pytest.mark.parametrize("text", ["__agent_escalation_failed__", "/human_handoff_failed"])
def test_a_transfer_that_the_platform_fails_later_is_said_and_the_bot_is_back(transferred, text):
    assert transferred.says(text) == ["utter_human_handoff_failed"]
    assert transferred.ran == [FAILED]
    assert (transferred.slot("state"), transferred.flow) == ("failed", None)


def test_a_request_while_agents_have_the_conversation_leads_back_into_silence(transferred):
    """A new session can end the flow, although the agents have the conversation."""
    transferred._flow = None

    assert transferred.says("a person!", starts=START) == []
    assert transferred.ran == [METRIC, CHECK]
    assert transferred.says("Hello?") == []


def failing(call, action):
    """Call the actions; this one cannot be reached, and the engine goes on without its events."""

    def call_or_fail(request):
        if request["next_action"] == action:
            return {"events": [], "responses": []}
        return call(request)

    return call_or_fail


@pytest.mark.parametrize(
    ("action", "said"),
    [(CHECK, "utter_human_handoff_unknown"), (ESCALATE, "utter_human_handoff_unconfirmed")],
)
def test_where_an_action_cannot_be_reached_the_customer_is_told_the_truth(
    call, vendor, action, said
):
    bot = FlowBot(failing(call, action), **KNOWN)

    assert bot.says("a person", starts=START)[-1] == said
    assert bot.flow is None


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 400}, {"kind": "reset"}])
def test_where_the_action_server_dies_after_a_refused_transfer_the_customer_is_told_the_truth(
    call, vendor, control, fault
):
    bot = FlowBot(failing(call, FAILED), **KNOWN)
    control.fault(vendor.transfer_calls[-1], **fault)

    assert bot.says("a person", starts=START)[-1] == "utter_human_handoff_unconfirmed"
    assert bot.ran[-2:] == [FAILED, "utter_human_handoff_unconfirmed"]
    assert (bot.flow, bot.slot("state"), bot.slot("desk")) == (None, "failed", None)
    bot._call = call
    bot.says("try again", starts=START)
    assert bot.slot("state") in HANDED_OVER


@pytest.mark.parametrize("text", ["__agent_escalation_failed__", "/human_handoff_failed"])
def test_where_the_action_server_dies_as_the_platform_fails_a_transfer_the_bot_is_back_with_a_word(
    call, vendor, text
):
    bot = FlowBot(failing(call, FAILED), **KNOWN)
    bot.says("a person", starts=START)

    assert bot.says(text) == ["utter_human_handoff_unconfirmed"]
    assert (bot.flow, bot.slot("state")) == (None, "failed")
    bot._call = call
    bot.says("try again", starts=START)
    assert bot.slot("state") in HANDED_OVER


def test_where_the_action_server_dies_at_the_return_the_bot_says_that_it_is_back(call, vendor):
    bot = FlowBot(failing(call, RETURNED), **KNOWN)
    bot.says("a person", starts=START)

    assert bot.says("__agent_returned__") == ["utter_human_handoff_returned"]
    assert (bot.flow, bot.slot("state")) == (None, "none")


def test_the_silence_goes_on_while_the_action_server_cannot_be_reached(call, vendor):
    bot = FlowBot(failing(call, "validate_human_handoff_silence"), **KNOWN)
    bot.says("a person", starts=START)

    assert bot.says("Hello?") == []
    assert bot.flow == "with_human_agent"
