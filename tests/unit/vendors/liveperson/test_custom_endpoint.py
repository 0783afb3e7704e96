"""The transfer on LivePerson's Custom Endpoint: part of the bot's answer, and no call."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.desk import Contact, Escalation, TransferState
from actions.human_handoff.errors import ConfigurationError, SkillError
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors.liveperson import LivePerson

SECTION = {
    "account": "12345678",
    "region": "eu",
    "skills": {"human": {"id": "2", "name": "Human"}},
    "login": {"username": "bot", "app_key": "key", "secret": "s3cret"},
    "custom_endpoint": {},
}
JANE = Contact("Jane {0} Doe", "jane@example.org")


def desk(**changes) -> LivePerson:
    section = {**copy.deepcopy(SECTION), **changes}
    return LivePerson(read_settings(LivePerson.Settings, section, "f: liveperson"), "f: liveperson")


def asked(skill="human", channel="liveperson", contact=JANE, said=("Hi", "A person!")):
    return Escalation(
        "c-1",
        None,
        skill,
        contact=contact,
        channel=channel,
        last_messages=said,
        question="A person!",
    )


def test_the_transfer_is_told_to_the_channel_by_the_skills_name_and_nobody_is_called(http):
    transfer = desk().escalate(asked())

    assert transfer.state is TransferState.REQUESTED
    assert transfer.channel_payload == {
        "human_handoff": {
            "transfer": {"skill": "Human"},
            "summary": ["Name: Jane {0} Doe", "E-mail: jane@example.org", "Asked: Hi / A person!"],
        }
    }
    assert "Jane" not in repr(transfer)


def test_lines_whose_words_are_not_known_are_left_out():
    told = desk().escalate(asked(contact=Contact(), said=())).channel_payload

    assert told == {"human_handoff": {"transfer": {"skill": "Human"}}}


def test_the_summary_and_an_agent_are_as_configured():
    endpoint = {"agent_id": "42", "summary": ["{{{name}}} asks: {question}", "a bot's chat"]}

    told = desk(custom_endpoint=endpoint).escalate(asked()).channel_payload

    assert told == {
        "human_handoff": {
            "transfer": {"skill": "Human", "agent": "42"},
            "summary": ["{Jane {0} Doe} asks: A person!", "a bot's chat"],
        }
    }


def test_only_the_named_channels_are_the_custom_endpoint():
    both = desk(
        escalation={"api_key": "s3cret", "chat_bot_id": "bot-1"},
        custom_endpoint={"channels": ["lp"]},
    )

    assert [both.transfers_in_reply(channel) for channel in ("lp", "liveperson")] == [True, False]
    assert [both.carries_message(channel) for channel in ("lp", "liveperson")] == [False, True]
    assert not desk(
        escalation={"api_key": "s3cret", "chat_bot_id": "bot-1"}, custom_endpoint=None
    ).transfers_in_reply("liveperson")


@pytest.mark.parametrize("changed", [{"skill": "77"}, {"skill": "nobody"}, {"channel": "rest"}])
def test_what_cannot_be_transferred_this_way_is_no_transfer(http, changed):
    with pytest.raises(SkillError):
        desk().escalate(asked(**changed))

    assert desk().escalate(asked()).channel_payload


def test_one_of_the_two_ways_must_be_configured():
    with pytest.raises(ConfigurationError) as caught:
        desk(custom_endpoint=None)

    assert str(caught.value) == (
        "f: liveperson.escalation is missing. Write it where a Conversation Builder bot owns the "
        "conversations, or write custom_endpoint where LivePerson calls this bot."
    )


@pytest.mark.parametrize("line", ["{phone}", "{name.first}", "{name!r}", "{email:>9}", "{", "{}"])
def test_a_summary_that_asks_for_other_words_is_refused(line):
    with pytest.raises(ConfigurationError) as caught:
        desk(custom_endpoint={"summary": ["fine", line]})

    assert str(caught.value).startswith("f: liveperson.custom_endpoint.summary.1 is wrong: ")


@given(st.text())
def test_any_line_is_refused_or_can_be_filled(line):
    try:
        built = desk(custom_endpoint={"summary": [line]})
    except ConfigurationError:
        return

    assert built.escalate(asked()).channel_payload["human_handoff"]["transfer"] == {
        "skill": "Human"
    }
