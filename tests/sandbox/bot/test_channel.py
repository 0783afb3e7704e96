"""Over which channel a customer's messages reach the bot, and what all channels have in common."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import NOBODY, Driver, complaint, texts
from tests.sandbox.vendors.cm.driver import CM
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.parley.driver import Parley

at_cm_and_parley = pytest.mark.parametrize("channel", ["cm", "parley"], indirect=True)
at_the_vendors = pytest.mark.parametrize("channel", ["liveperson", "cm", "parley"], indirect=True)


def agent_returns(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    liveperson.agent_returns(liveperson.subject)


def session_ends(cm: CM) -> None:
    cm.hand_over()
    cm.admin.end_session(cm.subject)


def user_registers(parley: Parley) -> None:
    parley.admin.merge(parley.subject, "30")


# What tells the bot something that is no message, on a vendor's own channel.
NOTICES = {"liveperson": agent_returns, "cm": session_ends, "parley": user_registers}


@pytest.mark.parametrize("name", ["rest", "liveperson", "cm", "parley"])
def test_the_channel_of_new_conversations_can_be_chosen_and_is_rest_before(
    control: Driver, name: str
) -> None:
    assert control.state()["channel"] == "rest"
    control.writes("Hi")

    control.set_bot(control.bot.url, name)
    control.map_sender("after", "ben")

    assert control.state()["channel"] == name
    shown = {chat["id"]: chat["channel"] for chat in control.conversations()}
    assert shown == {"c1": "rest", "after": name}


def test_a_conversation_can_have_a_channel_of_its_own(control: Driver) -> None:
    shown = control.use_channel("c1", "parley")

    assert (shown["channel"], shown["sender"]) == ("parley", "c1")
    assert control.map_sender("c1", "anna")["channel"] == "parley"
    assert control.state()["channel"] == "rest"


@at_cm_and_parley
def test_what_the_bot_says_later_is_read_too(channel: VendorDriver) -> None:
    channel.answers()

    assert channel.writes("Hi") == []
    assert channel.says_later("Sorry, that took a while.") == channel.accepted

    assert channel.messages()[-1] == ("bot", "customer", "Sorry, that took a while.")


@pytest.mark.parametrize(
    ("channel", "trouble"),
    [
        *(("cm", trouble) for trouble in [(500, {}), (401, {}), (302, {}), None]),
        *(("parley", trouble) for trouble in [(500, {}), (404, {}), None]),
    ],
    indirect=["channel"],
)
def test_what_is_not_taken_is_delivered_again_three_times(
    channel: VendorDriver, trouble: Any
) -> None:
    channel.bot.answers_in_turn(trouble, trouble, trouble, (channel.accepted, {}))

    assert channel.writes("Hi") == []

    assert len(channel.deliveries) == 4
    assert len({request.content for request in channel.deliveries}) == 1
    attempts = channel.happened("bot_called")
    status = trouble and trouble[0]
    assert [attempt["attempt"] for attempt in attempts] == [1, 2, 3, 4]
    assert [attempt["status"] for attempt in attempts] == [*[status] * 3, channel.accepted]
    assert {(attempt["call"], attempt["path"]) for attempt in attempts} == {
        ("bot_message", channel.deliveries[0].path)
    }


def test_then_the_bot_has_failed_and_can_come_back(channel: Driver) -> None:
    attempts = channel.retry_less()
    channel.refuses(503)

    assert "did not answer: 503" in complaint(channel.writes, "Hi")

    assert len(channel.deliveries) == attempts
    channel.wait_for(is_event("bot_failed", conversation=channel.subject))
    assert channel.transfers() == []
    channel.answers("Hello.")
    assert texts(channel.writes("Hi?")) == ["Hello."]


def test_a_bot_that_is_away_has_failed_after_the_platforms_attempts(channel: Driver) -> None:
    channel.set_bot(NOBODY, channel.state()["channel"])

    assert "did not answer" in complaint(channel.writes, "Hi")

    failed = channel.wait_for(is_event("bot_failed", conversation=channel.subject))
    assert "did not answer" in failed["reason"]
    attempts = [event["attempt"] for event in channel.happened("bot_called")]
    assert attempts == list(range(1, channel.attempts + 1))


@pytest.mark.parametrize(
    ("channel", "notice"), NOTICES.items(), indirect=["channel"], ids=["return", "end", "merging"]
)
def test_a_bot_that_is_away_when_it_is_told_has_failed_and_has_the_conversation(
    channel: VendorDriver, notice: Callable[[Any], object]
) -> None:
    channel.writes("Hi")
    channel.bot.answers_in_turn((500, {}))

    assert "did not answer: 500" in complaint(notice, channel)

    conversation = channel.wait_for(is_event("bot_failed"))["conversation"]
    assert channel.conversation(conversation)["with"] == "bot"
    channel.answers("Hello.")
    assert texts(channel.customer_says(conversation, "Hi again")) == ["Hello."]


@at_cm_and_parley
def test_the_agent_gives_the_conversation_back_and_the_bot_is_told_nothing(
    channel: VendorDriver,
) -> None:
    channel.cm.set_bot(handover_path=None)
    channel.writes("A person, please")
    channel.hand_over()

    assert channel.agent_returns(channel.subject) == []

    assert len(channel.bot.requests) == 1
    assert texts(channel.writes("Hi again")) == ["Hello."]


@at_cm_and_parley
def test_metadata_is_refused_where_the_platform_has_no_room_for_it(channel: VendorDriver) -> None:
    assert "carries no metadata" in complaint(channel.customer_says, "c1", "Hi", {"a": 1})

    assert channel.bot.requests == []
    assert channel.messages("c1") == []


@at_the_vendors
def test_what_opens_the_bot_is_shown_nowhere(channel: VendorDriver) -> None:
    channel.bot.answers_in_turn((401, {}))
    refusals = [complaint(channel.writes, "Hi")]
    if channel.manifest.slug == "cm":
        refusals.append(complaint(channel.admin.end_session, channel.subject))

    shown = str([channel.state(), channel.calls(), channel.happened(), refusals])

    sent = [value for request in channel.bot.requests for value in request.credentials]
    secrets = {value.split(" ")[-1].removeprefix("token=") for value in sent}
    assert secrets
    assert [secret for secret in secrets if secret in shown] == []


def test_settings_of_the_bots_side_are_answered_without_the_token(control: Driver) -> None:
    answers = [
        control.ask("PUT", "/liveperson/bot", {"bot_id": "mine", "environment": "alpha"}),
        control.ask("PUT", "/cm/bot", {"token": "another", "header": "X-Mine"}),
        control.ask("PUT", "/parley/webhook", {"token": "another", "path": "/mine"}),
    ]

    assert [answer.get("token") for answer in answers] == [None, "***", "***"]
    shown = control.state()
    assert shown["liveperson"]["bot"]["bot_id"] == "mine"
    assert shown["cm"]["bot"] == answers[1]
    assert shown["parley"]["webhook"] == answers[2]


@at_cm_and_parley
@pytest.mark.parametrize("hears_agents", [False, True])
def test_a_bot_may_be_shown_what_agents_write_and_a_reset_changes_nothing(
    channel: VendorDriver, hears_agents: bool
) -> None:
    channel.set_bot(channel.bot.url, channel.manifest.channel, hears_agents=hears_agents)
    channel.reset()
    channel.answers("Hello.")
    channel.writes("A person, please")
    channel.hand_over()
    channel.agent_says(channel.subject, "This is Kim.")
    if hears_agents:
        channel.wait_for(is_event("bot_called", call="bot_agent_message"))
    channel.agent_returns(channel.subject)
    channel.writes("Thanks")

    calls = [event["call"] for event in channel.happened("bot_called")]
    assert ("bot_agent_message" in calls) is hears_agents
