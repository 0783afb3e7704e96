"""Check keys by a call: what the vendor answers says which settings are wrong."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import TypeVar

from ..errors import (
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorNotAskedError,
    VendorRefusedError,
    VendorSilenceError,
)
from ..findings import Finding, error, not_checked, warning
from ..vendor_http.deadline import at_most

# For one call with all of its requests, such as a look-up of the host, a login and a question.
CALL_SECONDS = 8.0
# The statuses with which services refuse credentials.
CREDENTIALS_REFUSED = (401, 403)

Result = TypeVar("Result")


def checked_call(
    call: Callable[[], Result],
    accepted: Finding,
    answers: Mapping[int, Finding],
    *address: str,
) -> Generator[Finding, None, Result | None]:
    """Make one call, and find out what its outcome says; return its result, None if it failed.

    Args:
        call: Asks the vendor, and changes nothing there.
        accepted: What a success means.
        answers: What a refusal with these HTTP statuses means.
        address: The settings that say where the vendor is.
    """
    try:
        with at_most(CALL_SECONDS):
            result = call()
    except VendorError as failure:
        yield _finding(failure, answers, address)
        return None
    yield accepted
    return result


def refused(finding: Finding, statuses: Iterable[int] = CREDENTIALS_REFUSED) -> dict[int, Finding]:
    """Return the same finding for each of these statuses."""
    return dict.fromkeys(statuses, finding)


def _finding(
    failure: VendorError, answers: Mapping[int, Finding], address: tuple[str, ...]
) -> Finding:
    if isinstance(failure, VendorRefusedError) and failure.status in answers:
        return answers[failure.status]
    if isinstance(failure, VendorBusyError):
        return warning(f"{failure}.", "It was asked too often: try again in a minute.")
    if isinstance(failure, VendorNotAskedError):
        return not_checked(f"{failure}.")
    if isinstance(failure, VendorRefusedError) and failure.status >= 500:
        remedy = f"{failure.vendor} has a failure: see its status page."
        return error(f"{failure}.", remedy, *address)
    if isinstance(failure, VendorSilenceError):
        remedy = f"Try again, and see {failure.vendor}'s status page."
        return error(f"{failure}.", remedy, *address)
    if isinstance(failure, VendorConnectionError):
        return error(f"{failure}.", "Check the network of this machine.", *address)
    # A refusal that has no documented meaning, or a response of another shape.
    remedy = f"Something else than {failure.vendor} may listen there: correct the address."
    return error(f"{failure}.", remedy, *address)
