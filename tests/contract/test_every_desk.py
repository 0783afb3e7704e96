"""One suite for every desk: whatever a vendor does, the same things come out."""

from __future__ import annotations

import json
import time
import traceback
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from actions.human_handoff import (
    Contact,
    Escalation,
    Reason,
    ShiftStatus,
    SkillError,
    Transfer,
    TransferState,
    VendorAuthenticationError,
    VendorBusyError,
    VendorError,
    VendorRefusedError,
)
from actions.human_handoff.availability.desk_reports import utc_now
from actions.human_handoff.handoff_settings.desks import built_desk
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendor_http.pauses import Pause
from actions.human_handoff.vendors import DESKS
from sandbox.client.control import is_event

from .vendors import FILE, SECTIONS, Vendor

LIVE = timedelta(0)
MONDAY_8_UTC = datetime(2030, 1, 7, 8, 0, tzinfo=timezone.utc)
NAME, EMAIL = "Jané O'Neil-中村", "jane.private@example.org"
MESSAGE = "Hold on."
# How the sandbox makes a call fail; after most kinds, and after a 500, nobody knows whether the
# vendor has acted, so nothing may be tried again.
KINDS = [
    *("hang", "drip", "reset", "reset_after", "html", "half_json", "wrong_types", "empty"),
    *("error_in_200", "huge"),
]
UNCONFIRMED = {*KINDS, "status 500"} - {"error_in_200"}
FAULTS: dict[str, dict[str, Any]] = {
    **{f"status {status}": {"kind": "status", "status": status} for status in (400, 404, 500, 503)},
    **{kind: {"kind": kind} for kind in KINDS},
    "drip": {"kind": "drip", "seconds": 0.5},  # also the shortest body is too slow
}


def escalation(vendor: Vendor, conversation: str = "conversation-1", **values: Any) -> Escalation:
    """Return a request for the vendor's skill."""
    fields = {"user_id": "user-7", "message": MESSAGE, "contact": Contact(NAME, EMAIL), **values}
    return Escalation(**{"conversation_id": conversation, "skill": vendor.skill, **fields})


def transferred(vendor: Vendor, **values: Any) -> Transfer:
    """Let the vendor's desk transfer the customer of `escalation`."""
    return vendor.desk.escalate(escalation(vendor, **values))


def fault_of(vendor: Vendor, fault: str) -> dict[str, Any]:
    """Return the order for the sandbox; a vendor may have a payload of its own for an error."""
    own = {"body": vendor.error_in_200} if vendor.error_in_200 is not None else {}
    return {**FAULTS[fault], **(own if fault == "error_in_200" else {})}


def begin_operation(fault: str = "", silence_seconds: float = 1.0) -> None:
    """Give the next calls ten seconds, as an action has; less if the last will not be answered.

    On a busy machine a vendor that answers may need more than a second for it.
    """
    current_operation.set(Operation(silence_seconds if fault in ("hang", "drip") else 10.0))


def private_in(vendor: Vendor, error: BaseException) -> list[str]:
    """Return what a log could show of an error and must not show."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    printed = "".join(lines) + repr(error)
    return [text for text in (*vendor.secrets, NAME, EMAIL, MESSAGE) if text in printed]


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin another customer's turn, when all pauses after failures are over."""
    monkeypatch.setattr(Pause, "seconds_left", 0.0)
    begin_operation()


class TestConfiguration:
    def test_the_sandboxs_configuration_has_a_section_that_is_right(self, vendor: Vendor) -> None:
        built = built_desk(vendor.name, SECTIONS, FILE)

        assert isinstance(built.desk, DESKS[vendor.name])


class TestShifts:
    def test_a_skill_on_shift_is_reported_as_of_now(self, vendor: Vendor) -> None:
        vendor.set_shift(True)

        report = vendor.desk.shift_report(vendor.skill, LIVE)

        shift = report.shifts[vendor.desk.skill_key(vendor.skill)]
        assert shift.status is ShiftStatus.ON_SHIFT
        assert shift.reason is Reason.REPORTED
        assert abs(utc_now() - report.as_of) < timedelta(seconds=5)

    @pytest.mark.parametrize("opens_at", [MONDAY_8_UTC, None], ids=["with an end", "without"])
    def test_a_skill_off_shift_tells_when_it_opens(
        self, vendor: Vendor, opens_at: datetime | None
    ) -> None:
        vendor.set_shift(False, opens_at and int(opens_at.timestamp() * 1000))

        shift = vendor.shift(vendor.desk)

        assert shift.status is ShiftStatus.OFF_SHIFT
        assert shift.opens_at == (opens_at if vendor.desk.reports_openings else None)

    def test_a_skill_the_vendor_does_not_know_is_not_off_shift(self, vendor: Vendor) -> None:
        try:
            report = vendor.desk.shift_report(vendor.unknown_skill, LIVE)
            reported = vendor.desk.skill_key(vendor.unknown_skill) in report.shifts
        except SkillError:
            reported = False

        assert not reported

    def test_one_report_answers_for_every_skill_where_the_desk_says_so(
        self, vendor: Vendor
    ) -> None:
        report = vendor.desk.shift_report(vendor.skill, LIVE)

        every = vendor.section()["skills"] if vendor.desk.reports_all_skills else [vendor.skill]
        assert {vendor.desk.skill_key(skill) for skill in every} <= set(report.shifts)

    def test_the_calls_are_the_documented_ones_in_order(self, vendor: Vendor) -> None:
        vendor.desk.shift_report(vendor.skill, LIVE)

        assert [call["call"] for call in vendor.control.calls()] == vendor.shift_calls

    @pytest.mark.parametrize("fault", FAULTS)
    def test_whatever_goes_wrong_is_a_vendor_error_and_the_next_question_is_answered(
        self, vendor: Vendor, fault: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for call in dict.fromkeys(vendor.shift_calls):
            vendor.control.reset()
            vendor.control.fault(call, times=None, **fault_of(vendor, fault))
            desk = vendor.new_desk()
            begin_operation(fault)

            with pytest.raises(VendorError) as failure:
                vendor.shift(desk)

            assert private_in(vendor, failure.value) == []
            vendor.control.clear_faults()
            later(monkeypatch)
            assert vendor.shift(desk).reason is Reason.REPORTED


class TestWaiting:
    def test_the_queue_is_told_where_the_desk_says_so_and_nobody_else_is_asked(
        self, vendor: Vendor
    ) -> None:
        tells = vendor.desk.tells_waiting_time
        if tells:
            vendor.set_queue(people=3, seconds=240)

        waiting = vendor.desk.waiting(vendor.skill)

        assert (waiting is not None) == tells == bool(vendor.waiting_calls)
        if waiting is not None:
            assert (waiting.people, waiting.seconds) == (3, 240)
            assert abs(utc_now() - waiting.as_of) < timedelta(seconds=5)
        calls = {call["call"] for call in vendor.control.calls()}
        assert calls == set(vendor.waiting_calls)

    @pytest.mark.parametrize("fault", FAULTS)
    def test_whatever_goes_wrong_is_a_vendor_error_and_the_next_question_is_answered(
        self, vendor: Vendor, fault: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for call in vendor.waiting_calls:
            vendor.control.reset()
            vendor.set_queue(people=3, seconds=240)
            vendor.control.fault(call, times=None, **fault_of(vendor, fault))
            desk = vendor.new_desk()
            begin_operation(fault)

            with pytest.raises(VendorError) as failure:
                desk.waiting(vendor.skill)

            assert private_in(vendor, failure.value) == []
            vendor.control.clear_faults()
            later(monkeypatch)
            assert desk.waiting(vendor.skill) is not None


class TestTransfers:
    @pytest.mark.parametrize("contact", [Contact(NAME, EMAIL), Contact()], ids=["known", "unknown"])
    def test_an_accepted_transfer_is_what_was_asked_field_by_field(
        self, vendor: Vendor, contact: Contact
    ) -> None:
        asked = escalation(vendor, contact=contact)

        transfer = vendor.desk.escalate(asked)

        assert isinstance(transfer, Transfer)
        assert transfer.state in TransferState
        (accepted,) = vendor.control.transfers()
        assert accepted["fields"] == vendor.sent(asked)
        assert accepted["conversation"] == vendor.conversation(asked)
        calls = [call["call"] for call in vendor.control.calls()]
        assert calls == vendor.transfer_calls, "the documented calls and no other"

    def test_name_and_e_mail_go_along_where_the_desk_says_so(self, vendor: Vendor) -> None:
        transferred(vendor)

        sent = json.dumps(vendor.control.transfers()[0]["fields"], ensure_ascii=False)
        assert [text in sent for text in (NAME, EMAIL)] == [vendor.desk.carries_contact] * 2

    @pytest.mark.parametrize("message", [MESSAGE, None], ids=["a message", "no message"])
    def test_the_customer_reads_the_transfer_message_where_the_desk_says_so(
        self, vendor: Vendor, message: str | None
    ) -> None:
        asked = escalation(vendor, message=message)

        vendor.desk.escalate(asked)

        vendor.control.wait_for(is_event("agent_joined"))
        messages = vendor.control.conversation(vendor.conversation(asked))["messages"]
        is_carried = message is not None and vendor.desk.carries_message("rest")
        assert [each["text"] for each in messages] == ([message] if is_carried else [])

    def test_the_bot_gets_a_later_failure_where_the_desk_says_so(self, vendor: Vendor) -> None:
        vendor.control.fail_transfers_later(1, 0)

        transferred(vendor)

        event = vendor.control.wait_for(is_event("transfer_failed"))
        assert (event["failure"] is not None) == vendor.desk.tells_of_failures

    def test_the_bot_gets_the_conversation_back_where_the_desk_says_so(
        self, vendor: Vendor
    ) -> None:
        asked = escalation(vendor)
        transferred(vendor)
        vendor.control.wait_for(is_event("agent_joined"))

        if vendor.desk.takes_back:
            vendor.desk.take_back(asked.conversation_id, asked.user_id)

        conversation = vendor.control.conversation(vendor.conversation(asked))
        assert conversation["with"] == ("bot" if vendor.desk.takes_back else "agent")
        assert transferred(vendor).state in TransferState

    @pytest.mark.parametrize("fault", ["status 503", "reset_after"])
    def test_a_conversation_that_cannot_be_taken_back_is_a_vendor_error(
        self, vendor: Vendor, fault: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        transferred(vendor)
        vendor.control.fault(vendor.transfer_calls[-1], times=1, **fault_of(vendor, fault))
        if vendor.desk.takes_back:
            with pytest.raises(VendorError) as failure:
                vendor.desk.take_back("conversation-1", "user-7")
            assert failure.value.may_have_acted is (fault == "reset_after")
            assert private_in(vendor, failure.value) == []
            later(monkeypatch)
            vendor.desk.take_back("conversation-1", "user-7")
        else:
            with pytest.raises(NotImplementedError):
                vendor.desk.take_back("conversation-1", "user-7")

    def test_a_line_break_in_the_transfer_message_does_no_harm(self, vendor: Vendor) -> None:
        transferred(vendor, message="Hold on,\nplease.\r\nThank you")

        assert len(vendor.control.transfers()) == 1

    def test_a_skill_that_cannot_be_sends_nothing(self, vendor: Vendor) -> None:
        with pytest.raises(SkillError):
            transferred(vendor, skill="no such skill")

        assert vendor.control.calls() == []

    @pytest.mark.parametrize("fault", FAULTS)
    def test_whatever_goes_wrong_is_told_apart_and_the_next_transfer_is_accepted(
        self, vendor: Vendor, fault: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        call = vendor.transfer_call
        vendor.control.fault(call, times=1, **fault_of(vendor, fault))
        begin_operation(fault, silence_seconds=2.0)  # the calls before are over in half of it

        if fault in vendor.still_accepted:
            assert transferred(vendor).state in TransferState
        else:
            with pytest.raises(VendorError) as failure:
                transferred(vendor)

            assert failure.value.may_have_acted == (fault in UNCONFIRMED)
            assert private_in(vendor, failure.value) == []
        assert len(vendor.control.calls(call)) <= 1, "a transfer was sent again by itself"
        later(monkeypatch)
        other = escalation(vendor, "conversation-2", user_id="user-8")
        vendor.desk.escalate(other)
        assert vendor.control.transfers()[-1]["conversation"] == vendor.conversation(other)

    @pytest.mark.parametrize("status", [401, 403])
    def test_wrong_credentials_are_their_own_error(self, vendor: Vendor, status: int) -> None:
        vendor.control.fault(vendor.transfer_call, "status", times=None, status=status)

        with pytest.raises(VendorAuthenticationError):
            transferred(vendor)

        vendor.control.clear_faults()
        assert vendor.new_desk().escalate(escalation(vendor)).state in TransferState

    def test_too_many_calls_are_their_own_error_with_the_wait(
        self, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        busy = {"status": 429, "headers": {"Retry-After": "7"}}
        vendor.control.fault(vendor.transfer_call, "status", **busy)

        with pytest.raises(VendorBusyError) as failure:
            transferred(vendor)

        assert failure.value.retry_after == 7
        assert isinstance(failure.value, VendorRefusedError)
        calls = vendor.control.calls()
        with pytest.raises(VendorBusyError) as during_pause:
            transferred(vendor)
        assert 0 < during_pause.value.retry_after <= 7
        assert vendor.control.calls() == calls, "nothing is sent during the pause"
        later(monkeypatch)
        assert transferred(vendor).state in TransferState

    def test_a_hang_ends_at_the_deadline(self, vendor: Vendor) -> None:
        vendor.control.fault(vendor.transfer_call, "hang")
        begin_operation("hang")
        began = time.monotonic()

        with pytest.raises(VendorError):
            transferred(vendor)

        assert time.monotonic() - began < 5
