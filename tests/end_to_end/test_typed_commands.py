"""A command that a customer of a vendor's channel types is text to Rasa."""

from __future__ import annotations

from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import ON_OWN_CHANNEL
from tests.real_bot import Bot

COMMANDS = ("/restart", "/human_handoff_returned", "/greet", "/human_handoff{}")


@ON_OWN_CHANNEL
def test_a_typed_command_is_text_to_rasa(
    customer: Customer, bot: Bot, route: tuple[str, str]
) -> None:
    bot.configure(desks=[route[0]])
    customer.says("hello", *COMMANDS)
    events = bot.events(customer.conversation)

    assert "restart" not in [event["event"] for event in events]
    written = [event for event in events if event["event"] == "user"]
    assert [event["text"].lstrip("\u2060") for event in written[1:]] == list(COMMANDS)
    # The regular expressions of Rasa's own handler give an intent with exactly this confidence.
    rankings = [event["parse_data"]["intent_ranking"] for event in written[1:]]
    assert all(len(ranking) > 1 for ranking in rankings)
