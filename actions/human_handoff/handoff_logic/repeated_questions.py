"""Tell whether a customer asks the same question twice. This module does not know Rasa.

Two messages are the same question if Rasa found the same intent and the same entities in both, and
both say nearly the same: the same words in any order, apart from words that say nothing, and from
one letter that is missing, added or mistyped in one of the words. Numbers must be the same.
`docs/offers.md` has the rule for bot builders.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .answer_phrases import plain_words, words_of
from .contact_answers import INTENT_PREFIXES
from .dutch_answers import DUTCH
from .english_answers import ENGLISH

# Fewer words are an answer, a name or a menu's entry rather than a question: "next", "Amsterdam".
_FEWEST_WORDS = 2
# So short a word is another one if a letter differs: "red" and "bed".
_SHORT = 4
_SAYS_NOTHING = (
    ENGLISH.fillers
    | DUTCH.fillers
    | words_of(
        "a an the i im is are am was be do does did it its that this these those you your my me we "
        "to of in on at for and or so but no yes not just now really please still already asked "
        "asking said ask repeat question again once more tell want know would like can could will "
        "good morning afternoon evening day night bye goodbye welcome great fine nice thanks "
        "de het een ik is ben zijn was er dat dit die deze je jij jullie uw mijn me mij we wij "
        "te van in op aan voor en of dus maar nee ja niet nu echt graag nog al vroeg vraag "
        "gevraagd zei zeg herhaal weer opnieuw keer meer vertel wil weten zou kun kan kunnen "
        "goede goeden goedemorgen goedemiddag goedenavond morgen dag doei hallo bedankt fijn"
    )
)


@dataclass(frozen=True, repr=False)  # a customer's words are in no log
class Message:
    """A customer's message, as Rasa has understood it.

    Attributes:
        text: What the customer wrote, or an intent's name after a slash.
        intent: The intent; empty where Rasa has none.
        entities: Name and value of each entity.
        is_misunderstood: Whether the bot's fallback has answered it.
    """

    text: str
    intent: str = ""
    entities: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    is_misunderstood: bool = False


def is_same_question(one: Message, other: Message) -> bool:
    """Tell whether two messages are the same question."""
    if one.text.startswith(INTENT_PREFIXES) or other.text.startswith(INTENT_PREFIXES):
        return False
    if (one.intent, one.entities) != (other.intent, other.entities):
        return False
    words, others = _telling_words(one.text), _telling_words(other.text)
    if min(len(words), len(others)) < _FEWEST_WORDS:
        return False
    only_one, only_other = words - others, others - words
    if len(only_one) == len(only_other) == 1:
        return _is_nearly(*only_one, *only_other)
    return not only_one and not only_other


def _telling_words(text: str) -> frozenset[str]:
    return frozenset(plain_words(text)) - _SAYS_NOTHING


def _is_nearly(word: str, other: str) -> bool:
    """Tell whether one letter at most is missing, added, mistyped, or two have changed places."""
    if min(len(word), len(other)) < _SHORT or not (word.isalpha() and other.isalpha()):
        return False
    if abs(len(word) - len(other)) > 1:
        return False
    start = _common_start(word, other)
    end = _common_start(word[start:][::-1], other[start:][::-1])
    rest, other_rest = word[start : len(word) - end], other[start : len(other) - end]
    is_swapped = len(rest) == len(other_rest) == 2 and rest == other_rest[::-1]
    return max(len(rest), len(other_rest)) <= 1 or is_swapped


def _common_start(word: str, other: str) -> int:
    length = 0
    for letter, other_letter in zip(word, other):
        if letter != other_letter:
            break
        length += 1
    return length
