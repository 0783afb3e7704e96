"""What the outcome of a call says of the settings."""

from __future__ import annotations

import pytest

from actions.human_handoff import (
    Finding,
    Level,
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorNotAskedError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
    errors,
)
from actions.human_handoff.desk_checks import CALL_SECONDS, checked_call, refused
from actions.human_handoff.findings import error, ok
from actions.human_handoff.vendor_http.deadline import current_operation

ACCEPTED = ok("It works.", "key")
REFUSED = error("It is refused.", "Write another.", "key")


def outcome(call, answers=None) -> tuple[list[Finding], object]:
    check = checked_call(call, ACCEPTED, refused(REFUSED) if answers is None else answers, "url")
    findings = []
    while True:
        try:
            findings.append(next(check))
        except StopIteration as end:
            return findings, end.value


def raising(failure):
    def call():
        raise failure

    return call


def test_a_success_is_what_the_check_says_and_the_result_is_returned():
    assert outcome(lambda: 7) == ([ACCEPTED], 7)


def test_a_call_has_a_time_limit_of_its_own():
    seconds = []

    outcome(lambda: seconds.append(current_operation.get().seconds_left()))

    assert 0 < seconds[0] <= CALL_SECONDS


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_what_the_check_says(status):
    failure = VendorAuthenticationError("Acme", "GET / answered 401", status)

    assert outcome(raising(failure)) == ([REFUSED], None)


def test_a_refusal_that_means_something_else_is_what_the_check_says():
    assert outcome(raising(VendorRefusedError("Acme", "no", 400)), {400: ACCEPTED}) == (
        [ACCEPTED],
        None,
    )


@pytest.mark.parametrize(
    ("failure", "level", "settings", "remedy"),
    [
        (VendorBusyError("Acme", "wait"), Level.WARNING, (), "try again in a minute"),
        (VendorNotAskedError("Acme", "the time is up"), Level.NOT_CHECKED, (), ""),
        (VendorRefusedError("Acme", "answered 500", 500), Level.ERROR, ("url",), "status page"),
        (VendorRefusedError("Acme", "answered 404", 404), Level.ERROR, ("url",), "the address"),
        (VendorSilenceError("Acme", "no answer"), Level.ERROR, ("url",), "status page"),
        (VendorConnectionError("Acme", "not reached"), Level.ERROR, ("url",), "the network"),
        (VendorResponseError("Acme", "no JSON"), Level.ERROR, ("url",), "Something else than Acme"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, errors.VendorError) else "",
)
def test_every_other_failure_has_its_own_remedy(failure, level, settings, remedy):
    (found,), result = outcome(raising(failure))

    assert (found.level, found.settings, result) == (level, settings, None)
    assert found.text == f"{failure}."
    assert remedy in found.remedy
