"""What Rasa's tracker tells of a conversation, after whatever has happened to this process."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from human_handoff_channels.tracker import STATE_SLOT, RasaMemory

LISTEN = ActionExecuted("action_listen")
BUTTONS = [{"title": "Yes, please", "payload": "/affirm"}, {"title": "Other"}]
ASKED = BotUttered("Sure?", data={"buttons": BUTTONS})
TITLES = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=127), min_size=1)
SPACES = st.sampled_from(["", " ", "\n", "  "])


def heard(identification, words="Hi", intent=None):
    return UserUttered(words, intent, message_id=identification)


@pytest.fixture
def memory_of(domain):
    def memory(*events):
        return RasaMemory(DialogueStateTracker.from_events("c", list(events), domain.slots))

    return memory


class Broken:
    async def retrieve(self, sender_id):
        raise ConnectionError("redis://:secret@host")


async def test_it_is_read_from_rasas_own_store(store, domain):
    agent = SimpleNamespace(tracker_store=store)
    unknown = await RasaMemory.of(agent, "c")
    await store.save(DialogueStateTracker.from_events("c", [LISTEN, heard("1")], domain.slots))

    known = await RasaMemory.of(agent, "c")

    assert (unknown.is_known, unknown.has_heard("1")) == (False, False)
    assert (known.is_known, known.has_heard("1"), known.has_heard("2")) == (True, True, False)


@pytest.mark.parametrize("agent", [None, SimpleNamespace(), SimpleNamespace(tracker_store=None)])
async def test_without_a_store_nothing_is_known(agent):
    memory = await RasaMemory.of(agent, "c")

    assert (memory.is_known, memory.is_handed_over, memory.away_since) == (False, None, 0.0)
    assert memory.meant("Yes") == "Yes"
    assert memory.intent("1") is None
    assert await memory.say_again("1", None) is False


async def test_a_store_that_fails_is_a_line_without_its_address_and_the_turn_goes_on(caplog):
    memory = await RasaMemory.of(SimpleNamespace(tracker_store=Broken()), "c")

    assert memory.is_known is False
    assert caplog.messages == ["the tracker could not be read: ConnectionError"]


def test_a_tracker_without_an_event_is_no_known_conversation(memory_of):
    assert memory_of().is_known is False


@pytest.mark.parametrize(
    ("state", "is_handed_over"), [("none", False), ("requested", True), ("with_agent", True)]
)
def test_the_plugins_slot_tells_who_has_the_conversation(memory_of, state, is_handed_over):
    assert memory_of(SlotSet(STATE_SLOT, state)).is_handed_over is is_handed_over


def test_a_bot_without_the_plugins_slot_cannot_tell():
    tracker = DialogueStateTracker.from_events("c", [LISTEN], Domain.empty().slots)

    assert RasaMemory(tracker).is_handed_over is None


def test_agents_have_it_since_they_got_it_last(memory_of):
    states = [("requested", 1.0), ("with_agent", 2.0), ("none", 3.0), ("requested", 4.0)]
    events = [SlotSet(STATE_SLOT, state, timestamp=when) for state, when in states]

    assert memory_of(*events, SlotSet("city", "Utrecht", timestamp=5.0)).away_since == 4.0
    assert memory_of(*events[:3], heard("1")).away_since == 2.0
    assert memory_of(LISTEN).away_since == 0.0


def test_a_messages_intent_is_what_rasa_understood(memory_of):
    memory = memory_of(
        heard("1", intent={"name": "greet", "confidence": 1}),
        BotUttered("Hello."),
        heard("2", intent={"name": None, "confidence": 0.0}),
        heard("3", intent={"name": "greet"}),
        heard("4"),
    )

    assert memory.intent("1") == ("greet", 1.0)
    assert [memory.intent(each) for each in ("2", "3", "4", "5")] == [None] * 4


async def test_what_was_said_to_a_message_is_said_again_and_nothing_else(memory_of):
    said = []

    class Output:
        async def send_response(self, recipient_id, message):
            said.append((recipient_id, message["text"]))

    memory = memory_of(
        *(heard("1"), BotUttered("Hello."), LISTEN, BotUttered("Ask me."), LISTEN),
        *(heard("2"), BotUttered("Bye.")),
    )

    assert await memory.say_again("1", Output()) is True
    assert said == [("c", "Hello."), ("c", "Ask me.")]
    assert await memory.say_again("3", Output()) is False
    assert len(said) == 2


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Yes, please", "/affirm"),
        (" yes, PLEASE\n", "/affirm"),
        ("Yes", "Yes"),
        ("Other", "Other"),
        ("", ""),
    ],
)
def test_who_writes_what_stands_on_a_button_means_its_payload(memory_of, words, meant):
    assert memory_of(heard("1"), ASKED, LISTEN).meant(words) == meant


@given(titles=st.lists(TITLES, min_size=1, max_size=5, unique_by=str.casefold), data=st.data())
def test_any_title_in_any_case_means_its_payload(memory_of, titles, data):
    buttons = [{"title": title, "payload": f"/{at}"} for at, title in enumerate(titles)]
    at = data.draw(st.integers(0, len(titles) - 1))
    change = data.draw(st.sampled_from([str.upper, str.lower, str]))
    words = data.draw(SPACES) + change(titles[at]) + data.draw(SPACES)

    assert memory_of(BotUttered("?", data={"buttons": buttons})).meant(words) == f"/{at}"


def test_the_last_buttons_of_a_turn_count_first(memory_of):
    later = BotUttered("Really?", data={"buttons": [{"title": "yes, please", "payload": "/sure"}]})

    assert memory_of(ASKED, later, BotUttered("?"), LISTEN).meant("Yes, please") == "/sure"


def test_buttons_of_an_earlier_turn_mean_nothing_any_more(memory_of):
    memory = memory_of(heard("1"), ASKED, heard("2"), BotUttered("Fine."), LISTEN)

    assert memory.meant("Yes, please") == "Yes, please"


@pytest.mark.parametrize("buttons", [None, [], ["Yes"], [None], [{"title": None}], [{}]])
@pytest.mark.parametrize("words", ["Yes", "None", " "])
def test_buttons_without_a_title_mean_nothing(memory_of, buttons, words):
    assert memory_of(BotUttered("?", data={"buttons": buttons})).meant(words) == words


def test_metadata_is_that_of_the_latest_message_that_has_it(memory_of):
    def told(**metadata):
        return UserUttered("Hi", metadata=metadata)

    memory = memory_of(told(cm=1), told(cm=2), told(other=3), heard("1"), LISTEN)

    assert (memory.metadata("cm"), memory.metadata("other")) == (2, 3)
    assert memory.metadata("parley") is None
