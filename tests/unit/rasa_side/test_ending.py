"""The event that ends a request tells how soon an agent had written, where the bot knows it."""

import pytest

from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.unanswered.records import UnansweredTransfers
from tests.unit import fake_desk
from tests.unit.fake_desk import Desk
from tests.unit.handoff_events.schema import SCHEMA
from tests.unit.lost_store import LostStore
from tests.unit.outcomes import REQUESTED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.rasa_tracker import NOW

SENDER = "customer-1"
HEARD = {"agents_heard_on": ["web"]}
MINUTE = 60.0


class Transferred:
    """A customer whom a desk accepted a minute ago; agents are heard on the channel `web`."""

    def __init__(self, channel="web"):
        self.store = LostStore(is_lost=False)
        configuration = fake_desk.configuration(Desk(REQUESTED), unanswered=HEARD)
        self.chat = Chat(Handoff(configuration, self.store), channel=channel, name="A", email="e")
        self.chat.request()
        self.chat.set_slots(state_since=NOW - MINUTE)

    def hears_an_agent(self, ago):
        UnansweredTransfers(self.store, now=lambda: NOW - ago).agent_wrote(SENDER)

    def end(self, action=Returned):
        self.chat.say("__agent_returned__", "human_handoff_returned").run(action)
        event = self.chat.reports[-1]
        SCHEMA.validate(event)
        assert event["step"] == "ended"
        return event["first_word_seconds"]


@pytest.mark.parametrize("action", [Returned, SessionStart])
@pytest.mark.parametrize(
    ("ago", "seconds"),
    [(48, 12.0), (60, 0.0), (64, 0.0), (66, None), (3600, None)],
    ids=["later", "at once", "clocks differ", "before the transfer", "long before it"],
)
def test_the_seconds_from_the_acceptance_to_the_first_word(action, ago, seconds):
    customer = Transferred()
    customer.hears_an_agent(ago)
    if action is SessionStart:  # which ends it only if the agents have had it for too long
        longest = customer.chat.handoff.settings.handed_over_seconds
        customer.chat.set_slots(state_since=NOW - longest)
        UnansweredTransfers(customer.store).begin(SENDER, "a later key", 0.0)
        customer.hears_an_agent(ago - MINUTE + longest)

    assert customer.end(action) == seconds


def test_only_the_first_word_counts():
    customer = Transferred()
    customer.hears_an_agent(48)
    customer.hears_an_agent(20)
    assert customer.end() == 12.0


def test_where_no_agent_has_written_or_the_bot_is_not_told_nothing_is_said():
    assert Transferred().end() is None
    elsewhere = Transferred(channel="phone")
    elsewhere.hears_an_agent(48)
    assert elsewhere.end() is None


def test_a_lost_store_ends_the_request_without_the_time():
    customer = Transferred()
    customer.hears_an_agent(48)
    customer.store.is_lost = True
    assert customer.end() is None


def test_a_state_of_unknown_age_ends_the_request_without_the_time():
    customer = Transferred()
    customer.hears_an_agent(48)
    customer.chat.set_slots(state_since=None)
    customer.chat.tracker["events"] = []
    assert customer.end() is None
