"""Remove what people add to a name or an address: emoji, pronouns, invisible characters."""

from __future__ import annotations

import re
import unicodedata

# Zero-width joiners: they join letters in Persian, Sinhala and other scripts.
JOINERS = "\u200c\u200d"
# What people add to a name: pronouns in parentheses, emoji, direction marks, invisible characters.
_IN_PARENTHESES = re.compile(r"\([^()]{0,40}\)")
_SYMBOLS = frozenset({"So", "Sk"})
_INVISIBLE = frozenset({"Cf", "Me"})
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def without_decoration(text: str) -> str:
    """Return a text without emoji, remarks in parentheses and invisible characters."""
    return "".join(map(_without_sign, _IN_PARENTHESES.sub(" ", text)))


def _without_sign(character: str) -> str:
    if character in JOINERS:
        return character
    if unicodedata.category(character) in _SYMBOLS:
        return " "
    is_invisible = unicodedata.category(character) in _INVISIBLE
    return "" if is_invisible or ord(character) in _VARIATION_SELECTORS else character
