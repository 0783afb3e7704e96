"""One suite for every desk: whatever a vendor does, the same things come out."""

from __future__ import annotations

import json
import time
import traceback
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ruamel.yaml import YAML

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
from actions.human_handoff.availability.shift_cache import utc_now
from actions.human_handoff.handoff_settings.desks import built_desk
from actions.human_handoff.vendors import DESKS
from sandbox import Control
from tests import ROOT

from .vendors import Vendor

LIVE = timedelta(0)
# The bot's configuration, with which the demo runs on the sandbox.
FILE = "human_handoff.yml"
NAME, EMAIL = "Jané O'Neil-中村", "jane.private@example.org"
# What the caller gets of each fault; the numbers keep the suite fast.
FAULTS: dict[str, dict[str, Any]] = {
    "status 400": {"kind": "status", "status": 400},
    "status 404": {"kind": "status", "status": 404},
    "status 500": {"kind": "status", "status": 500},
    "status 503": {"kind": "status", "status": 503},
    "hang": {"kind": "hang"},
    "drip": {"kind": "drip", "seconds": 0.2},
    "reset": {"kind": "reset"},
    "reset_after": {"kind": "reset_after"},
    "html": {"kind": "html"},
    "half_json": {"kind": "half_json"},
    "wrong_types": {"kind": "wrong_types"},
    "empty": {"kind": "empty"},
    "error_in_200": {"kind": "error_in_200"},
    "huge": {"kind": "huge"},
}
# After these nobody can say whether the vendor has acted, so nothing may be tried again.
FATE_UNKNOWN = {
    *("hang", "drip", "reset", "reset_after"),
    *("html", "half_json", "wrong_types", "empty", "huge"),
}
CUSTOMER_WORDS = "Hold on."


def escalation(vendor: Vendor, conversation: str = "conversation-1", **words: object) -> Escalation:
    return Escalation(
        conversation_id=conversation,
        user_id=words.pop("user_id", "user-7"),  # type: ignore[arg-type]
        skill=vendor.skill,
        message=words.pop("message", CUSTOMER_WORDS),  # type: ignore[arg-type]
        contact=Contact(NAME, EMAIL),
    )


def fault_of(vendor: Vendor, fault: str) -> dict[str, Any]:
    """What the sandbox is told; the vendor's own words where it says no in a 200."""
    own = {"body": vendor.error_in_200} if vendor.error_in_200 is not None else {}
    return {**FAULTS[fault], **(own if fault == "error_in_200" else {})}


def everything_printed(error: BaseException) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__)) + repr(
        error
    )


class TestConfiguration:
    def test_the_sandboxs_configuration_has_a_section_that_is_right(self, vendor: Vendor) -> None:
        sections = YAML(typ="safe", pure=True).load((ROOT / FILE).read_text(encoding="utf-8"))

        assert vendor.name in sections, f"{FILE} has no section {vendor.name}"
        desk, _ = built_desk(vendor.name, sections, FILE)
        assert isinstance(desk, DESKS[vendor.name])


class TestShifts:
    def test_a_skill_on_shift_is_reported_as_of_now(self, vendor: Vendor) -> None:
        vendor.set_shift(True)
        desk = vendor.desk()

        report = desk.shift_report(vendor.skill, LIVE)

        shift = report.shifts[desk.skill_key(vendor.skill)]
        assert shift.status is ShiftStatus.ON_SHIFT
        assert shift.reason is Reason.REPORTED
        assert abs(utc_now() - report.as_of) < timedelta(seconds=5)

    def test_a_skill_off_shift_tells_when_it_opens(self, vendor: Vendor) -> None:
        opens_at = datetime(2030, 1, 7, 8, 0, tzinfo=timezone.utc)
        vendor.set_shift(False, int(opens_at.timestamp() * 1000))
        desk = vendor.desk()

        shift = desk.shift_report(vendor.skill, LIVE).shifts[desk.skill_key(vendor.skill)]

        assert shift.status is ShiftStatus.OFF_SHIFT
        assert shift.opens_at == (opens_at if desk.reports_openings else None)

    def test_a_skill_off_shift_without_an_end_tells_no_time(self, vendor: Vendor) -> None:
        vendor.set_shift(False, None)
        desk = vendor.desk()

        shift = desk.shift_report(vendor.skill, LIVE).shifts[desk.skill_key(vendor.skill)]

        assert (shift.status, shift.opens_at) == (ShiftStatus.OFF_SHIFT, None)

    def test_a_skill_the_vendor_does_not_know_is_not_off_shift(self, vendor: Vendor) -> None:
        desk = vendor.desk()

        try:
            known = (
                desk.skill_key(vendor.unknown_skill)
                in desk.shift_report(vendor.unknown_skill, LIVE).shifts
            )
        except SkillError:
            known = False

        assert not known

    def test_one_report_answers_for_every_skill_where_the_desk_says_so(
        self, vendor: Vendor
    ) -> None:
        desk = vendor.desk()
        skills = vendor.section()["skills"]

        report = desk.shift_report(vendor.skill, LIVE)

        keys = {desk.skill_key(skill) for skill in skills}
        expected = keys if desk.reports_all_skills else {desk.skill_key(vendor.skill)}
        assert expected <= set(report.shifts)

    def test_the_calls_are_the_documented_ones_in_order(
        self, vendor: Vendor, control: Control
    ) -> None:
        vendor.desk().shift_report(vendor.skill, LIVE)

        assert [call["call"] for call in control.calls()] == vendor.shift_calls

    @pytest.mark.parametrize("fault", FAULTS)
    def test_whatever_goes_wrong_is_a_vendor_error_and_the_next_question_is_answered(
        self, vendor: Vendor, control: Control, fault: str
    ) -> None:
        for call in dict.fromkeys(vendor.shift_calls):
            control.reset()
            control.fault(call, times=None, **fault_of(vendor, fault))
            desk = vendor.desk()

            with pytest.raises(VendorError) as failure:
                desk.shift_report(vendor.skill, LIVE)

            self.assert_nothing_private(vendor, failure.value)
            control.clear_faults()
            restart_the_clock()
            report = desk.shift_report(vendor.skill, LIVE)
            assert desk.skill_key(vendor.skill) in report.shifts

    @staticmethod
    def assert_nothing_private(vendor: Vendor, error: BaseException) -> None:
        printed = everything_printed(error)
        assert not [secret for secret in vendor.secrets if secret in printed]


class TestTransfers:
    def test_an_accepted_transfer_is_what_was_asked_field_by_field(
        self, vendor: Vendor, control: Control
    ) -> None:
        asked = escalation(vendor)

        transfer = vendor.desk().escalate(asked)

        assert isinstance(transfer, Transfer)
        assert transfer.state in TransferState
        assert [each["fields"] for each in control.transfers()] == [vendor.sent(asked)]
        assert [each["conversation"] for each in control.transfers()] == [
            vendor.conversation(asked)
        ]

    def test_name_and_e_mail_go_along_where_the_desk_says_so(
        self, vendor: Vendor, control: Control
    ) -> None:
        desk = vendor.desk()

        desk.escalate(escalation(vendor))

        sent = json.dumps(control.transfers()[0]["fields"], ensure_ascii=False)
        assert [word in sent for word in (NAME, EMAIL)] == [desk.carries_contact] * 2

    def test_a_customer_of_whom_nothing_is_known_is_transferred(
        self, vendor: Vendor, control: Control
    ) -> None:
        asked = replace(escalation(vendor), contact=Contact())

        vendor.desk().escalate(asked)

        assert [each["fields"] for each in control.transfers()] == [vendor.sent(asked)]

    def test_the_customer_reads_the_last_words_where_the_desk_says_so(
        self, vendor: Vendor, control: Control
    ) -> None:
        desk, asked = vendor.desk(), escalation(vendor)

        desk.escalate(asked)

        control.wait_for(lambda event: event["type"] == "agent_joined")
        read = control.conversation(vendor.conversation(asked))["messages"]
        expected = [CUSTOMER_WORDS] if desk.carries_message("rest") else []
        assert [message["text"] for message in read] == expected

    def test_the_bot_is_told_of_a_later_failure_where_the_desk_says_so(
        self, vendor: Vendor, control: Control
    ) -> None:
        desk = vendor.desk()
        control.fail_transfers_later(1, 0)

        desk.escalate(escalation(vendor))

        event = control.wait_for(lambda event: event["type"] == "transfer_failed")
        assert (event["failure"] is not None) == desk.tells_of_failures

    def test_a_transfer_makes_the_documented_calls_and_no_other(
        self, vendor: Vendor, control: Control
    ) -> None:
        vendor.desk().escalate(escalation(vendor))

        assert [call["call"] for call in control.calls()] == vendor.transfer_calls

    def test_a_transfer_without_words_says_nothing(self, vendor: Vendor, control: Control) -> None:
        asked = escalation(vendor, message=None)

        vendor.desk().escalate(asked)

        control.wait_for(lambda event: event["type"] == "agent_joined")
        assert control.conversation(vendor.conversation(asked))["messages"] == []

    def test_a_line_break_in_the_last_words_does_no_harm(
        self, vendor: Vendor, control: Control
    ) -> None:
        vendor.desk().escalate(escalation(vendor, message="Hold on,\nplease.\r\nThank you"))

        assert len(control.transfers()) == 1

    def test_a_skill_that_cannot_be_sends_nothing(self, vendor: Vendor, control: Control) -> None:
        asked = escalation(vendor)
        unknown = Escalation(
            asked.conversation_id, asked.user_id, "no such skill", contact=asked.contact
        )

        with pytest.raises(SkillError):
            vendor.desk().escalate(unknown)

        assert control.calls() == []

    @pytest.mark.parametrize("fault", FAULTS)
    def test_whatever_goes_wrong_is_told_apart_and_the_next_transfer_is_accepted(
        self, vendor: Vendor, control: Control, fault: str
    ) -> None:
        call = vendor.transfer_calls[-1]
        control.fault(call, times=1, **fault_of(vendor, fault))
        desk = vendor.desk()

        if fault in vendor.still_accepted:
            assert desk.escalate(escalation(vendor)).state in TransferState
        else:
            with pytest.raises(VendorError) as failure:
                desk.escalate(escalation(vendor))

            assert failure.value.may_have_acted == (fault in FATE_UNKNOWN)
            printed = everything_printed(failure.value)
            private = [*vendor.secrets, NAME, EMAIL, CUSTOMER_WORDS]
            assert not [word for word in private if word in printed]
        made = control.calls(call)
        assert len(made) <= 1, "a transfer was sent again by itself"
        restart_the_clock()
        other = escalation(vendor, "conversation-2", user_id="user-8")
        desk.escalate(other)
        assert control.transfers()[-1]["conversation"] == vendor.conversation(other)

    @pytest.mark.parametrize("status", [401, 403])
    def test_wrong_credentials_are_their_own_error(
        self, vendor: Vendor, control: Control, status: int
    ) -> None:
        control.fault(vendor.transfer_calls[-1], "status", times=None, status=status)

        with pytest.raises(VendorAuthenticationError):
            vendor.desk().escalate(escalation(vendor))

        control.clear_faults()
        assert vendor.desk().escalate(escalation(vendor)).state in TransferState

    def test_too_many_calls_are_their_own_error_with_the_wait(
        self, vendor: Vendor, control: Control
    ) -> None:
        control.fault(vendor.transfer_calls[-1], "status", status=429, headers={"Retry-After": "7"})
        desk = vendor.desk()

        with pytest.raises(VendorBusyError) as failure:
            desk.escalate(escalation(vendor))

        assert failure.value.retry_after == 7
        assert isinstance(failure.value, VendorRefusedError)
        assert desk.escalate(escalation(vendor)).state in TransferState

    def test_a_hang_ends_at_the_deadline(self, vendor: Vendor, control: Control) -> None:
        control.fault(vendor.transfer_calls[-1], "hang")
        began = time.monotonic()

        with pytest.raises(VendorError):
            vendor.desk().escalate(escalation(vendor))

        assert time.monotonic() - began < 3


def restart_the_clock() -> None:
    """A fault may have used up the second; what follows is another turn of the customer."""
    from actions.human_handoff.vendor_http import client as wire

    wire.deadline.set(time.monotonic() + 1.0)
