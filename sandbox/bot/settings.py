"""What is checked of the settings by which a platform reaches the bot."""

import re
from http import HTTPStatus

from ..serving.refusal import Refused

# https://www.rfc-editor.org/rfc/rfc9110#name-tokens
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_TOKEN = re.compile(r"[!-~]([ -~]*[!-~])?")
MOST_ATTEMPTS = 10


def check_path(name: str, path: str | None) -> None:
    """Refuse what cannot follow the bot's address."""
    if path is not None and not _PATH.fullmatch(path):
        raise _wrong(f"'{name}' must be a path such as /webhooks/cm")


def check_header(header: str, token: str) -> None:
    """Refuse what cannot be a header; the token is not repeated."""
    if not _HEADER.fullmatch(header):
        raise _wrong("'header' must be a header's name")
    if not _TOKEN.fullmatch(token):
        raise _wrong("'token' must be printable ASCII")


def check_patience(attempts: int, timeout_seconds: float, pause_seconds: float) -> None:
    """Refuse a platform that never tries, never ends or never waits."""
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise _wrong(f"a bot is tried at least once and at most {MOST_ATTEMPTS} times")
    if timeout_seconds <= 0 or pause_seconds < 0:
        raise _wrong("'timeout_seconds' must be positive, 'pause_seconds' not negative")


def _wrong(reason: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, reason)
