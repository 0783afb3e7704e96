"""Settings of how a platform calls a webhook of the bot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from ..bot.webhook_delivery import RetryPolicy
from ..serving.refusal import Refused
from .settings import Settings

# https://www.rfc-editor.org/rfc/rfc9110#name-tokens
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_TOKEN = re.compile(r"[!-~]([ -~]*[!-~])?")
MOST_ATTEMPTS = 10


@dataclass
class WebhookSettings(Settings):
    """A webhook that is called with a header of the bot's own, and retried.

    Assumption: a delivery without a 2xx within the time is delivered again three times.

    Attributes:
        header: The header that proves to the bot who calls.
        token: Its value.
        redeliveries: How often a delivery is repeated.
        timeout_seconds: How long the platform waits for an answer.
        pause_seconds: How long it waits before it delivers again.
        agents_messages: Whether the bot is told what agents write to the customer.
    """

    header: str = "Authorization"
    token: str = field(default="", repr=False)
    redeliveries: int = 3
    timeout_seconds: float = 30.0
    pause_seconds: float = 0.0
    agents_messages: bool = False

    @property
    def paths(self) -> Mapping[str, str | None]:
        """The paths of the webhook's endpoints, by the name of the key."""
        return {}

    @property
    def headers(self) -> dict[str, str]:
        """The header to call with."""
        return {self.header: self.token}

    @property
    def retry_policy(self) -> RetryPolicy:
        """How the platform retries a delivery."""
        return RetryPolicy(self.redeliveries + 1, self.timeout_seconds, self.pause_seconds)

    def check(self) -> None:
        """Refuse paths, headers and retries that cannot be."""
        for name, path in self.paths.items():
            check_path(name, path)
        if not _HEADER.fullmatch(self.header):
            raise _wrong("'header' must be a header's name")
        if not _TOKEN.fullmatch(self.token):  # The text does not repeat the token.
            raise _wrong("'token' must be printable ASCII")
        check_retries(self.retry_policy)


def check_path(name: str, path: str | None) -> None:
    """Refuse a path that cannot follow the bot's address."""
    if path is not None and not _PATH.fullmatch(path):
        raise _wrong(f"'{name}' must be a path such as /webhooks/cm")


def check_retries(policy: RetryPolicy) -> None:
    """Refuse a platform that never tries, never ends, or waits for a negative time."""
    if not 1 <= policy.attempts <= MOST_ATTEMPTS:
        raise _wrong(f"a bot is tried at least once and at most {MOST_ATTEMPTS} times")
    if policy.timeout_seconds <= 0 or policy.pause_seconds < 0:
        raise _wrong("'timeout_seconds' must be positive, 'pause_seconds' not negative")


def _wrong(reason: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, reason)
