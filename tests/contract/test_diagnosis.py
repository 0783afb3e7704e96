"""Every desk's own checks for `human-handoff doctor`, against the sandbox."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from actions.human_handoff import AgentDesk, Finding, Level
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from sandbox import RunningSandbox
from tests.unit.changed_values import changed

from .test_every_desk import FAULTS
from .vendors import Vendor

# What a login at LivePerson changes: the session of the bot user. Nobody else is told of it.
LOGINS = ("logins", "calls", "events")


def diagnosed(desk: AgentDesk) -> list[Finding]:
    return list(desk.diagnose(frozenset({"rest"})))


def with_change(vendor: Vendor, setting: str, value: object) -> AgentDesk:
    """Return the desk with one setting changed."""
    return vendor.new_desk(**changed(vendor.section(), setting, value))


def errors(findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if each.level is Level.ERROR]


def accounts(vendor: Vendor) -> dict[str, Any]:
    """Return what the sandbox knows of the vendor's account, without who is logged in."""
    state = vendor.control.state()
    account = {name: value for name, value in state[vendor.name].items() if name not in LOGINS}
    return {"account": account, "transfers": vendor.control.transfers()}


@pytest.fixture(autouse=True)
def enough_time() -> Iterator[None]:
    """Give all checks of a desk ten seconds; most need a few hundredths."""
    token = current_operation.set(Operation(10.0))
    yield
    current_operation.reset(token)


@pytest.fixture
def closed_port() -> Iterator[str]:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


def test_where_all_is_right_there_is_no_error_and_what_is_not_checked_is_said(
    vendor: Vendor,
) -> None:
    findings = diagnosed(vendor.desk)

    levels = {each.level for each in findings}
    assert levels == {Level.OK, Level.NOT_CHECKED}, findings
    assert all(each.text.endswith(".") for each in findings)


def test_nothing_is_changed_at_the_vendor(vendor: Vendor) -> None:
    before = accounts(vendor)

    diagnosed(vendor.desk)

    assert vendor.control.calls(), "the vendor was asked"
    assert accounts(vendor) == before
    assert vendor.control.conversations() == []


def test_each_wrong_key_is_found_by_the_name_of_its_setting_with_a_remedy(
    vendor: Vendor,
) -> None:
    for setting, value in vendor.wrong_keys.items():
        vendor.control.reset()

        found = errors(diagnosed(with_change(vendor, setting, value)))

        assert any(setting in each.settings for each in found), (setting, found)
        assert all(each.remedy for each in found)
        assert vendor.control.transfers() == []


def test_each_wrong_port_is_found_by_the_name_of_its_setting(
    vendor: Vendor, closed_port: str
) -> None:
    for setting in vendor.addresses:
        found = errors(diagnosed(with_change(vendor, setting, closed_port)))

        assert [each.settings[0] for each in found] == [setting]
        assert "nothing listens there" in found[0].text


def test_the_address_of_another_program_is_found_by_the_name_of_its_setting(
    vendor: Vendor, sandbox: RunningSandbox
) -> None:
    for setting in vendor.addresses:
        findings = diagnosed(with_change(vendor, setting, sandbox.control))

        # CM.com may answer 404 to a chat that it does not know, so that is a warning.
        found = [each for each in findings if each.level in (Level.ERROR, Level.WARNING)]
        assert any(setting in f"{each.settings} {each.remedy}" for each in found), (setting, found)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_vendor_does_is_a_finding_within_the_time_and_shows_no_secret(
    vendor: Vendor, fault: str
) -> None:
    diagnosed(vendor.desk)
    calls = dict.fromkeys(call["call"] for call in vendor.control.calls())
    for call in calls:
        vendor.control.reset()
        vendor.control.fault(call, times=None, **FAULTS[fault])
        desk = vendor.new_desk()
        current_operation.set(Operation(0.6))
        began = time.monotonic()

        findings = diagnosed(desk)

        assert time.monotonic() - began < 5
        assert {Level.ERROR, Level.WARNING, Level.NOT_CHECKED} & {each.level for each in findings}
        assert not [text for text in vendor.secrets if text in repr(findings)]
        vendor.control.clear_faults()


def test_the_same_desk_transfers_after_its_checks(vendor: Vendor) -> None:
    from .test_every_desk import transferred

    diagnosed(vendor.desk)

    transferred(vendor)
    assert len(vendor.control.transfers()) == 1
