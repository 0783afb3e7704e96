"""Which message is sent when, sent again, and given up: real SMTP, and a clock of the tests."""

import logging
import threading
from pathlib import Path

import pytest

from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorConnectionError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from actions.human_handoff.messages.delivery import (
    GIVE_UP_SECONDS,
    LONGEST_PAUSE_OF_MESSAGE,
    MessageDelivery,
)
from actions.human_handoff.messages.mailbox import Mailbox
from actions.human_handoff.messages.message import Message
from actions.human_handoff.messages.receivers import kind_of
from actions.human_handoff.messages.records import MessageRecords, NoRoomError, State
from actions.human_handoff.messages.settings import EmailSettings
from actions.human_handoff.outbox.delivery import LONGEST_PAUSE, POLL_SECONDS
from actions.human_handoff.outbox.lease import Lease
from tests.mail_server import email_settings, mail_server

HOUR = 3600.0
MINUTE = 60.0
WHAT = "messages"
DOWN = VendorConnectionError(WHAT, "the mail server cannot be reached")


def refused(status):
    return VendorRefusedError(WHAT, f"the mail server answered {status}", status)


def message(number, **others):
    values = {"skill": "human", "channel": "rest", "noted_at": 0.0, "text": f"text {number}"}
    return Message(key=f"key{number}", **{**values, **others})


class Receiver:
    """Records what it is sent, and refuses what a test wants."""

    def __init__(self):
        self.asked, self.accepted, self.errors, self.error = [], [], {}, None

    def send(self, message, reference):
        self.asked.append(message.text)
        error = self.error or self.errors.get(message.text)
        if error is not None:
            raise error
        self.accepted.append(message.text)

    def is_refusal(self, error):
        return isinstance(error, VendorRefusedError) and error.status >= 500


@pytest.fixture
def records(store, clock):
    return MessageRecords(store, clock)


@pytest.fixture
def receivers():
    return {"mailbox": Receiver(), "tickets": Receiver()}


@pytest.fixture
def server(store, clock, records, receivers):
    def start():
        lease = Lease(store, "lease", 60.0, clock)
        return MessageDelivery(records, receivers, lambda skill: "mailbox", lease, clock)

    return start


def passes(delivery, clock, seconds, rests=0.0):
    """Let so many seconds pass, as the thread does, which `rests` at least so long between."""
    ends = clock.now + seconds
    while clock.now < ends:
        pause = delivery.step()
        clock.now += min(max(pause, rests if pause else 0.0), ends - clock.now)


def open_messages(records):
    return {each.reference: each for each in records.open()}


def test_what_was_noted_is_sent_once_and_its_text_is_forgotten(
    records, receivers, server, store, clock
):
    references = [records.note(message(number), "mailbox") for number in range(3)]
    delivery = server()
    assert [delivery.step() for _ in range(4)] == [0, 0, 0, POLL_SECONDS]

    assert receivers["mailbox"].accepted == ["text 0", "text 1", "text 2"]
    assert open_messages(records) == {}
    assert "text" not in str([store.get(f"message/{each}") for each in references])
    passes(delivery, clock, 2 * HOUR)
    assert len(receivers["mailbox"].asked) == 3


def test_the_same_message_noted_again_is_one_message_before_and_after_its_delivery(
    records, receivers, server, clock
):
    delivery = server()
    first = records.note(message(1), "mailbox")
    assert records.note(message(1, noted_at=9.0), "mailbox") == first
    passes(delivery, clock, 60)
    assert records.note(message(1), "mailbox") == first
    passes(delivery, clock, 60)

    assert receivers["mailbox"].accepted == ["text 1"]


def test_a_receiver_that_is_down_for_an_hour_gets_everything_after_it_and_nobody_else_waits(
    records, receivers, server, clock, caplog
):
    delivery, mailbox = server(), receivers["mailbox"]
    mailbox.error = DOWN
    for number in range(5):
        records.note(message(number), "mailbox")
    records.note(message(9), "tickets")
    passes(delivery, clock, HOUR)
    assert receivers["tickets"].accepted == ["text 9"]
    assert len(mailbox.asked) < 20
    assert {each.error for each in open_messages(records).values() if each.attempts} == {
        "not reached"
    }

    mailbox.error = None
    passes(delivery, clock, LONGEST_PAUSE + 5)
    assert sorted(mailbox.accepted) == [f"text {number}" for number in range(5)]
    assert open_messages(records) == {}
    assert "text" not in caplog.text


def test_a_refused_message_keeps_no_other_one_waiting_and_is_given_up_after_three_days(
    records, receivers, server, clock, caplog
):
    delivery, mailbox = server(), receivers["mailbox"]
    mailbox.errors["text 0"] = refused(550)
    bad = records.note(message(0), "mailbox")
    records.note(message(1), "mailbox")
    passes(delivery, clock, 5)
    assert mailbox.accepted == ["text 1"]

    for number in range(2, 60):
        records.note(message(number), "mailbox")
        passes(delivery, clock, HOUR, rests=MINUTE)
    assert len(mailbox.accepted) == 59
    assert open_messages(records)[bad].state is State.WAITING

    last_attempt = GIVE_UP_SECONDS - 58 * HOUR + LONGEST_PAUSE_OF_MESSAGE
    passes(delivery, clock, last_attempt, rests=MINUTE)
    (given_up,) = open_messages(records).values()
    assert (given_up.state, given_up.error) == (State.GIVEN_UP, "answered 550")
    assert given_up.attempts < 100
    assert f"message {bad} is given up: messages: the mail server answered 550" in caplog.messages
    asked = len(mailbox.asked)
    passes(delivery, clock, 24 * HOUR, rests=MINUTE)
    assert len(mailbox.asked) == asked

    # By hand it is tried again.
    mailbox.errors.clear()
    assert records.retry(records.open_one(f" {bad.lower()} "), "mailbox")
    passes(delivery, clock, 5)
    assert mailbox.accepted[-1] == "text 0"
    assert open_messages(records) == {}


def test_a_message_at_which_the_server_breaks_off_does_not_stop_the_others(
    records, receivers, server, clock
):
    delivery, mailbox = server(), receivers["mailbox"]
    mailbox.errors["text 0"] = VendorSilenceError(WHAT, "the mail server did not answer in time")
    for number in range(4):
        records.note(message(number), "mailbox")
    passes(delivery, clock, 60)
    assert mailbox.accepted == ["text 1", "text 2", "text 3"]


def test_many_messages_behind_a_refused_one_all_find_room(records, receivers, server, clock):
    delivery, mailbox = server(), receivers["mailbox"]
    mailbox.errors["text 0"] = refused(550)
    records.note(message(0), "mailbox")
    for number in range(1, 1300):
        assert records.note(message(number), "mailbox"), number
        passes(delivery, clock, 10)
    assert len(mailbox.accepted) == 1299


def test_a_refused_message_that_waits_for_an_hour_takes_no_room_from_others(
    records, receivers, server, clock
):
    delivery, mailbox = server(), receivers["mailbox"]
    mailbox.errors["text 0"] = refused(550)
    records.note(message(0), "mailbox")
    passes(delivery, clock, 12 * HOUR, rests=MINUTE)  # its pause has grown
    for number in range(1, 1200):
        assert records.note(message(number), "mailbox"), number
        passes(delivery, clock, 2)
    assert len(mailbox.accepted) == 1199
    assert [each.state for each in records.open()] == [State.WAITING]


def test_a_receiver_with_an_error_of_an_unknown_kind_stops_no_other_one(
    records, receivers, server, clock, caplog
):
    delivery, mailbox = server(), receivers["mailbox"]
    mailbox.error = ValueError("what the customer wrote")
    records.note(message(0), "mailbox")
    records.note(message(1), "tickets")
    passes(delivery, clock, 60)
    assert receivers["tickets"].accepted == ["text 1"]
    assert [each.error for each in records.open()] == ["answer not understood"]
    assert "the delivery raised ValueError" in caplog.text
    assert "customer" not in caplog.text

    mailbox.error = None
    passes(delivery, clock, LONGEST_PAUSE + 5)
    assert mailbox.accepted == ["text 0"]


def test_the_queue_is_bounded_and_what_has_no_room_is_not_kept(
    records, receivers, server, clock, store, monkeypatch
):
    monkeypatch.setattr(
        records, "queue", lambda name, room=2: MessageRecords.queue(records, name, room)
    )
    assert records.note(message(0), "mailbox")
    assert records.note(message(1), "mailbox")
    with pytest.raises(NoRoomError):
        records.note(message(2), "mailbox")
    assert len(open_messages(records)) == 2

    list(map(records.finish, open_messages(records).values()))
    monkeypatch.undo()
    assert records.note(message(2), "mailbox")


def test_a_message_stays_where_it_is_if_the_queue_has_no_new_place_for_it(
    records, receivers, server, clock, monkeypatch
):
    delivery, mailbox = server(), receivers["mailbox"]
    mailbox.error = refused(550)
    records.note(message(0), "mailbox")
    monkeypatch.setattr(delivery._queues[0].outbox, "_max_waiting", 0)
    passes(delivery, clock, 60)
    mailbox.error = None
    passes(delivery, clock, 120)
    assert mailbox.accepted == ["text 0"]


def test_what_was_dropped_by_hand_is_not_sent(records, receivers, server, clock):
    reference = records.note(message(0), "mailbox")
    assert records.finish(records.open_one(reference))
    assert records.open_one(reference) is None
    passes(server(), clock, 60)
    assert receivers["mailbox"].asked == []


def test_what_is_dropped_while_it_is_sent_stays_dropped(records, receivers, server, clock):
    reference = records.note(message(0), "mailbox")
    mailbox = receivers["mailbox"]

    def send(message, reference):
        records.finish(records.open_one(reference))
        raise DOWN

    mailbox.send = send
    passes(server(), clock, 3 * HOUR)
    assert records.open_one(reference) is None


def test_a_server_that_is_killed_before_it_can_say_that_a_message_was_sent(
    records, receivers, server, clock
):
    mailbox = receivers["mailbox"]
    records.note(message(0), "mailbox")
    sent = mailbox.send

    def killed(message, reference):
        sent(message, reference)
        raise SystemExit  # kill -9: nothing that comes after it is done

    mailbox.send = killed
    with pytest.raises(SystemExit):
        server().step()
    mailbox.send = sent
    passes(server(), clock, 30)
    assert mailbox.accepted == ["text 0"]  # the lease of the killed server is still valid

    # Nobody knows that it was sent, so it is sent again, with the same id.
    passes(server(), clock, 120)
    assert mailbox.accepted == ["text 0", "text 0"]


def test_without_the_store_nothing_is_sent_and_nothing_is_lost(
    records, receivers, server, clock, store, caplog
):
    delivery = server()
    records.note(message(0), "mailbox")
    store.is_lost = True
    passes(delivery, clock, HOUR)
    assert receivers["mailbox"].asked == []
    assert caplog.messages[0] == "messages are not delivered now: the store is lost"

    store.is_lost = False
    passes(delivery, clock, 60)
    assert receivers["mailbox"].accepted == ["text 0"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (DOWN, "not reached"),
        (refused(451), "answered 451"),
        (VendorAuthenticationError(WHAT, "x", 535), "login refused with 535"),
        (VendorSilenceError(WHAT, "x"), "no answer"),
        (VendorResponseError(WHAT, "x"), "answer not understood"),
    ],
)
def test_the_kind_of_an_error_is_in_our_own_words(error, kind):
    assert kind_of(error) == kind


def test_a_real_mail_server_that_is_down_for_an_hour_and_up_again(
    records, store, clock, tls, tmp_path
):
    with mail_server("starttls", tls) as before:
        settings = EmailSettings(**email_settings(before, tls))
    mailbox = Mailbox(settings, Path())
    lease = Lease(store, "lease", 60.0, clock)
    delivery = MessageDelivery(records, {"mailbox": mailbox}, lambda skill: "mailbox", lease, clock)
    references = [records.note(message(number), "mailbox") for number in range(3)]
    passes(delivery, clock, HOUR)
    assert {each.error for each in open_messages(records).values()} >= {"not reached"}

    with mail_server("starttls", tls, port=before.port) as server:
        server.faults.data = "451 not yet"
        passes(delivery, clock, LONGEST_PAUSE + 5)
        assert server.mails == []
        assert "answered 451" in {each.error for each in open_messages(records).values()}
        server.faults.data = None
        passes(delivery, clock, LONGEST_PAUSE + 60)
        arrived = {each["X-Human-Handoff-Reference"] for each in server.mails}
        assert arrived == set(references)
        assert len(server.mails) == 3
    assert open_messages(records) == {}


def test_two_servers_deliver_each_message_once(records, receivers, server, clock):
    servers = [server(), server()]
    for number in range(20):
        records.note(message(number), "mailbox")
        for each in servers:
            each.step()
    for each in servers:
        passes(each, clock, 5)
    assert receivers["mailbox"].accepted == [f"text {number}" for number in range(20)]


def test_servers_that_note_at_the_same_time_lose_nothing(records, receivers, server, clock):
    threads = [
        threading.Thread(
            target=lambda start: [
                records.note(message(start + number), "mailbox") for number in range(25)
            ],
            args=(100 * number,),
        )
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passes(server(), clock, 60)
    assert len(set(receivers["mailbox"].accepted)) == 100


def test_what_waits_for_a_receiver_who_is_gone_goes_to_the_one_of_its_skill(
    records, receivers, server, clock, caplog
):
    records.note(message(1), "a name of before")
    records.note(message(2), "tickets")
    given_up = records.get(records.note(message(3), "a name of before"))
    caplog.set_level(logging.INFO)
    records.change(given_up, state=State.GIVEN_UP)

    passes(server(), clock, 60)

    assert receivers["mailbox"].accepted == ["text 1"]
    assert receivers["tickets"].accepted == ["text 2"]
    delivered = [text for text in caplog.messages if text.endswith(" is delivered")]
    assert len(delivered) == 2
    assert "1 messages wait for a receiver that is not configured any more" in caplog.text
    passes(server(), clock, 60)
    assert receivers["mailbox"].accepted == ["text 1"]
