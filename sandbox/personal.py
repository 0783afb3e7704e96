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
_EMAIL = re.compile(r"[^\s@\"'<>()]+@[^\s@\"'<>()]+")
# What is quoted in a text that is no whole JSON, but not before a colon, as keys are.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"(?!\s*:)|\\?\Z)')
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

    def learn(self, body: object, keys: Iterable[str]) -> None:
        """Take in the names and addresses of a body, which may stand in others without a key."""
        personal = KEYS | {key.lower() for key in keys}
        for key, text in _leaves(body, ""):
            if key in personal and len(text.strip()) >= SHORT:
                self._known.add(text.strip().casefold())

    def masked(self, body: object) -> Any:
        """A body without personal data."""
        return self._masked(body, "", is_tracked=False)

    def masked_text(self, text: str) -> str:
        """The same of a text that is no JSON, or only the beginning of some."""
        return self._without_known(_QUOTED.sub(f'"{MASK}"', text))

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
            return json.dumps(self.masked(inner), ensure_ascii=False)
        word = text.strip().casefold()
        if word in self._said or (is_tracked and self._was_said(word)):
            return MASK
        return self._without_known(text)

    def _was_said(self, word: str) -> bool:
        within = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        return any(within.search(text) for text in self._said)

    def _without_known(self, text: str) -> str:
        text = _EMAIL.sub(MASK, text)
        longest_first = sorted(self._known, key=len, reverse=True)
        if not longest_first:
            return text
        words = "|".join(re.escape(known) for known in longest_first)
        return re.sub(rf"(?<!\w)(?:{words})(?!\w)", MASK, text, flags=re.IGNORECASE)


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
