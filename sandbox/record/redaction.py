"""Personal data, masked where a call is shown: names, addresses, and what a customer said.

Whoever shows the page to others, or makes a picture of it, need not look through every body.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MASK = "•••"
# In any vendor's bodies.
KEYS = frozenset(
    {
        *("email", "e-mail", "phone", "phonenumber", "question", "conversationclientname"),
        *("firstname", "lastname", "fullname", "customername"),
        # The slots of the bot.
        *("human_handoff_name", "human_handoff_email"),
    }
)
# Values of a tracker, which may be words that the customer used.
TRACKED = frozenset({"slots", "entities", "value"})
# As long as RFC 5321 lets the two parts be, which also bounds the search in long texts.
_EMAIL = re.compile(r"[^\s@\"'<>()]{1,64}@[^\s@\"'<>()]{1,255}")
# What is quoted in a text that is no whole JSON, and the colon that follows a key.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"(\s*:)?|\\?\Z)', re.DOTALL)
# A name or an address as short as this may be part of anything.
SHORT = 3


class Personal:
    """Knows what is personal in the calls of one conversation."""

    def __init__(self, keys: Iterable[str], said: Iterable[str]) -> None:
        """`keys`: whose values are personal, beside `KEYS`; `said`: what the customer said."""
        self._keys = KEYS | {key.lower() for key in keys}
        self._said = {text.strip().casefold() for text in said if text.strip()}
        # These are masked also inside of longer texts; a single word would be in too many.
        self._known = {text for text in self._said if len(text.split()) > 1}
        self._anywhere = _pattern(())

    def learn(self, body: object, keys: Iterable[str]) -> None:
        """Take in the names and addresses of a body, which may stand in others without a key."""
        personal = KEYS | {key.lower() for key in keys}
        for key, text in _leaves(body, ""):
            if key in personal and len(text.strip()) >= SHORT:
                self._known.add(text.strip().casefold())

    def masked(self, body: object) -> Any:
        """A body without personal data."""
        self._anywhere = _pattern(self._known)
        return self._masked(body, "", is_tracked=False)

    def masked_text(self, text: str) -> str:
        """The same of a text that is no JSON, or only the beginning of some."""
        self._anywhere = _pattern(self._known)
        values_masked = _QUOTED.sub(lambda found: found[0] if found[1] else f'"{MASK}"', text)
        return self._without_known(values_masked)

    def _masked(self, value: object, key: str, *, is_tracked: bool) -> Any:
        if isinstance(value, dict):
            return {
                name: self._masked(
                    inner, _key(value, name), is_tracked=is_tracked or name in TRACKED
                )
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self._masked(inner, key, is_tracked=is_tracked) for inner in value]
        if value is None or isinstance(value, bool) or value == "":
            return value
        if key in self._keys:
            return MASK
        return self._words(value, is_tracked) if isinstance(value, str) else value

    def _words(self, text: str, is_tracked: bool) -> str:
        inner = _json_in(text)
        if inner is not None:
            return json.dumps(self._masked(inner, "", is_tracked=is_tracked), ensure_ascii=False)
        word = text.strip().casefold()
        if word in self._said or (is_tracked and self._was_said(word)):
            return MASK
        return self._without_known(text)

    def _was_said(self, word: str) -> bool:
        return any(word in text and _pattern([word]).search(text) for text in self._said)

    def _without_known(self, text: str) -> str:
        return self._anywhere.sub(MASK, _EMAIL.sub(MASK, text))


def _pattern(texts: Iterable[str]) -> "re.Pattern[str]":
    """Finds any of them, the longest first, but not within a word; nothing where there are none."""
    found = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{found or '(?!)'})(?!\w)", re.IGNORECASE)


def _key(holder: Mapping[str, Any], name: str) -> str:
    """What a value is called: in Rasa's events the slot's name stands beside it."""
    is_slot = holder.get("event") == "slot" and name == "value"
    return str(holder.get("name") if is_slot else name).lower()


def _json_in(text: str) -> Any:
    """The JSON that a text holds, as CM.com's `CustomerInfo` does; None where it holds none."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _leaves(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Every text of a body with what it is called."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, _key(value, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
    elif isinstance(value, str):
        inner = _json_in(value)
        yield from [(key, value)] if inner is None else _leaves(inner, key)
