"""Over which channel a customer's messages reach the bot, and redelivery over REST."""

import pytest

from sandbox.client.control import ControlError
from tests.sandbox.driver import Driver


def bot_texts(control: Driver) -> list[str]:
    return [text for speaker, _, text in control.messages("c1") if speaker == "bot"]


def test_rest_is_the_channel_unless_another_was_chosen(control: Driver) -> None:
    control.customer_says("c1", "Hi")

    assert control.state()["channel"] == "rest"
    assert control.conversation("c1")["channel"] == "rest"


@pytest.mark.parametrize("channel", ["rest", "liveperson", "cm", "parley"])
def test_the_channel_of_new_conversations_can_be_chosen(control: Driver, channel: str) -> None:
    control.map_sender("before", "anna")

    control.set_bot(control.bot.url, channel)
    control.map_sender("after", "ben")

    assert control.state()["channel"] == channel
    shown = {chat["id"]: chat["channel"] for chat in control.conversations()}
    assert shown == {"before": "rest", "after": channel}


def test_a_conversation_can_have_a_channel_of_its_own(control: Driver) -> None:
    shown = control.use_channel("c1", "parley")

    assert (shown["channel"], shown["sender"]) == ("parley", "c1")
    assert control.map_sender("c1", "anna")["channel"] == "parley"
    assert control.state()["channel"] == "rest"


def test_a_delivery_comes_again_exactly_as_it_was(control: Driver) -> None:
    control.bot.says("Hello.")
    control.customer_says("c1", "Hi", metadata={"a": 1})

    assert [control.redeliver("c1") for _ in range(2)] == [200, 200]

    assert len(control.bot.requests) == 3
    assert (
        len({(request.method, request.path, request.content) for request in control.bot.requests})
        == 1
    )
    assert bot_texts(control) == ["Hello."], "the platform has had its answer"


def test_what_was_never_answered_counts_when_it_comes_again(control: Driver) -> None:
    control.bot.answers_in_turn((500, []))
    with pytest.raises(ControlError):
        control.customer_says("c1", "Hi")

    assert control.redeliver("c1") == 500
    assert bot_texts(control) == []
    control.bot.says("Hello.")
    assert control.redeliver("c1") == 200

    assert bot_texts(control) == ["Hello."]


def test_a_delivery_to_a_bot_that_is_away_has_no_status(control: Driver) -> None:
    control.customer_says("c1", "Hi")

    control.set_bot("http://127.0.0.1:9")
    assert control.redeliver("c1") is None

    control.set_bot(control.bot.url)
    assert control.redeliver("c1") == 200


def test_an_answer_that_is_none_is_a_failure_of_a_second_delivery_too(control: Driver) -> None:
    control.bot.answers_in_turn((500, []), (200, {}))
    with pytest.raises(ControlError):
        control.customer_says("c1", "Hi")

    with pytest.raises(ControlError, match="did not answer with a list"):
        control.redeliver("c1")

    assert len(control.happened("bot_failed")) == 2


def test_nothing_can_come_again_that_never_came(control: Driver) -> None:
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
