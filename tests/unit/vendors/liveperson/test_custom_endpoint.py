"""The transfer on LivePerson's Custom Endpoint: part of the bot's reply, and no call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff import ConfigurationError, Contact, SkillError, TransferState
from tests.unit.vendors import accounts

JANE = Contact("Jane {0} Doe", "jane@example.org")


def desk(custom_endpoint=True, escalation=None, **values):
    endpoint = values if custom_endpoint else None
    return accounts.desk("liveperson", escalation=escalation, custom_endpoint=endpoint)


def request(**values):
    messages = {"last_messages": ("Hi", "A person!"), "question": "A person!"}
    return accounts.escalation(**{"channel": "liveperson", "contact": JANE, **messages, **values})


def payload(desk, **values):
    """Return what the channel gets."""
    return desk.escalate(request(**values)).channel_payload["human_handoff"]


def test_the_channel_gets_the_transfer_by_the_skills_name_and_nobody_is_called(http):
    transfer = desk().escalate(request())

    assert transfer.state is TransferState.REQUESTED
    assert transfer.channel_payload == {
        "human_handoff": {
            "transfer": {"skill": "Human"},
            "summary": ["Name: Jane {0} Doe", "E-mail: jane@example.org", "Asked: Hi / A person!"],
        }
    }
    assert "Jane" not in repr(transfer)


def test_lines_whose_values_are_not_known_are_left_out():
    sent = payload(desk(), contact=Contact(), last_messages=())

    assert sent == {"transfer": {"skill": "Human"}}


def test_the_summary_and_an_agent_are_as_configured():
    lines = ["{{{name}}} asks: {question}", "a bot's chat"]

    assert payload(desk(agent_id="42", summary=lines)) == {
        "transfer": {"skill": "Human", "agent": "42"},
        "summary": ["{Jane {0} Doe} asks: A person!", "a bot's chat"],
    }


def test_only_the_named_channels_are_the_custom_endpoint():
    both, call_only = (
        desk(escalation={}, channels=["lp"]),
        desk(custom_endpoint=False, escalation={}),
    )

    assert [both.transfers_in_reply(channel) for channel in ("lp", "liveperson")] == [True, False]
    assert [both.carries_message(channel) for channel in ("lp", "liveperson")] == [False, True]
    assert not call_only.transfers_in_reply("liveperson")


@pytest.mark.parametrize("changed", [{"skill": "77"}, {"skill": "nobody"}, {"channel": "rest"}])
def test_what_cannot_be_transferred_this_way_is_no_transfer(http, changed):
    with pytest.raises(SkillError):
        desk().escalate(request(**changed))

    assert desk().escalate(request()).channel_payload


@given(st.text())
def test_any_line_is_refused_or_can_be_filled(line):
    try:
        built = desk(summary=[line])
    except ConfigurationError:
        return

    assert payload(built)["transfer"] == {"skill": "Human"}
