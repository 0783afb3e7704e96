"""An agent ends a chat: what the customer sees, who has it then, and how the bot is told."""

from sandbox.client.control import is_event
from tests.sandbox.driver import complaint
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import LivePerson


def test_the_customer_is_told_and_the_agent_is_gone(vendor: VendorDriver) -> None:
    vendor.hand_over()

    assert vendor.agent_closes(vendor.subject, None) == []

    closing = ("vendor", "customer", "The agent has ended the chat.")
    assert vendor.messages() == [*vendor.announcement, closing]
    assert vendor.conversation(vendor.subject)["messages"][-1]["name"] == vendor.manifest.title
    assert vendor.is_with_bot
    order = ["message", "conversation_closed", "agent_left"]
    assert [kind for kind in vendor.types() if kind in order][-3:] == order


def test_at_liveperson_the_bot_gets_it_with_the_next_message(endpoint: LivePerson) -> None:
    endpoint.writes("Hi")
    endpoint.hand_over()
    steps = endpoint.steps

    assert endpoint.agent_closes(endpoint.subject) == []
    assert endpoint.steps == steps
    endpoint.writes("Hi again")

    assert endpoint.steps == [*steps, "PUT", "POST"]
    assert endpoint.sequences == [0, 1]


def test_a_bot_that_is_away_is_a_failure_and_the_chat_is_closed(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    liveperson.bot.answers_in_turn((500, []), (200, []))

    assert "did not answer" in complaint(liveperson.agent_closes, liveperson.subject)

    liveperson.wait_for(is_event("bot_failed", conversation=liveperson.subject))
    assert liveperson.has_conversation == "bot"
    assert liveperson.writes("Hi") == []
