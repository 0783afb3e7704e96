"""Over which channel a customer's words reach the bot, and deliveries that come again."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event

CHANNELS = ["rest", "liveperson", "cm", "parley"]


def texts(control: Control, conversation: str, speaker: str = "bot") -> list[str]:
    said = control.conversation(conversation)["messages"]
    return [each["text"] for each in said if each["from"] == speaker]


def test_rest_is_the_channel_unless_another_was_chosen(bot: Any, control: Control) -> None:
    control.customer_says("c1", "Hi")

    assert control.state()["channel"] == "rest"
    assert control.conversation("c1")["channel"] == "rest"


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_channel_of_new_conversations_can_be_chosen(
    bot: Any, control: Control, channel: str
) -> None:
    control.map_sender("before", "anna")

    control.set_bot(bot.url, channel)
    control.map_sender("after", "ben")

    assert control.state()["channel"] == channel
    shown = {each["id"]: each["channel"] for each in control.conversations()}
    assert shown == {"before": "rest", "after": channel}


def test_a_conversation_can_have_a_channel_of_its_own(bot: Any, control: Control) -> None:
    shown = control.use_channel("c1", "parley")

    assert (shown["channel"], shown["sender"]) == ("parley", "c1")
    assert control.map_sender("c1", "anna")["channel"] == "parley"
    assert control.state()["channel"] == "rest"


@pytest.mark.parametrize("path", ["/bot", "/conversations/c1"])
def test_a_channel_that_is_none_is_refused(control: Control, path: str) -> None:
    about = {"url": "http://127.0.0.1:9"} if path == "/bot" else {}

    with pytest.raises(ControlError, match="one of rest, liveperson, cm, parley"):
        control.ask("PUT", path, {**about, "channel": "fax"})

    assert control.state()["channel"] == "rest"
    assert control.conversations() == []


@pytest.mark.parametrize("channel", ["cm", "parley"])
def test_metadata_is_refused_where_the_platform_has_no_room_for_it(
    called: Any, control: Control, channel: str
) -> None:
    control.set_bot(called.url, channel)

    with pytest.raises(ControlError, match="carries no metadata"):
        control.customer_says("c1", "Hi", metadata={"a": 1})

    assert called.calls == []
    assert control.conversation("c1")["messages"] == []


def test_a_delivery_comes_again_exactly_as_it_was(bot: Any, control: Control) -> None:
    bot.says("Hello.")
    control.customer_says("c1", "Hi", metadata={"a": 1})

    assert [control.redeliver("c1") for _ in range(2)] == [200, 200]

    assert len(bot.heard) == 3
    assert bot.heard[0] == bot.heard[1] == bot.heard[2]
    assert texts(control, "c1") == ["Hello."], "the platform has had its answer"


def test_what_was_never_answered_counts_when_it_comes_again(bot: Any, control: Control) -> None:
    bot.says("Hello.")
    bot.status = 500
    with pytest.raises(ControlError):
        control.customer_says("c1", "Hi")

    assert control.redeliver("c1") == 500
    assert texts(control, "c1") == []
    bot.status = 200
    assert control.redeliver("c1") == 200

    assert texts(control, "c1") == ["Hello."]


def test_a_delivery_to_a_bot_that_is_away_has_no_status(bot: Any, control: Control) -> None:
    control.customer_says("c1", "Hi")

    control.set_bot("http://127.0.0.1:9")
    assert control.redeliver("c1") is None

    control.set_bot(bot.url)
    assert control.redeliver("c1") == 200


def test_an_answer_that_is_none_is_a_failure_of_a_second_delivery_too(
    bot: Any, control: Control
) -> None:
    bot.status = 500
    with pytest.raises(ControlError):
        control.customer_says("c1", "Hi")
    bot.status = 200
    bot.answer = lambda message: {}

    with pytest.raises(ControlError, match="did not answer with a list"):
        control.redeliver("c1")

    failed = [each for each in control.events(seconds=0) if each["type"] == "bot_failed"]
    assert len(failed) == 2


def test_nothing_can_come_again_that_never_came(bot: Any, control: Control) -> None:
    with pytest.raises(ControlError, match="no conversation 'c1' has begun"):
        control.redeliver("c1")
    control.map_sender("c1", "anna")
    with pytest.raises(ControlError, match="nothing was delivered"):
        control.redeliver("c1")

    control.customer_says("c1", "Hi")
    control.reset()
    control.map_sender("c1", "anna")

    with pytest.raises(ControlError, match="nothing was delivered"):
        control.redeliver("c1")


@pytest.mark.parametrize("channel", ["liveperson", "cm", "parley"])
def test_a_bot_that_is_away_has_failed_after_the_platforms_attempts(
    called: Any, control: Control, channel: str
) -> None:
    control.set_bot("http://127.0.0.1:9", channel)

    with pytest.raises(ControlError, match="did not answer"):
        control.customer_says("c1", "Hi")

    failed = control.wait_for(is_event("bot_failed", conversation="c1"))
    assert "did not answer" in failed["reason"]
    attempts = [e["attempt"] for e in control.events(seconds=0) if e["type"] == "bot_called"]
    assert attempts == list(range(1, (3 if channel == "liveperson" else 4) + 1))


@pytest.mark.parametrize("channel", ["liveperson", "cm", "parley"])
def test_what_opens_the_bot_is_shown_nowhere(called: Any, control: Control, channel: str) -> None:
    control.set_bot(called.url, channel)
    called.answer_in_turn((401, {}))
    with pytest.raises(ControlError) as refused:
        control.customer_says("c1", "Hi")
    if channel == "cm":
        with pytest.raises(ControlError):
            control.cm.end_session("c1")

    shown = [control.state(), control.calls(), list(control.events(seconds=0)), refused.value]

    bearers = [call.headers.get("authorization", "").split(" ")[-1] for call in called.calls]
    secrets = ["sandbox-cm-webhook-token", "sandbox-parley-webhook-token", *filter(None, bearers)]
    assert len(secrets) > 2 or channel == "cm"
    assert [secret for secret in secrets if secret in str(shown)] == []


@pytest.mark.parametrize(
    ("path", "body", "complaint"),
    [
        ("/liveperson/bot", {"base_path": "webhooks"}, "'base_path' must be a path"),
        ("/liveperson/bot", {"attempts": 0}, "at least once"),
        ("/liveperson/bot", {"timeout_seconds": 0}, "must be positive"),
        ("/liveperson/bot", {"bot": "x"}, "unknown key 'bot'"),
        ("/cm/bot", {"event_path": "/a?token=b"}, "'event_path' must be a path"),
        ("/cm/bot", {"message_path": None}, "'message_path' must be a string"),
        ("/cm/bot", {"header": "two words"}, "'header' must be a header's name"),
        ("/cm/bot", {"token": "a\nb"}, "'token' must be printable ASCII"),
        ("/cm/bot", {"redeliveries": -1}, "at least once"),
        ("/cm/bot", {"pause_seconds": -1}, "not negative"),
        ("/parley/webhook", {"shape": "round"}, "one of nested, flat"),
        ("/parley/webhook", {"redeliveries": 10}, "at most 10 times"),
        ("/parley/webhook", {"token": ""}, "'token' must be printable ASCII"),
    ],
)
def test_settings_of_the_bots_side_that_make_no_sense_are_refused(
    control: Control, path: str, body: dict[str, Any], complaint: str
) -> None:
    before = control.state()

    with pytest.raises(ControlError, match=complaint):
        control.ask("PUT", path, body)

    assert control.state() == before


def test_settings_of_the_bots_side_are_answered_without_the_token_and_reset(
    control: Control,
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
