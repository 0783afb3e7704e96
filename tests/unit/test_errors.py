"""One error tree; test_outcome.py has what each error says of the call's fate."""

import pytest

from actions.human_handoff import errors


def test_everything_the_package_raises_on_purpose_is_a_handoff_error():
    raised = [
        each
        for each in vars(errors).values()
        if isinstance(each, type)
        and each.__module__ == errors.__name__
        and each is not errors.Problems  # which collects errors
    ]

    assert len(raised) == 11
    assert all(issubclass(each, errors.HandoffError) for each in raised)


def test_a_wrong_setting_is_not_taken_for_a_vendor_that_is_down():
    assert not issubclass(errors.ConfigurationError, errors.VendorError)
    assert not issubclass(errors.SkillError, errors.VendorError)


def test_the_text_begins_with_the_vendor():
    error = errors.VendorConnectionError("LivePerson", "GET /x did not reach the vendor")

    assert str(error) == "LivePerson: GET /x did not reach the vendor"
    assert error.vendor == "LivePerson"


@pytest.mark.parametrize(
    ("statuses", "is_definite"),
    [
        ([200, 201, 202, 204, 299], True),
        ([400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422, 429, 451, 499], True),
        ([503], True),
        # A server that stops waiting for a request may have read it.
        ([408], False),
        ([301, 302, 303, 304, 307, 308], False),
        # A gateway may answer so after it passed the request on.
        ([500, 501, 502, 504, 505, 507, 520, 521, 522, 523, 524, 525, 526, 527, 599], False),
    ],
)
def test_which_statuses_of_a_transfer_are_a_definite_answer(statuses, is_definite):
    assert {errors.is_definite(status) for status in statuses} == {is_definite}
    for status in statuses:
        assert errors.VendorRefusedError("V", "p", status).may_have_acted is not is_definite


def test_a_busy_vendor_is_a_429_and_may_say_how_long():
    assert errors.VendorBusyError("V", "p").status == 429
    assert errors.VendorBusyError("V", "p").retry_after is None
    assert errors.VendorBusyError("V", "p", 5.0).retry_after == 5.0
