"""Desks of a bot's own with mistakes in them: the next desk takes over, and the server goes on."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import ShiftReport, Transfer, TransferState, VendorAPI, errors
from tests.unit.fake_desk import ON, Desk, available, handoff
from tests.unit.outcomes import REQUESTED
from tests.unit.rasa_side.chat import Chat


class Broken(Desk):
    """A desk one of whose methods raises an error."""

    def __init__(self, method, error):
        super().__init__()

        def fail(*_):
            raise error

        setattr(self, method, fail)


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("skill_key", ValueError("ada@x.nl")),
        ("shift_report", ValueError("ada@x.nl")),
        ("shift_report", SystemExit(3)),
        ("carries_message", KeyError("ada@x.nl")),
    ],
)
def test_the_next_desk_takes_over_from_one_that_raises(caplog, method, error):
    second = Desk(REQUESTED)
    bot = handoff(Broken(method, error), second)

    assert available(bot).desk == ("a" if method == "carries_message" else "b")
    assert bot.carries_message("a", "rest") is (method != "carries_message")
    assert "ada@x.nl" not in caplog.text


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_a_desk_cannot_end_the_action_server(error):
    chat = Chat(handoff(Broken("escalate", error)))

    assert chat.request().responses == ["utter_human_handoff_unconfirmed"]


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), {1, 2}, object(), {"a": b"x"}])
def test_a_slot_that_rasa_cannot_read_is_left_out_and_the_transfer_stands(caplog, value):
    transfer = Transfer(TransferState.REQUESTED, {"bad": value, "ticket": "T-1"})
    chat = Chat(Desk(transfer))

    accepted = chat.request()

    assert (accepted.slots["state"], accepted.slots["ticket"]) == ("requested", "T-1")
    assert "bad" not in accepted.slots
    assert "the slot bad is not set" in caplog.text


class Telling(Desk):
    """A desk whose report has a time of its own."""

    as_of: datetime

    def shift_report(self, skill, max_age):
        report = super().shift_report(skill, max_age)
        return ShiftReport(self.as_of, report.shifts)


def test_a_report_without_a_time_zone_is_no_report():
    desk = Telling()
    desk.as_of = datetime(2026, 1, 1)
    bot = handoff(desk, Desk(REQUESTED))

    for _ in range(2):
        assert available(bot).desk == "b"


def test_a_report_of_the_future_is_as_old_as_the_moment_in_which_it_came():
    desk = Telling()
    desk.as_of = datetime.now(timezone.utc) + timedelta(days=1)
    bot = handoff(desk)
    assert available(bot).shift.status is ON

    available(bot)
    assert len(desk.shift_calls) == 2, "it is not fresh until tomorrow"


class AskingDesk(Desk):
    """A desk that asks by `VendorAPI` and transfers by something else."""

    def escalate(self, escalation):
        VendorAPI("Stand-in").call("GET", "http://vendor.test/services")
        raise errors.VendorSilenceError("Stand-in", "the library got no answer")


def test_what_a_desk_sends_by_itself_may_have_been_accepted(http):
    http.get("http://vendor.test/services")
    second = Desk(REQUESTED)
    chat = Chat(handoff(AskingDesk(), second))

    assert chat.request().responses == ["utter_human_handoff_unconfirmed"]
    assert second.escalations == []
