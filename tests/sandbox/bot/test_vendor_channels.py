"""What the vendors' own channels have in common: retries, redelivery, secrets, the return."""

from typing import Any

import pytest

from sandbox.client.control import ControlError, is_event
from tests.sandbox.driver import Driver, texts
from tests.sandbox.vendors.driver import VendorDriver

at_cm_and_parley = pytest.mark.parametrize("vendor", ["cm", "parley"], indirect=True)


@at_cm_and_parley
def test_what_the_bot_says_later_is_read_too(channel_bot: VendorDriver) -> None:
    channel_bot.answers()

    assert channel_bot.writes("Hi") == []
    assert channel_bot.says_later("Sorry, that took a while.") == channel_bot.accepted

    last = channel_bot.messages(channel_bot.subject)[-1]
    assert last == ("bot", "customer", "Sorry, that took a while.")


@pytest.mark.parametrize(
    ("vendor", "trouble"),
    [
        *(("cm", trouble) for trouble in [(500, {}), (401, {}), (302, {}), None]),
        *(("parley", trouble) for trouble in [(500, {}), (404, {}), None]),
    ],
    indirect=["vendor"],
)
def test_what_is_not_taken_is_delivered_again_three_times(
    channel_bot: VendorDriver, trouble: Any
) -> None:
    channel_bot.bot.answers_in_turn(trouble, trouble, trouble, (channel_bot.accepted, {}))

    assert channel_bot.writes("Hi") == []

    assert len(channel_bot.deliveries) == 4
    assert len({request.content for request in channel_bot.deliveries}) == 1
    attempts = channel_bot.happened("bot_called")
    status = trouble and trouble[0]
    assert [attempt["attempt"] for attempt in attempts] == [1, 2, 3, 4]
    assert [attempt["status"] for attempt in attempts] == [*[status] * 3, channel_bot.accepted]
    assert {(attempt["call"], attempt["path"]) for attempt in attempts} == {
        ("bot_message", channel_bot.deliveries[0].path)
    }


def test_then_the_bot_has_failed_and_can_come_back(channel_bot: VendorDriver) -> None:
    attempts = channel_bot.retry_less()
    channel_bot.bot.answer = lambda request: (200 if request.method == "PUT" else 503, {})

    with pytest.raises(ControlError, match="did not answer: 503"):
        channel_bot.writes("Hi")

    assert len(channel_bot.deliveries) == attempts
    channel_bot.wait_for(is_event("bot_failed", conversation=channel_bot.subject))
    assert channel_bot.transfers() == []
    channel_bot.answers("Hello.")
    assert len(channel_bot.writes("Hi?")) == 1


@at_cm_and_parley
def test_a_delivery_that_comes_again_is_the_same_message(channel_bot: VendorDriver) -> None:
    channel_bot.writes("Hi")

    assert channel_bot.redeliver(channel_bot.subject) == channel_bot.accepted

    first, second = channel_bot.deliveries
    assert (first.content, first.path) == (second.content, second.path)
    header, token = channel_bot.token
    assert first.headers[header] == second.headers[header] == token
    assert channel_bot.messages(channel_bot.subject) == [
        ("customer", "bot", "Hi"),
        ("bot", "customer", "Hello."),
        ("bot", "customer", "Hello."),
    ], "a bot that does not recognise it answers twice"


@at_cm_and_parley
def test_the_agent_gives_the_conversation_back_and_the_bot_is_told_nothing(
    channel_bot: VendorDriver,
) -> None:
    channel_bot.cm.set_bot(handover_path=None)
    channel_bot.writes("A person, please")
    channel_bot.hand_over()

    assert channel_bot.agent_returns(channel_bot.subject) == []

    assert len(channel_bot.bot.requests) == 1
    assert texts(channel_bot.writes("Hi again")) == ["Hello."]


@at_cm_and_parley
def test_metadata_is_refused_where_the_platform_has_no_room_for_it(
    channel_bot: VendorDriver,
) -> None:
    with pytest.raises(ControlError, match="carries no metadata"):
        channel_bot.customer_says("c1", "Hi", metadata={"a": 1})

    assert channel_bot.bot.requests == []
    assert channel_bot.conversation("c1")["messages"] == []


@pytest.mark.parametrize("channel", ["liveperson", "cm", "parley"])
def test_a_bot_that_is_away_has_failed_after_the_platforms_attempts(
    control: Driver, channel: str
) -> None:
    control.set_bot("http://127.0.0.1:9", channel)

    with pytest.raises(ControlError, match="did not answer"):
        control.customer_says("c1", "Hi")

    failed = control.wait_for(is_event("bot_failed", conversation="c1"))
    assert "did not answer" in failed["reason"]
    attempts = [event["attempt"] for event in control.happened("bot_called")]
    assert attempts == list(range(1, (3 if channel == "liveperson" else 4) + 1))


@pytest.mark.parametrize("channel", ["liveperson", "cm", "parley"])
def test_what_opens_the_bot_is_shown_nowhere(control: Driver, channel: str) -> None:
    control.set_bot(control.bot.url, channel)
    control.bot.answers_in_turn((401, {}))
    with pytest.raises(ControlError) as refused:
        control.customer_says("c1", "Hi")
    if channel == "cm":
        with pytest.raises(ControlError):
            control.cm.end_session("c1")

    shown = [control.state(), control.calls(), control.happened(), refused.value]

    bearers = [
        request.headers.get("authorization", "").split(" ")[-1] for request in control.bot.requests
    ]
    secrets = ["sandbox-cm-webhook-token", "sandbox-parley-webhook-token", *filter(None, bearers)]
    assert len(secrets) > 2 or channel == "cm"
    assert [secret for secret in secrets if secret in str(shown)] == []


def test_settings_of_the_bots_side_are_answered_without_the_token_and_reset(
    control: Driver,
) -> None:
    before = control.state()

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
    control.reset()
    assert control.state() == before
