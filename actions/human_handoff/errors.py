"""The error tree; this package raises nothing else on purpose.

HandoffError
├── ConfigurationError             a setting is missing or wrong; found at start-up
├── SkillError                     nobody can be transferred to this skill
└── VendorError                    a call to a vendor failed
    ├── VendorConnectionError      the request did not reach the vendor
    │   └── VendorNotAskedError        … because too little time was left to ask
    ├── VendorSilenceError         the request was sent, no complete response came back
    ├── VendorResponseError        the response cannot be understood
    └── VendorRefusedError         the vendor refused
        ├── VendorAuthenticationError   … our credentials
        └── VendorBusyError             … because of too many requests

No message contains a body, a query string, a name, an e-mail address or a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from http import HTTPStatus
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# How alike two names must be for "did you mean", 0 to 1. The library's 0.6 takes `acme` for `cm`.
_ALIKE = 0.7


def is_definite(status: int) -> bool:
    """Tell whether an HTTP status says for certain whether the vendor acted on a request.

    A 2xx is a yes. A 4xx is a no, except 408, with which a server stops waiting for a request that
    it may have read. A 503 is a no as well. A redirect, a 500, and all that a gateway may answer
    after it passed the request on (502, 504, 52x) say nothing.
    """
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return False
    return 200 <= status < 300 or 400 <= status < 500 or status == HTTPStatus.SERVICE_UNAVAILABLE


class HandoffError(Exception):
    """Anything that keeps a conversation from reaching an agent."""


class ConfigurationError(HandoffError):
    """A setting is missing or wrong; the text names the file, the path and the remedy.

    It is not a `VendorError`, so that code which handles a vendor's failure never hides it.
    """


class Problems:
    """Collects the mistakes in settings, so that one `ConfigurationError` names them all."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._settings: list[str] = []

    def add(self, text: str, setting: str | None = None) -> None:
        """Add one mistake on each line of a text; one that is known already is left out.

        Args:
            text: The text of a `ConfigurationError`; empty for no mistake.
            setting: The path of a setting whose value is not known. What is said of it later is
                left out, because it would be about a placeholder.
        """
        for line in text.split("\n"):
            if line and line not in self._lines and not self._is_about_a_placeholder(line):
                self._lines.append(line)
        if setting is not None:
            self._settings.append(setting)

    def collect(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Call a function and return its result; collect its `ConfigurationError`, if it raises."""
        try:
            return check(*args, **kwargs)
        except ConfigurationError as error:
            self.add(str(error))
            return None

    @property
    def lines(self) -> tuple[str, ...]:
        """The mistakes, a line each."""
        return tuple(self._lines)

    def raise_all(self) -> None:
        """Raise one `ConfigurationError` if there was any mistake."""
        if self._lines:
            raise ConfigurationError("\n".join(self._lines)) from None

    def _is_about_a_placeholder(self, line: str) -> bool:
        return any(line.startswith((f"{path} ", f"{path}.")) for path in self._settings)


def closest(name: str, names: Iterable[str]) -> str:
    """Return a sentence with the name that a misspelt one may mean, after a space; or nothing."""
    match = get_close_matches(name, list(names), 1, _ALIKE)
    return f" Did you mean {match[0]}?" if match else ""


class SkillError(HandoffError):
    """The skill is not configured, and it cannot be one of the vendor's own ids."""


class VendorError(HandoffError):
    """A call to a vendor failed.

    Attributes:
        vendor: The vendor's name in its own spelling.
        may_have_acted: Whether the vendor may have carried out the request, so that
            repeating it could carry it out twice.
    """

    may_have_acted = False

    def __init__(self, vendor: str, problem: str) -> None:
        super().__init__(f"{vendor}: {problem}")
        self.vendor = vendor


class VendorConnectionError(VendorError):
    """The request did not reach the vendor: refused, unknown host, or no connection in time."""


class VendorNotAskedError(VendorConnectionError):
    """Nothing was sent, because too little time was left; this says nothing about the vendor."""


class VendorSilenceError(VendorError):
    """The request was sent and no complete response came back: timeout, reset, a cut-off body."""

    may_have_acted = True


class VendorResponseError(VendorError):
    """The response says neither yes nor no: a web page, half a JSON document, another shape."""

    may_have_acted = True


class VendorRefusedError(VendorError):
    """The vendor refused the request.

    Attributes:
        status: The HTTP status; 200 where only the body contains the refusal.
    """

    def __init__(self, vendor: str, problem: str, status: int) -> None:
        super().__init__(vendor, problem)
        self.status = status
        self.may_have_acted = not is_definite(status)


class VendorAuthenticationError(VendorRefusedError):
    """401 or 403: the vendor does not accept our credentials."""


class VendorBusyError(VendorRefusedError):
    """429: too many requests.

    Attributes:
        retry_after: Seconds to wait before the next request, if the vendor told.
    """

    def __init__(self, vendor: str, problem: str, retry_after: float | None = None) -> None:
        super().__init__(vendor, problem, HTTPStatus.TOO_MANY_REQUESTS)
        self.retry_after = retry_after
