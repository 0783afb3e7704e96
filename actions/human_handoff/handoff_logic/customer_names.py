"""Find a name in what a customer writes."""

from __future__ import annotations

import re
import unicodedata

from .sentences import counted_words, has_capitals, name_at_start, reads_as_sentence
from .typed_text import JOINERS, without_decoration

MAX_NAME_LENGTH = 80
# "Maria da Conceição dos Santos e Silva" has four, because particles are not counted.
MAX_NAME_WORDS = 6
MAX_WORDS_OF_SURE_NAME = 3
# How people introduce themselves, in the languages of the vendors' customers.
_INTRODUCTION = re.compile(
    r"(?:(?:hi|hello|hey|hallo|hoi|yes|sure|ok|okay|ja|well)\b[\s,.!]*)?"
    r"(?:my (?:full |first )?name(?: is|['’]s| would be)|the name is|name is|name['’]s|name|"
    r"i am called|i['’]m called|i am|i['’]m|im|(?:they|people|my friends) call me|"
    r"this is|(?:it is|it['’]?s)(?: me,?)?|call me|you (?:can|may) call me|"
    r"(?:mijn|m['’]?n)(?: volledige)? naam is|de naam is|naam is|naam|ik heet|ik ben(?: het(?=,))?|"
    r"(?:het|['’]?t|dit) is|met|(?:u|je) spreekt met|"
    r"(?:ze )?noem(?:en)? (?:me|mij)(?: maar)?|(?:je|u) (?:mag|kunt|kan) (?:me|mij)|"
    r"zeg maar|voornaam(?: is)?|"
    r"mein name ist|ich hei(?:ß|ss)e|ich bin|"
    r"je m['’]appelle|mon nom est|je suis|"
    r"me llamo|mi nombre es|soy)\b\s*:?\s*",
    re.IGNORECASE,
)
# What people write before an answer: "Hi Jane Doe", "Yes, Jane". "ja.nl" is a web address.
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hallo|hoi|hiya)\b(?: there)?(?=[\s,.!])|"
    r"(?:yes|yep|sure|ok|okay|ja|jawel|prima|dag|well|oh|um|uh|sorry|good morning|goedemorgen|"
    r"goedemiddag|goedenavond)(?=\s*[,.!]))"
    r"(?!\.(?-i:[a-z]{2,}|[A-Z]{2,})(?:/\S*)?\W*$)[\s,.!]+(?=\w)",
    re.IGNORECASE,
)
# On its own it is not a name.
_FILLER = re.compile(
    r"\W*(?:ok|okay|yes|yep|sure|hello|hi|fine|hallo|hoi|ja|jawel|prima|mooi|goed|huh)\W*",
    re.IGNORECASE,
)
# "I am lost" and "this is useless" begin like introductions; these words make it certain.
_MENTIONS_NAME = re.compile(
    r"name|naam|noem|spreek|nom\b|nombre|heet|hei(?:ß|ss)e|appelle|llamo|call me|called",
    re.IGNORECASE,
)
# What people write around an address; if nothing else is left, the name is asked for again.
_AROUND_ADDRESS = re.compile(
    r"|&|e-?mail(?:-?adress?e?)?|mail(?:adres|to)?|address|i['’]m|i|it['’]s|it|is|my|me|mine|and|a|the|"
    r"this|here|at|on|to|via|by|you|can|reach|contact|use|so|yes|sure|ok|okay|thanks?|please|"
    r"adres|mijn|en|het|dat|op|bij|naar|die|neem|stuur|ja|nee|hoor|wacht|aub|bedankt|dank|"
    r"adresse|meine?|und|ist|bei|danke|"
    r"courriel|mon|et|est|merci|correo|mi|y|es|gracias",
    re.IGNORECASE,
)
# A web address: www.…, or a word, a dot and an ending; "J.R.R." and "Dr.Jansen" are names.
_WEB_ADDRESS = re.compile(r"\bwww\.|\w\w\.(?:[a-z]{2,}|[A-Z]{2,})\b")


def find_name(text: str) -> str | None:
    """Return the name in an answer, in any script; None if it cannot be a name."""
    if _FILLER.fullmatch(text):
        return None
    introduction, answer = _introduced(without_decoration(unicodedata.normalize("NFC", text)))
    words = answer.strip(' \t\n.,;:!"“”<>()').split()
    if reads_as_sentence(words):
        words = name_at_start(words, introduced=bool(introduction))
    name = " ".join(words).strip(JOINERS + ' \t\n.,;:!"“”<>()')
    counted = counted_words(name)
    if not 0 < len(name) <= MAX_NAME_LENGTH or not 0 < len(counted) <= MAX_NAME_WORDS:
        return None
    has_letter = any(unicodedata.category(character).startswith("L") for character in name)
    if not has_letter or _WEB_ADDRESS.search(name):
        return None
    return None if any(_cannot_be_in_a_name(character) for character in name) else name


def is_surely_name(name: str, text: str) -> bool:
    """Tell whether a name that was found in a text is one whatever intent Rasa recognises in it.

    A longer text in small letters may be a sentence of a language whose words we do not know.
    """
    is_short = len(counted_words(name)) <= MAX_WORDS_OF_SURE_NAME
    return is_short or has_capitals(name) or _is_introduction(text)


def _is_introduction(text: str) -> bool:
    return _MENTIONS_NAME.search(_introduced(text)[0]) is not None


def _introduced(text: str) -> tuple[str, str]:
    """Return the words with which somebody introduces themselves, and what follows them."""
    plain = text.strip()
    greeting = _GREETING.match(plain)
    plain = plain[greeting.end() :] if greeting else plain
    introduction = _INTRODUCTION.match(plain)
    return (introduction[0], plain[introduction.end() :]) if introduction else ("", plain)


def name_beside(before: str, after: str) -> str | None:
    """Return the name in the texts before and after an address, if there is one."""
    return find_name(_without_lead_in(before, from_end=True)) or find_name(_without_lead_in(after))


def _without_lead_in(text: str, *, from_end: bool = False) -> str:
    words = text.split()
    end = -1 if from_end else 0
    while words and _AROUND_ADDRESS.fullmatch(words[end].strip(",.;:!?-–()<>\"“”„'‘’")):
        del words[end]
    return " ".join(words)


def _cannot_be_in_a_name(character: str) -> bool:
    # Digits, symbols and control characters; letters, marks, spaces, hyphens and dots may be.
    if character in JOINERS:
        return False
    return character in "@/\\?!{}[]|_" or unicodedata.category(character)[0] in "NSC"
