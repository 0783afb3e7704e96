"""Split a message into words, whatever a customer sends."""

from __future__ import annotations

import re
import unicodedata

# A request stands at the beginning or at the end of a long message.
HEAD, TAIL = 400, 200
# No word is longer; of what is, the beginning counts.
LONGEST_WORD = 30
NUMBER, ADDRESS = "0", "@"

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[@?!.,;:\n]")
_ADDRESS = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}|(?:https?://|www\.)\S{1,200}")
_HAS_DIGIT = re.compile(r"\d")
# "helllooo" and "helloo" are one word.
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´", "'"))


def bounded(text: str) -> str:
    """Return the beginning and the end of a text, so that no pattern reads more."""
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"


def tokens_of(text: str) -> list[str]:
    """Return the words and the signs of a text, in small letters.

    A number becomes "0", and an e-mail or web address "@": which one it is says nothing.
    """
    text = unicodedata.normalize("NFKC", bounded(text)).lower().translate(_APOSTROPHES)
    # Normalisation can make a text longer, so it is cut again.
    text = _REPEATED.sub(r"\1\1", _ADDRESS.sub(f" {ADDRESS} ", bounded(text)))
    words = (each[:LONGEST_WORD] for each in _TOKEN.findall(text))
    return [NUMBER if _HAS_DIGIT.search(each) else each for each in words]
