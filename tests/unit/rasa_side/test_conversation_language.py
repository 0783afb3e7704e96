"""What our code says follows the slot that names the conversation's language."""

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.slots import LANGUAGE
from actions.human_handoff.shift import Shift, ShiftStatus
from tests.unit.fake_desk import Desk, handoff
from tests.unit.outcomes import REQUESTED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import slot_event
from tests.unit.rasa_side.rasa_tracker import DOMAIN, NOW

BOTH = {"default": "en", "slot": LANGUAGE}
IS_DUTCH = {"type": "slot", "name": LANGUAGE, "value": "nl"}
ENGLISH, DUTCH, DUTCH_ON_CM = "Hold on.", "Een ogenblik.", "Wacht."


def domain(*variations):
    """Return the domain with these variations of the transfer message."""
    message = {"utter_human_handoff_transfer": list(variations)}
    return DOMAIN | {"responses": DOMAIN["responses"] | message}


def bot(*outcomes, **settings):
    return handoff(Desk(*outcomes), language=BOTH, **settings)


@pytest.mark.parametrize(("value", "word"), [("nl-NL", " om "), ("en", " at "), (None, " at ")])
def test_the_next_opening_is_in_the_conversations_language(value, word):
    opens_at = datetime.now(timezone.utc) + timedelta(hours=3)
    desk = Desk(skills={"human": Shift(ShiftStatus.OFF_SHIFT, opens_at=opens_at)})
    chat = Chat(handoff(desk, language=BOTH), language=value).say("a person", "human_handoff")

    (message,) = chat.run(CheckShiftStatus).messages
    assert message["response"] == "utter_human_handoff_off_shift_until"
    assert word in message["opens_at"]


@pytest.mark.parametrize(("value", "said"), [("NL", "5 minuten"), ("xx", "5 minutes")])
def test_how_long_agents_had_the_chat_is_in_the_conversations_language(value, said):
    tells = bot(return_to_bot={"tell_duration": True})
    chat = Chat(tells, state="requested", state_since=NOW - 300, language=value)
    chat.say("/human_handoff_returned", "human_handoff_returned")

    (message,) = chat.run(Returned).messages
    assert message["duration"] == said


@pytest.mark.parametrize(
    ("channel", "value", "said"),
    [
        ("parley", "nl", DUTCH),
        ("parley", "NL", DUTCH),
        ("parley", "en", ENGLISH),
        ("parley", None, ENGLISH),
        # As Rasa does: a variation for the channel comes before one for all channels.
        ("cm", "nl", DUTCH_ON_CM),
        ("cm", "en", ENGLISH),
    ],
)
def test_the_transfer_message_that_a_desk_carries_is_the_variation_that_rasa_would_choose(
    channel, value, said
):
    texts = domain(
        {"text": ENGLISH},
        {"text": DUTCH, "condition": [IS_DUTCH]},
        {"text": DUTCH_ON_CM, "condition": [IS_DUTCH], "channel": "cm"},
        {"text": "Never.", "condition": [IS_DUTCH | {"name": "human_handoff_silence", "value": 3}]},
    )
    chat = Chat(bot(REQUESTED), channel=channel, domain=texts, language=value).say("x")
    assert chat.view.pending_transfer_message == said


def test_without_a_variation_that_holds_there_is_no_transfer_message():
    chat = Chat(bot(), domain=domain({"text": DUTCH, "condition": [IS_DUTCH]})).say("x")
    assert chat.view.pending_transfer_message is None
    assert chat.run(Announce).messages == []


@pytest.mark.parametrize(("value", "event"), [(None, "nl"), ("en", "en")])
def test_a_session_begins_in_the_default_language_unless_the_bot_has_set_another(value, event):
    dutch = handoff(Desk(), language={"default": "nl", "slot": LANGUAGE})
    started = Chat(dutch, language=value).dry_run(SessionStart)
    assert slot_event(LANGUAGE, event) in started.events


@pytest.mark.parametrize("language", [{}, {"slot": "my_language"}])
def test_no_session_sets_a_slot_of_the_bots_own(language):
    events = Chat(handoff(Desk(), language=language)).dry_run(SessionStart).events
    names = [each.get("name") for each in events]
    assert LANGUAGE not in names
    assert "my_language" not in names
