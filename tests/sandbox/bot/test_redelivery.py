"""On every channel: the last delivery comes again, unchanged."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.sandbox.driver import NOBODY, Driver, complaint


def bot_texts(channel: Driver) -> list[str]:
    return [text for speaker, _, text in channel.messages() if speaker == "bot"]


def test_a_delivery_that_comes_again_is_the_same_message(channel: Driver) -> None:
    channel.writes("Hi")

    assert [channel.redeliver(channel.subject) for _ in range(2)] == [channel.accepted] * 2

    first, *others = [request.everything for request in channel.deliveries]
    assert others == [first] * 2
    # The platform has had its answer, but a bot that calls the platform answers each delivery.
    assert bot_texts(channel) == ["Hello."] * (3 if channel.is_called_by_the_bot else 1)


def test_what_was_never_answered_counts_when_it_comes_again(channel: Driver) -> None:
    channel.refuses(500)
    complaint(channel.writes, "Hi")

    assert channel.redeliver(channel.subject) == 500
    assert bot_texts(channel) == []
    channel.answers("Hello.")
    assert channel.redeliver(channel.subject) == channel.accepted

    assert bot_texts(channel) == ["Hello."]


def test_of_two_answers_to_one_delivery_the_first_is_carried_out(channel: Driver) -> None:
    channel.answers("Hello.")
    answer, both, arrived = channel.bot.answer, threading.Barrier(2), threading.Event()

    def answer_both(request):
        if request.method == "POST":  # LivePerson creates the conversation with a PUT
            arrived.set()
            both.wait(10)
        return answer(request)

    channel.bot.answer = answer_both
    with ThreadPoolExecutor() as threads:
        written = threads.submit(channel.writes, "Hi")
        assert arrived.wait(10)
        assert channel.redeliver(channel.subject) == channel.accepted
        written.result(10)

    assert bot_texts(channel) == ["Hello."] * (2 if channel.is_called_by_the_bot else 1)


def test_a_delivery_to_a_bot_that_is_away_has_no_status(channel: Driver) -> None:
    channel.writes("Hi")

    channel.set_bot(NOBODY)
    assert channel.redeliver(channel.subject) is None

    channel.set_bot(channel.bot.url)
    assert channel.redeliver(channel.subject) == channel.accepted


def test_an_answer_that_is_none_is_a_failure_of_a_second_delivery_too(control: Driver) -> None:
    control.bot.answers_in_turn((500, []), (200, {}))
    complaint(control.writes, "Hi")

    assert "did not answer with a list" in complaint(control.redeliver, "c1")

    assert len(control.happened("bot_failed")) == 2


def test_nothing_can_come_again_that_never_came(control: Driver) -> None:
    assert "no conversation 'c1' has begun" in complaint(control.redeliver, "c1")
    control.map_sender("c1", "anna")
    assert "nothing was delivered" in complaint(control.redeliver, "c1")

    control.writes("Hi")
    control.reset()
    control.map_sender("c1", "anna")

    assert "nothing was delivered" in complaint(control.redeliver, "c1")
