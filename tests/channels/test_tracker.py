"""What Rasa's tracker tells of a conversation, after whatever has happened to this process."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from human_handoff_channels.plugin import STATE
from human_handoff_channels.tracker import TrackerReader
from tests.channels.scripted_rasa import tracker_of

LISTEN = ActionExecuted("action_listen")
BUTTONS = [{"title": "Yes, please", "payload": "/affirm"}, {"title": "Other"}]
ASKED = BotUttered("Sure?", data={"buttons": BUTTONS})
TITLES = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=127), min_size=1)
SPACES = st.sampled_from(["", " ", "\n", "  "])


def message(identification, text="Hi", intent=None):
    return UserUttered(text, intent, message_id=identification)


def reader_of(*events):
    return TrackerReader(tracker_of("c", *events))


async def test_it_is_read_from_rasas_own_store(store):
    agent = SimpleNamespace(tracker_store=store)
    unknown = await TrackerReader.read(agent, "c")
    await store.save(tracker_of("c", LISTEN, message("1")))

    known = await TrackerReader.read(agent, "c")

    assert (unknown.exists, unknown.has_message("1")) == (False, False)
    assert (known.exists, known.has_message("1"), known.has_message("2")) == (True, True, False)


@pytest.mark.parametrize("agent", [None, SimpleNamespace(), SimpleNamespace(tracker_store=None)])
async def test_without_a_store_nothing_is_known(agent):
    reader = await TrackerReader.read(agent, "c")

    assert (reader.exists, reader.is_handed_over, reader.handed_over_at) == (False, None, 0.0)
    assert reader.resolve_title("Yes") == "Yes"
    assert reader.intent("1") is None
    assert await reader.repeat_reply("1", None) is False


def test_a_tracker_without_an_event_is_no_known_conversation():
    assert reader_of().exists is False


@pytest.mark.parametrize(
    ("state", "is_handed_over"), [("none", False), ("requested", True), ("with_agent", True)]
)
def test_the_plugins_slot_tells_who_has_the_conversation(state, is_handed_over):
    assert reader_of(SlotSet(STATE, state)).is_handed_over is is_handed_over


def test_a_bot_without_the_plugins_slot_cannot_tell():
    tracker = DialogueStateTracker.from_events("c", [LISTEN], Domain.empty().slots)

    assert TrackerReader(tracker).is_handed_over is None


def test_agents_have_it_since_they_got_it_last():
    states = [("requested", 1.0), ("with_agent", 2.0), ("none", 3.0), ("requested", 4.0)]
    events = [SlotSet(STATE, state, timestamp=when) for state, when in states]

    assert reader_of(*events, SlotSet("city", "Utrecht", timestamp=5.0)).handed_over_at == 4.0
    assert reader_of(*events[:3], message("1")).handed_over_at == 2.0
    assert reader_of(LISTEN).handed_over_at == 0.0


def test_a_messages_intent_is_what_rasa_understood():
    reader = reader_of(
        message("1", intent={"name": "greet", "confidence": 1}),
        BotUttered("Hello."),
        message("2", intent={"name": None, "confidence": 0.0}),
        message("3", intent={"name": "greet"}),
        message("4"),
    )

    assert reader.intent("1") == ("greet", 1.0)
    assert [reader.intent(each) for each in ("2", "3", "4", "5")] == [None] * 4


async def test_what_was_said_to_a_message_is_said_again_and_nothing_else():
    sent = []

    class Output:
        async def send_response(self, recipient_id, message):
            sent.append((recipient_id, message["text"]))

    reader = reader_of(
        *(message("1"), BotUttered("Hello."), LISTEN, BotUttered("Ask me."), LISTEN),
        *(message("2"), BotUttered("Bye.")),
    )

    assert await reader.repeat_reply("1", Output()) is True
    assert sent == [("c", "Hello."), ("c", "Ask me.")]
    assert await reader.repeat_reply("3", Output()) is False
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Yes, please", "/affirm"),
        (" yes, PLEASE\n", "/affirm"),
        ("Yes", "Yes"),
        ("Other", "Other"),
        ("", ""),
    ],
)
def test_who_writes_what_stands_on_a_button_means_its_payload(text, meaning):
    assert reader_of(message("1"), ASKED, LISTEN).resolve_title(text) == meaning


@given(titles=st.lists(TITLES, min_size=1, max_size=5, unique_by=str.casefold), data=st.data())
def test_any_title_in_any_case_means_its_payload(titles, data):
    buttons = [{"title": title, "payload": f"/{at}"} for at, title in enumerate(titles)]
    at = data.draw(st.integers(0, len(titles) - 1))
    change = data.draw(st.sampled_from([str.upper, str.lower, str]))
    text = data.draw(SPACES) + change(titles[at]) + data.draw(SPACES)

    assert reader_of(BotUttered("?", data={"buttons": buttons})).resolve_title(text) == f"/{at}"


def test_the_last_buttons_of_a_turn_count_first():
    later = BotUttered("Really?", data={"buttons": [{"title": "yes, please", "payload": "/sure"}]})

    assert reader_of(ASKED, later, BotUttered("?"), LISTEN).resolve_title("Yes, please") == "/sure"


def test_buttons_of_an_earlier_turn_mean_nothing_any_more():
    reader = reader_of(message("1"), ASKED, message("2"), BotUttered("Fine."), LISTEN)

    assert reader.resolve_title("Yes, please") == "Yes, please"


@pytest.mark.parametrize("buttons", [None, [], ["Yes"], [None], [{"title": None}], [{}]])
@pytest.mark.parametrize("text", ["Yes", "None", " "])
def test_buttons_without_a_title_mean_nothing(buttons, text):
    assert reader_of(BotUttered("?", data={"buttons": buttons})).resolve_title(text) == text


def test_metadata_is_that_of_the_latest_message_that_has_it():
    def written(**metadata):
        return UserUttered("Hi", metadata=metadata)

    reader = reader_of(written(cm=1), written(cm=2), written(other=3), message("1"), LISTEN)

    assert (reader.metadata("cm"), reader.metadata("other")) == (2, 3)
    assert reader.metadata("parley") is None
