"""Find an e-mail address in what a customer writes."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from .typed_text import without_decoration

# What ends an address; an apostrophe may be part of one (o'brien@…), quotation marks only
# surround it. The local part has at most 64 characters, the domain 255 (RFC 5321).
_NOT_IN_ADDRESS = r"\s<>()\[\],;:\"“”„«»"
_ADDRESS = re.compile(
    rf"(?<![^{_NOT_IN_ADDRESS}])[^{_NOT_IN_ADDRESS}@]{{1,70}}@[^{_NOT_IN_ADDRESS}'‘’@]{{1,260}}"
)
# How people write an address on a telephone, or for somebody who reads it aloud.
_SPELLED_AT = re.compile(
    r" ?(?:\(at\)|\[at\]) ?| (?:apenstaartje|apestaartje) | ?@ ?", re.IGNORECASE
)
_SPELLED_DOT = re.compile(r" ?(?:\(dot\)|\[dot\]) ?| (?:dot|punt|point) ", re.IGNORECASE)
_AT_BEFORE_DOT = re.compile(r" at (?=\S{1,260} (?:dot|punt|point) )", re.IGNORECASE)


def find_email(text: str) -> tuple[str | None, tuple[str, str]]:
    """Return the first valid address in a text, and the texts before and after it.

    "jane at example dot com" and "jane @ example.com" are understood where there is no other.
    """
    email, around = _typed_email(text)
    if email is None:
        spelled_out = _AT_BEFORE_DOT.sub("@", " ".join(text.split()))
        joined = _SPELLED_DOT.sub(".", _SPELLED_AT.sub("@", spelled_out))
        email, around = _typed_email(joined)
    return (email, around) if email else (None, (text, ""))


def _typed_email(text: str) -> tuple[str | None, tuple[str, str]]:
    for match in _ADDRESS.finditer(text):
        candidate = without_decoration(match[0]).strip().lstrip("'‘’").rstrip(".!?…")
        try:
            # The domain's mail server is not looked up: DNS may be slow or not available.
            checked = validate_email(candidate, check_deliverability=False)
        except EmailNotValidError:
            continue
        return checked.normalized, (text[: match.start()], text[match.end() :])
    return None, (text, "")
