"""One error tree; nothing in this package raises anything else on purpose.

HandoffError
├── ConfigurationError             a setting is missing or wrong; found at start-up
├── SkillError                     nobody can be transferred to this skill, whatever the vendor says
└── VendorError                    the vendor's side of the call went wrong
    ├── VendorConnectionError      the call did not reach the vendor
    ├── VendorSilenceError         the call left, no whole answer came back
    ├── VendorResponseError        the answer makes no sense
    └── VendorRefusedError         the vendor said no
        ├── VendorAuthenticationError   … to our credentials
        └── VendorBusyError             … for now

No message holds a body, a query string, a name, an e-mail address or a secret.
"""

from __future__ import annotations

from http import HTTPStatus

# A gateway that gave up waiting has passed the call on; the vendor may have acted on it.
_FATE_UNKNOWN_STATUSES = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


class HandoffError(Exception):
    """Anything that keeps a conversation from reaching a human."""


class ConfigurationError(HandoffError):
    """A setting is missing or wrong; the text names file, path and remedy.

    Outside `VendorError`, so that the handling of a vendor that is down never swallows it.
    """


class SkillError(HandoffError):
    """The skill is neither configured nor an id the vendor could know."""


class VendorError(HandoffError):
    """A call to a vendor failed.

    Attributes:
        vendor: The vendor's name as it spells it.
        may_have_acted: Whether the vendor may have done what it was asked, so that
            repeating the call could do it twice.
    """

    may_have_acted = False

    def __init__(self, vendor: str, problem: str) -> None:
        super().__init__(f"{vendor}: {problem}")
        self.vendor = vendor


class VendorConnectionError(VendorError):
    """The call did not reach the vendor: refused, no such host, no connection in time."""


class VendorSilenceError(VendorError):
    """The call left and no whole answer came back: time-out, reset, a body that stops."""

    may_have_acted = True


class VendorResponseError(VendorError):
    """An answer that says neither yes nor no: HTML, half a JSON, another shape."""

    may_have_acted = True


class VendorRefusedError(VendorError):
    """The vendor answered no.

    Attributes:
        status: The HTTP status; 200 where the refusal stands in the body.
    """

    def __init__(self, vendor: str, problem: str, status: int) -> None:
        super().__init__(vendor, problem)
        self.status = status
        self.may_have_acted = status in _FATE_UNKNOWN_STATUSES


class VendorAuthenticationError(VendorRefusedError):
    """401 or 403: the vendor does not take our credentials."""


class VendorBusyError(VendorRefusedError):
    """429: too many calls.

    Attributes:
        retry_after: Seconds to wait before the next call, if the vendor told.
    """

    def __init__(self, vendor: str, problem: str, retry_after: float | None = None) -> None:
        super().__init__(vendor, problem, HTTPStatus.TOO_MANY_REQUESTS)
        self.retry_after = retry_after
