"""A transfer that is a command: its outcome is asked for until it is known, or the time is over."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from actions.human_handoff import (
    TransferState,
    VendorError,
    VendorRefusedError,
    VendorSilenceError,
)
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from sandbox.client.control import is_event

from .test_every_desk import FAULTS, escalation, private_in, transferred
from .vendors import Vendor

EXECUTION_FAILED = "com.liveperson.bot-connectors-worker.error.public-api.execution-failed"


@pytest.fixture
def vendor(way: Vendor) -> Vendor:
    """The data of LivePerson's Public API, the only way with commands."""
    return way


@pytest.fixture(autouse=True)
def short_deadline() -> Iterator[None]:
    """Give a transfer some seconds, in which its outcome is asked for several times."""
    token = current_operation.set(Operation(10.0))
    yield
    current_operation.reset(token)


def counted(vendor: Vendor) -> dict[str, int]:
    """Return how often the transfer was sent, and whether its outcome was asked for."""
    return {call: len(vendor.control.calls(call)) for call in ("transfer_command", "command")}


def test_a_command_that_waits_a_moment_is_accepted_when_it_was_carried_out(vendor: Vendor) -> None:
    # Longer than a busy machine needs until it asks for the first time.
    vendor.control.liveperson.set_public_api(seconds=2.0)

    assert transferred(vendor).state is TransferState.REQUESTED
    assert counted(vendor)["transfer_command"] == 1
    assert counted(vendor)["command"] >= 2


def test_a_command_that_failed_is_a_refusal_with_livepersons_reason(vendor: Vendor) -> None:
    vendor.control.liveperson.set_public_api(outcome="failed")

    with pytest.raises(VendorRefusedError) as failure:
        transferred(vendor)

    assert str(failure.value) == f"LivePerson: the transfer has failed ({EXECUTION_FAILED})"
    assert not failure.value.may_have_acted
    vendor.control.liveperson.set_public_api()
    assert transferred(vendor).state is TransferState.REQUESTED


def test_a_skill_that_was_renamed_is_a_refusal(vendor: Vendor) -> None:
    vendor.control.liveperson.set_skill("2438093750", name="People")

    with pytest.raises(VendorRefusedError):
        transferred(vendor)


def test_a_command_that_waits_for_ever_is_unconfirmed_within_the_time(vendor: Vendor) -> None:
    vendor.control.liveperson.set_public_api(seconds=60)
    current_operation.set(Operation(2.0))
    began = time.monotonic()

    with pytest.raises(VendorSilenceError) as failure:
        transferred(vendor)

    assert time.monotonic() - began < 6
    assert failure.value.may_have_acted
    assert counted(vendor)["transfer_command"] == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_question_that_fails_says_nothing_and_the_next_one_is_answered(
    vendor: Vendor, fault: str
) -> None:
    vendor.control.fault("command", times=1, **FAULTS[fault])

    assert transferred(vendor).state is TransferState.REQUESTED
    assert counted(vendor)["transfer_command"] == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_questions_that_always_fail_leave_the_transfer_unconfirmed(
    vendor: Vendor, fault: str
) -> None:
    # In half of it, at a busy machine as well, the login and the transfer are over.
    current_operation.set(Operation(2.0))
    vendor.control.fault("command", times=None, **FAULTS[fault])

    with pytest.raises(VendorError) as failure:
        transferred(vendor)

    assert failure.value.may_have_acted
    assert private_in(vendor, failure.value) == []
    assert counted(vendor)["transfer_command"] == 1
    assert len(vendor.control.transfers()) == 1, "LivePerson did transfer the customer"


def test_a_session_that_another_login_has_ended_is_replaced_and_nothing_is_sent_twice(
    vendor: Vendor,
) -> None:
    transferred(vendor)
    vendor.control.liveperson.expire_logins()

    vendor.desk.escalate(escalation(vendor, "conversation-2"))

    assert [each["conversation"] for each in vendor.control.transfers()] == [
        "conversation-1",
        "conversation-2",
    ]
    assert counted(vendor)["transfer_command"] == 3, "one was refused with a 401"


def test_a_user_whose_bot_is_running_is_refused(vendor: Vendor) -> None:
    vendor.control.fault("public_login", "status", times=None, status=409)

    with pytest.raises(VendorRefusedError) as failure:
        transferred(vendor)

    assert not failure.value.may_have_acted
    assert counted(vendor)["transfer_command"] == 0


def test_the_customers_conversation_goes_to_the_agents_with_the_skill(vendor: Vendor) -> None:
    transferred(vendor)

    accepted = vendor.control.wait_for(is_event("transfer_accepted"))
    assert accepted["skill_name"] == "Human"
    assert not accepted["announced"], "the bot sends the transfer message itself"
