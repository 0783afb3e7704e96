"""Mask personal data where one call is shown: names, addresses and what the customer wrote.

With it nobody has to check every body before showing the page to others or taking a picture of it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MASK = "•••"
# Keys of personal data in any vendor's bodies.
KEYS = frozenset(
    {
        *("email", "e-mail", "phone", "phonenumber", "question", "conversationclientname"),
        *("firstname", "lastname", "fullname", "customername"),
        # Slots of the bot.
        *("human_handoff_name", "human_handoff_email"),
    }
)
# In a Rasa tracker, values below these keys may be single words that the customer used.
TRACKER_KEYS = frozenset({"slots", "entities", "value"})
# RFC 5321 limits the two parts to these lengths, which also limits the search in long texts.
_EMAIL = re.compile(r"[^\s@\"'<>()]{1,64}@[^\s@\"'<>()]{1,255}")
# A quoted string in a text that is not complete JSON, and the colon that follows a key.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"(\s*:)?|\\?\Z)', re.DOTALL)
# A shorter name or address could be part of any other word.
SHORTEST = 3


class Redactor:
    """Masks what is personal in the calls of one conversation."""

    def __init__(self, keys: Iterable[str], customer_texts: Iterable[str]) -> None:
        """`keys`: personal ones beside `KEYS`. `customer_texts`: the customer's messages."""
        self._keys = KEYS | {key.lower() for key in keys}
        self._customer_texts = {text.strip().casefold() for text in customer_texts if text.strip()}
        # These are masked inside longer texts too. A single word would occur in too many.
        self._anywhere = {text for text in self._customer_texts if len(text.split()) > 1}
        self._pattern = _pattern(())

    def collect(self, body: object, keys: Iterable[str]) -> None:
        """Remember the names and addresses in a body: others may have them without a key."""
        personal = KEYS | {key.lower() for key in keys}
        for key, text in _leaves(body, ""):
            if key in personal and len(text.strip()) >= SHORTEST:
                self._anywhere.add(text.strip().casefold())

    def redact(self, body: object) -> Any:
        """Return a JSON body with its personal data masked."""
        self._pattern = _pattern(self._anywhere)
        return self._value(body, "", in_tracker=False)

    def redact_text(self, text: str) -> str:
        """Return a text that is not JSON, or only its beginning, with personal data masked."""
        self._pattern = _pattern(self._anywhere)
        values_masked = _QUOTED.sub(lambda match: match[0] if match[1] else f'"{MASK}"', text)
        return self._without_personal(values_masked)

    def _value(self, value: object, key: str, *, in_tracker: bool) -> Any:
        if isinstance(value, dict):
            return {
                name: self._value(
                    inner, _key(value, name), in_tracker=in_tracker or name in TRACKER_KEYS
                )
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self._value(inner, key, in_tracker=in_tracker) for inner in value]
        if value is None or isinstance(value, bool) or value == "":
            return value
        if key in self._keys:
            return MASK
        return self._text(value, in_tracker) if isinstance(value, str) else value

    def _text(self, text: str, in_tracker: bool) -> str:
        inner = _json_in(text)
        if inner is not None:
            return json.dumps(self._value(inner, "", in_tracker=in_tracker), ensure_ascii=False)
        word = text.strip().casefold()
        if word in self._customer_texts or (in_tracker and self._is_from_customer(word)):
            return MASK
        return self._without_personal(text)

    def _is_from_customer(self, word: str) -> bool:
        return any(word in text and _pattern([word]).search(text) for text in self._customer_texts)

    def _without_personal(self, text: str) -> str:
        return self._pattern.sub(MASK, _EMAIL.sub(MASK, text))


def _pattern(texts: Iterable[str]) -> "re.Pattern[str]":
    """Return a pattern that finds any of the texts as whole words, the longest first.

    Without any text it finds nothing.
    """
    choices = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{choices or '(?!)'})(?!\w)", re.IGNORECASE)


def _key(holder: Mapping[str, Any], name: str) -> str:
    """Return the key of a value; in Rasa's slot events it is the name of the slot beside it."""
    is_slot = holder.get("event") == "slot" and name == "value"
    return str(holder.get("name") if is_slot else name).lower()


def _json_in(text: str) -> Any:
    """Return the JSON in a text, as in CM.com's `CustomerInfo`; None if there is none."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _leaves(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a body with its key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, _key(value, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
    elif isinstance(value, str):
        inner = _json_in(value)
        yield from [(key, value)] if inner is None else _leaves(inner, key)
