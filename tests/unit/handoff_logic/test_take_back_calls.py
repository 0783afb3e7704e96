"""What became of a take-back that a desk has not answered, where the vendor keeps an owner."""

import asyncio
import threading

import pytest

from actions.human_handoff.errors import VendorRefusedError, VendorSilenceError
from actions.human_handoff.handoff_logic.take_back_calls import TakeBack, TakeBackCalls
from actions.human_handoff.ownership import Owner, Ownership
from tests.unit.fake_desk import Desk

NO_ANSWER = VendorSilenceError("x", "no answer")
# Half of it is for the desk: a busy machine has begun the call by then. Else nobody was asked.
BEGUN_SECONDS = 2.0


class Owned(Desk, Ownership):
    """A desk whose vendor keeps an owner, and does not answer the take-back."""

    takes_back = True
    sends_by_vendor_api = False

    def __init__(self, owner, error=NO_ANSWER):
        super().__init__()
        self._owner, self._error, self.asked = owner, error, []

    def take_back(self, conversation_id, user_id):
        raise self._error

    def owner(self, user_id):
        self.asked.append(user_id)
        if isinstance(self._owner, Exception):
            raise self._owner
        return self._owner

    def give_back(self, user_id):
        raise NotImplementedError


def take_back(desk, user=None, seconds=5.0):
    return asyncio.run(TakeBackCalls({"desk": desk}).take_back("desk", "c-1", user, seconds))


@pytest.mark.parametrize(
    ("owner", "result"),
    [
        (Owner.BOT, TakeBack.DONE),
        (Owner.AGENTS, TakeBack.REFUSED),
        (Owner.SOMEBODY_ELSE, TakeBack.UNCONFIRMED),
        (Owner.UNKNOWN, TakeBack.UNCONFIRMED),
        (NO_ANSWER, TakeBack.UNCONFIRMED),
        (ValueError("x"), TakeBack.UNCONFIRMED),
    ],
)
def test_the_vendor_is_asked_who_has_the_conversation(owner, result):
    desk = Owned(owner)
    assert take_back(desk) is result
    assert take_back(desk, "user-7") is result
    assert desk.asked == ["c-1", "user-7"]


def test_a_definite_no_needs_no_question():
    desk = Owned(Owner.BOT, VendorRefusedError("x", "no", 400))
    assert take_back(desk) is TakeBack.REFUSED
    assert desk.asked == []


def test_a_desk_that_hangs_is_not_waited_for_longer_than_there_is_time():
    hangs = threading.Event()

    class Hanging(Desk):
        takes_back = True

        def take_back(self, conversation_id, user_id):
            hangs.wait(20)

    assert take_back(Hanging(), seconds=BEGUN_SECONDS) is TakeBack.UNCONFIRMED
    hangs.set()


def test_a_question_for_the_owner_that_is_not_answered_in_time_says_nothing_about_the_chat(held):
    class Hanging(Owned):
        sends_by_vendor_api = True  # so it is known that the question has changed nothing

        def owner(self, user_id):
            held.wait()

    assert take_back(Hanging(None), seconds=BEGUN_SECONDS) is TakeBack.UNCONFIRMED
