"""Every call of every vendor: refused, broken off, and answered again."""

import pytest
import requests

from actions.human_handoff import errors
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import CHAT
from tests.unit.vendors.calls import CALLS, check

ERRORS = {
    401: errors.VendorAuthenticationError,
    403: errors.VendorAuthenticationError,
    429: errors.VendorBusyError,
}
# LivePerson answers 404 where nothing was published, and 400, 401 or 404 where an account has no
# such service. A bot logs in again after a 401 or 403.
EXCEPTIONS = {
    ("context read", 404),
    *(("liveperson domains", status) for status in (400, 401, 404)),
    *(("liveperson shifts", status) for status in (401, 403)),
}
STATUSES = [301, 302, 304, 400, 401, 403, 404, 413, 429, 451, 500, 502, 503, 504]
REFUSALS = sorted({(name, status) for name in CALLS for status in STATUSES} - EXCEPTIONS)


@pytest.mark.parametrize(("call", "status"), REFUSALS, indirect=["call"])
def test_a_refusal_is_an_error_and_the_next_call_is_answered(http, caplog, call, status):
    body = "" if status == 304 else f"{accounts.SECRETS} Jane {CHAT}"  # a 304 has no body
    response = {"status": status, "body": body}

    refused = check(http, caplog, call, response, ERRORS.get(status, errors.VendorRefusedError))

    assert refused.status == status
    assert str(refused).endswith(f": {call.method} {call.name_in_errors} answered {status}")
    assert refused.may_have_acted is (status in (301, 302, 304, 500, 502, 504))


@pytest.mark.parametrize("call", sorted(CALLS), indirect=True)
@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (requests.ConnectTimeout(), errors.VendorConnectionError),
        (requests.ReadTimeout(), errors.VendorSilenceError),
        (requests.ConnectionError(), errors.VendorSilenceError),
    ],
)
def test_a_call_that_gets_no_response_is_sent_once_and_the_next_one_arrives(
    http, caplog, call, broken, error
):
    failed = check(http, caplog, call, {"body": broken}, error)

    assert f": {call.method} {call.name_in_errors} " in str(failed)
