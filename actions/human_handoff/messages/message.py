"""A message of a customer, and the short reference by which customer and agents name it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone

# Longer messages are not noted: what the customer was told would not be so.
MAX_MESSAGE_LENGTH = 3000
MAX_LINE_LENGTH = 200
# Letters and digits that nobody takes for another one, read or heard; without vowels, so that no
# word can come of it.
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
_CANDIDATES = 8
# Control characters (line breaks among them), half characters, and signs that turn the direction
# of a text.
_NOT_PRINTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Joiners between the parts of an emoji are format characters, and stay in a text.
_HIDDEN = _NOT_PRINTED - {"Cf"}


@dataclass(frozen=True)
class Message:
    """What is delivered; the repr contains nothing of the customer.

    Attributes:
        key: The same each time the same message is noted or delivered.
        skill: The skill of the request.
        channel: Rasa's name of the channel.
        noted_at: When it was noted, in seconds since 1970.
        text: What the customer wrote.
        name: The customer's name, if it is known.
        email: The customer's e-mail address, if it is known.
        phone: The number on which the customer would like to be called, as E.164 has it.
        call_from: The beginning of the time for the call, with its UTC offset (ISO 8601).
        call_until: Its end.
        call_at: The time for the call, for people: in the customers' time zone, or in the words of
            a customer who could not choose one.
    """

    key: str
    skill: str
    channel: str
    noted_at: float
    text: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    call_from: str | None = None
    call_until: str | None = None
    call_at: str | None = field(default=None, repr=False)

    @property
    def time(self) -> str:
        """When it was noted, for people."""
        return datetime.fromtimestamp(self.noted_at, timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def references(key: str) -> Iterator[str]:
    """Yield the references that a message may have, always the same ones in the same order.

    The first is the message's own, unless another message has it by chance.
    """
    for number in range(_CANDIDATES):
        digits = int.from_bytes(hashlib.sha256(f"{key}/{number}".encode()).digest(), "big")
        letters = ""
        for _ in range(8):
            digits, letter = divmod(digits, len(ALPHABET))
            letters += ALPHABET[letter]
        yield f"{letters[:4]}-{letters[4:]}"


def one_line(text: str, length: int = MAX_LINE_LENGTH) -> str:
    """Return a text that is safe in a header: one line without control characters, cut.

    A customer may also write a line break as an encoded word of RFC 2047 ("=?utf-8?q?=0A?="),
    which the standard library would decode.
    """
    plain = "".join(" " if unicodedata.category(each) in _NOT_PRINTED else each for each in text)
    return " ".join(plain.replace("=?", "= ?").split())[:length]


def printed(text: str) -> str:
    """Return a text whose lines are kept, without other control characters."""
    return "\n".join(
        "".join(each for each in line if each == "\t" or unicodedata.category(each) not in _HIDDEN)
        for line in text.splitlines()
    ).strip()
