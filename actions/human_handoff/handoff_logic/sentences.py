"""Tell a sentence from a name, and find the name that a sentence begins with."""

from __future__ import annotations

from .answer_phrases import words_of
from .ordinary_words import ALSO_NAMES, ORDINARY

# Particles such as "van der" are not counted.
_PARTICLES = frozenset(
    {"al", "bin", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "ibn"}
    | {"la", "le", "les", "ten", "ter", "van", "vom", "von", "zu", "te", "op", "in", "aan", "'t"}
)
# After these, an ordinary word is a surname: "Olive van der Meer".
_OF_SURNAMES = frozenset({"van", "der", "den", "ter", "ten"})
# Where a name ends: "Jane speaking", "Jane, thanks"; after "I am" also "Jane and I need help".
_ENDS = words_of(
    "here speaking thanks thank please pls but btw nice by hier bedankt dank aub alsjeblieft "
    "alstublieft maar trouwens aangenaam"
)
_ENDS_IF_INTRODUCED = _ENDS | {"and", "en", "from", "uit"}
# Between two names: "Jane and Tom Cole"
_CONNECTORS = frozenset({"and", "en", "und", "et", "y", "&"})
# "Jane is my name"
_IS_NAME = ("is", frozenset({"name", "naam"}))
_SIGNS = ".,;:!?'\"“”‘’()-–…"


def counted_words(name: str) -> list[str]:
    """Return the words of a name without its particles: "Jan van der Berg" has two."""
    return _counted(name.split())


def has_capitals(name: str) -> bool:
    """Tell whether every word of a name begins with a capital, and not because all letters do."""
    return _has_capitals(name.split())


def reads_as_sentence(words: list[str]) -> bool:
    """Tell whether these words are a sentence rather than a name, in English or Dutch."""
    words = [word for word in words if word not in _CONNECTORS]
    plain = [_plain(word) for word in words]
    before = ["", *plain]
    ordinary = [
        word for i, word in enumerate(plain) if word in ORDINARY and before[i] not in _OF_SURNAMES
    ]
    if _has_capitals(words) and len(ordinary) < len(_counted(words)):
        return len(ordinary) > 1  # "Bill Order" is a name
    known = [word for word in plain[1:] if word in ALSO_NAMES and word not in _PARTICLES]
    begins_with_known = plain[:1] and plain[0] in ALSO_NAMES
    return bool(ordinary) or len(known) + bool(begins_with_known) > 1 or "my" in plain[:-1]


def name_at_start(words: list[str], *, introduced: bool) -> list[str]:
    """Return the name that a sentence begins with; empty if it begins with none.

    Args:
        words: The sentence.
        introduced: Whether "I am", "my name is" or the like stood before it.
    """
    plain = [_plain(word) for word in words]
    ends = _ENDS_IF_INTRODUCED | ORDINARY if introduced else _ENDS
    for end, word in enumerate(plain):
        if word in ends or (word == _IS_NAME[0] and _IS_NAME[1].intersection(plain[end:])):
            begin = words[:end]
            is_name = any(len(each) > 1 and each not in ALSO_NAMES for each in plain[:end])
            is_name = is_name or (introduced and _has_capitals(begin))
            return begin if is_name and not reads_as_sentence(begin) else []
    return []


def _plain(word: str) -> str:
    return word.casefold().strip(_SIGNS).replace("'", "").replace("’", "")


def _counted(words: list[str]) -> list[str]:
    return [word for word in words if word not in _PARTICLES | _CONNECTORS]


def _has_capitals(words: list[str]) -> bool:
    counted = _counted(words)
    are_all = all(word.isupper() and len(word) > 1 for word in counted)
    return bool(counted) and not are_all and all(word[0].isupper() for word in counted)
