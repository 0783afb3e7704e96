"""Find a name and an e-mail address in what a customer writes."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

MAX_NAME_LENGTH = 80
# Particles such as "van der" are not counted.
MAX_NAME_WORDS = 6
# What ends an address; an apostrophe may be part of one (o'brien@…), quotation marks only
# surround it. The local part has at most 64 characters, the domain 255 (RFC 5321).
_NOT_IN_ADDRESS = r"\s<>()\[\],;:\"“”„«»"
_ADDRESS = re.compile(
    rf"(?<![^{_NOT_IN_ADDRESS}])[^{_NOT_IN_ADDRESS}@]{{1,70}}@[^{_NOT_IN_ADDRESS}'‘’@]{{1,260}}"
)
# How people introduce themselves, in the languages of the vendors' customers.
_INTRODUCTION = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|hoi|yes|sure|ok|okay|ja|well)\b[\s,.!]*)?"
    r"(?:(?:my (?:full )?name is|my name['’]s|the name is|name is|name|"
    r"i am called|i['’]m called|i am|i['’]m|im|"
    r"this is|it is|it['’]s|call me|you can call me|"
    r"mijn naam is|ik heet|ik ben|"
    r"mein name ist|ich hei(?:ß|ss)e|ich bin|"
    r"je m['’]appelle|mon nom est|je suis|"
    r"me llamo|mi nombre es|soy)\b\s*:?)\s*",
    re.IGNORECASE,
)
# What people write before an answer or instead of one; on its own it is not a name.
_FILLER = re.compile(r"\W*(?:ok|okay|yes|sure|hello|hi|hallo|hoi)\W*", re.IGNORECASE)
# "I am lost" and "this is useless" begin like introductions; these words make it certain.
_MENTIONS_NAME = re.compile(
    r"name|naam|nom\b|nombre|heet|hei(?:ß|ss)e|appelle|llamo|call me|called", re.IGNORECASE
)
# What people write around an address; if nothing else is left, the name is asked for again.
_AROUND_ADDRESS = re.compile(
    r"|&|e-?mail(?:-?adress?e?)?|mail(?:adres|to)?|address|i['’]m|i|it['’]s|it|is|my|me|mine|and|a|the|"
    r"this|here|at|on|to|via|by|you|can|reach|contact|use|so|yes|sure|ok|okay|thanks?|please|"
    r"adres|mijn|en|het|op|bij|ja|bedankt|dank|"
    r"adresse|meine?|und|ist|bei|danke|"
    r"courriel|mon|et|est|merci|correo|mi|y|es|gracias",
    re.IGNORECASE,
)
# A web address: www.…, or a word, a dot and an ending; "J.R.R." and "Dr.Jansen" are names.
_WEB_ADDRESS = re.compile(r"\bwww\.|\w\w\.(?:[a-z]{2,}|[A-Z]{2,})\b")
# Zero-width joiners: they join letters in Persian, Sinhala and other scripts.
_JOINERS = "\u200c\u200d"
# "Maria da Conceição dos Santos e Silva" has four names.
_PARTICLES = frozenset(
    {"al", "bin", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "ibn"}
    | {"la", "le", "les", "ten", "ter", "van", "vom", "von", "zu"}
)
# What people add to a name: pronouns in parentheses, emoji, direction marks, invisible characters.
_IN_PARENTHESES = re.compile(r"\([^()]{0,40}\)")
_SYMBOLS = frozenset({"So", "Sk"})
_INVISIBLE = frozenset({"Cf", "Me"})
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def find_email(text: str) -> tuple[str | None, tuple[str, str]]:
    """Return the first valid address in a text, and the texts before and after it."""
    for match in _ADDRESS.finditer(text):
        candidate = _without_decoration(match[0]).strip().lstrip("'‘’").rstrip(".!?…")
        try:
            # The domain's mail server is not looked up: DNS may be slow or not available.
            checked = validate_email(candidate, check_deliverability=False)
        except EmailNotValidError:
            continue
        return checked.normalized, (text[: match.start()], text[match.end() :])
    return None, (text, "")


def find_name(text: str) -> str | None:
    """Return the name in an answer, in any script; None if it cannot be a name."""
    if _FILLER.fullmatch(text):
        return None
    plain = _without_decoration(unicodedata.normalize("NFC", text)).strip()
    answer = _INTRODUCTION.sub("", plain, count=1)
    name = " ".join(answer.strip(' \t\n.,;:!"“”<>()').split()).strip(_JOINERS + " ")
    words = [word for word in name.split() if word not in _PARTICLES]
    if not 0 < len(name) <= MAX_NAME_LENGTH or not 0 < len(words) <= MAX_NAME_WORDS:
        return None
    has_letter = any(unicodedata.category(character).startswith("L") for character in name)
    if not has_letter or _WEB_ADDRESS.search(name):
        return None
    return None if any(_cannot_be_in_a_name(character) for character in name) else name


def is_introduction(text: str) -> bool:
    """Tell whether a text introduces somebody, such as "my name is Jane"."""
    match = _INTRODUCTION.match(text.strip())
    return match is not None and _MENTIONS_NAME.search(match[0]) is not None


def name_beside(before: str, after: str) -> str | None:
    """Return the name in the texts before and after an address, if there is one."""
    return find_name(_without_lead_in(before, from_end=True)) or find_name(_without_lead_in(after))


def _without_lead_in(text: str, *, from_end: bool = False) -> str:
    words = text.split()
    end = -1 if from_end else 0
    while words and _AROUND_ADDRESS.fullmatch(words[end].strip(",.;:!?-–()<>\"“”„'‘’")):
        del words[end]
    return " ".join(words)


def _without_decoration(text: str) -> str:
    return "".join(map(_without_sign, _IN_PARENTHESES.sub(" ", text)))


def _without_sign(character: str) -> str:
    if character in _JOINERS:
        return character
    if unicodedata.category(character) in _SYMBOLS:
        return " "
    is_invisible = unicodedata.category(character) in _INVISIBLE
    return "" if is_invisible or ord(character) in _VARIATION_SELECTORS else character


def _cannot_be_in_a_name(character: str) -> bool:
    # Digits, symbols and control characters; letters, marks, spaces, hyphens and dots may be.
    if character in _JOINERS:
        return False
    return character in "@/\\?!{}[]|_" or unicodedata.category(character)[0] in "NSC"
