"""Whose word is taken for a customer's ids at a vendor."""

import pytest

from actions.human_handoff.rasa_side.platform_ids import ANY_CHANNEL, PlatformIds, ids_for, is_id
from tests.unit.cases import cases
from tests.unit.rasa_side.chat import Chat


def named(conversation, user=None):
    """Return the metadata with which a channel names a conversation and its user."""
    return {"human_handoff_conversation_id": conversation, "human_handoff_user_id": user}


def ids(chat, *channels, desk="cm", is_only_desk=True):
    """Return the ids of a customer at a desk that lists these channels."""
    return ids_for(chat.view, desk, channels, is_only_desk=is_only_desk)


SLOTS = {"conversation_id": "slot-1", "user_id": 77}
MESSAGES = [named("m-1", "u-1"), named("m-2"), named(""), {}]


@cases(
    "slots messages expected",
    {
        "from the sender": ({}, [{}], ("customer-1", None)),
        "then from the slots": (SLOTS, [{}], ("slot-1", "77")),
        "then from metadata": (SLOTS, [named("m-1", "u-1")], ("m-1", "u-1")),
        "the latest": (SLOTS, MESSAGES, ("m-2", "u-1")),
    },
)
def test_ids_come_from_metadata_then_the_slot_then_the_sender(slots, messages, expected):
    chat = Chat(channel="cm", **slots)
    for metadata in messages:
        chat.say("Hello", **metadata)

    assert ids(chat, "cm") == PlatformIds(*expected)
    assert ids(chat, ANY_CHANNEL) == PlatformIds(*expected)


@pytest.mark.parametrize("channel", ["rest", "socketio", "liveperson"])
def test_a_channel_that_the_desk_does_not_list_names_nobody(channel):
    chat = Chat(channel=channel).say("Hello", **named("somebody-else", "another-user"))

    assert ids(chat, "cm") is None


def test_metadata_of_a_channel_that_is_not_listed_stays_unread_after_a_change_of_channel():
    chat = Chat(channel="rest").say("Hello", **named("somebody-else"))
    chat.channel = "cm"
    chat.say("Hello again")

    assert ids(chat, "cm") == PlatformIds("customer-1")


@cases(
    "slots desk is_only_desk expected",
    {
        "one id, one desk": ({"conversation_id": "c-1"}, "cm", True, PlatformIds("c-1")),
        "one id, several desks": ({"conversation_id": "c-1"}, "cm", False, None),
        "its own": ({"conversation_id": {"cm": "c-1"}}, "cm", False, PlatformIds("c-1")),
        "another desk's": ({"conversation_id": {"cm": "c-1"}}, "parley", False, None),
        "no id at all": ({"conversation_id": ["c-1"]}, "cm", True, None),
    },
)
def test_the_ids_of_one_desk_are_never_another_desks(slots, desk, is_only_desk, expected):
    chat = Chat(channel="web", **slots).say("Hello")

    assert ids(chat, desk=desk, is_only_desk=is_only_desk) == expected


@pytest.mark.parametrize("text", ["a", "Ab-1:2_3.4", "00d36f12", "+31612345678", "x" * 256])
def test_what_vendors_use_as_ids_is_an_id(text):
    assert is_id(text)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a/b", "a\\b", "../users/8", "a\nb", "a\x00", "a\u202eb", "x" * 257]
)
def test_what_would_name_another_resource_is_no_id(text):
    assert not is_id(text)
    assert ids(Chat(channel="cm").say("Hello", **named(text or "/")), "cm") is None
    assert ids(Chat(channel="cm").say("Hello", **named("c-1", text or "/")), "cm") is None
