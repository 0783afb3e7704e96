"""How real people answer "What is your name?" and "What is your e-mail address?".

They answer with the other thing, with both, with a question, with a refusal, or they shout
that they want a human. Nothing here knows Rasa, and nothing here is said to the customer.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from ..handoff_settings.settings import ContactSettings

Asked = Literal["name", "email"]

LONGEST_NAME = 80
MOST_NAME_WORDS = 6
# An apostrophe may stand in an address (o'brien@…), quotes around one.
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"“”„«»]+@[^\s<>()\[\],;:\"'“”„«»‘’]+")
# How people introduce themselves, in the languages of the documents' customers.
_INTRODUCTION = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|hoi|yes|sure|ok|okay|ja|well)\b[\s,.!]*)?"
    r"(?:(?:my (?:full )?name is|my name['’]s|the name is|name is|name|i am called|i am|i['’]m|im|"
    r"this is|it is|it['’]s|call me|you can call me|"
    r"mijn naam is|ik heet|ik ben|"
    r"mein name ist|ich hei(?:ß|ss)e|ich bin|"
    r"je m['’]appelle|mon nom est|je suis|"
    r"me llamo|mi nombre es|soy)\b\s*:?)\s*",
    re.IGNORECASE,
)
# What people say before they answer, or instead of it: alone it is no name.
_FILLER = re.compile(r"\W*(?:ok|okay|yes|sure|hello|hi|hallo|hoi)\W*", re.IGNORECASE)
# "I am lost" and "this is useless" begin like introductions; these words make it certain.
_SAYS_NAME = re.compile(
    r"name|naam|nom\b|nombre|heet|hei(?:ß|ss)e|appelle|llamo|call me|called", re.IGNORECASE
)
# What people say around an address; a name of these words alone is asked for again.
_AROUND_ADDRESS = re.compile(
    r"|&|e-?mail(?:-?adress?e?)?|mail(?:adres|to)?|address|i['’]m|i|it['’]s|it|is|my|me|mine|and|a|the|"
    r"this|here|at|on|to|via|by|you|can|reach|contact|use|so|yes|sure|ok|okay|thanks?|please|"
    r"adres|mijn|en|het|op|bij|ja|bedankt|dank|"
    r"adresse|meine?|und|ist|bei|danke|"
    r"courriel|mon|et|est|merci|correo|mi|y|es|gracias",
    re.IGNORECASE,
)
# A page's address: www.…, or a word, a dot and an ending; "J.R.R." and "Dr.Jansen" are names.
_PAGE = re.compile(r"\bwww\.|\w\w\.(?:[a-z]{2,}|[A-Z]{2,})\b")
# They join letters in Persian, Sinhala and other scripts.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class ContactAnswer:
    """What an answer in the form comes to; who the customer is is never in its repr.

    Attributes:
        name: The customer's name, if it was in the answer.
        email: The address, normalised, if it was in the answer.
        withheld: What the customer keeps to themselves, or we stop asking for.
        say: The response to say before the form goes on, without the prefix.
        interrupts: The form steps aside: something else answers, or the customer leaves.
        stops: The form ends without a transfer.
        bad: Whether the answer was none.
    """

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    withheld: Asked | None = None
    say: str | None = None
    interrupts: bool = False
    stops: bool = False
    bad: bool = False


def find_email(text: str) -> tuple[str | None, tuple[str, str]]:
    """Return the first valid address in a text, and the texts before and after it."""
    for found in _ADDRESS.finditer(text):
        try:
            # Whether the domain has a mail server is not asked: DNS may be slow, or closed.
            checked = validate_email(
                found[0].lstrip("'‘’").rstrip(".!?"), check_deliverability=False
            )
        except EmailNotValidError:
            continue
        return checked.normalized, (text[: found.start()], text[found.end() :])
    return None, (text, "")


def find_name(text: str) -> str | None:
    """Return the name in an answer, in any script; None if it cannot be one."""
    if _FILLER.fullmatch(text):
        return None
    words = _INTRODUCTION.sub("", unicodedata.normalize("NFC", text).strip(), count=1)
    name = " ".join(words.strip(' \t\n.,;:!"“”<>()').split())
    if not 0 < len(name) <= LONGEST_NAME or len(name.split()) > MOST_NAME_WORDS:
        return None
    if not any(unicodedata.category(sign).startswith("L") for sign in name) or _PAGE.search(name):
        return None
    return None if any(_is_no_part_of_a_name(sign) for sign in name) else name


def understand(
    asked: Asked,
    text: str,
    intent: tuple[str, float],
    settings: ContactSettings,
    bad_answers: int = 0,
) -> ContactAnswer:
    """Read one answer.

    Args:
        asked: What the form has asked for.
        text: What the customer said.
        intent: What Rasa understood of it, and how surely.
        settings: What the configuration lets customers do.
        bad_answers: How many answers to this question were none.
    """
    email, around = find_email(text)
    if email is not None:
        name = _beside(*around)
        missed = asked == "name" and name is None
        return ContactAnswer(name=name, email=email, say="got_email" if missed else None)
    meant = intent[0] if intent[1] >= settings.certainty else ""
    if asked == "email" or not _is_introduction(text):
        if meant == "human_handoff_cancel" or meant in settings.interruptions:
            return ContactAnswer(interrupts=True)
        if meant in settings.refusals:
            return _refused(asked, settings)
        if meant == "human_handoff":
            return ContactAnswer(say="still_asking")
    name = find_name(text) if asked == "name" else None
    return ContactAnswer(name=name) if name else _bad(asked, bad_answers + 1, settings)


def _is_introduction(text: str) -> bool:
    found = _INTRODUCTION.match(text.strip())
    return found is not None and _SAYS_NAME.search(found[0]) is not None


def _beside(before: str, after: str) -> str | None:
    return find_name(_without_lead_in(before, from_end=True)) or find_name(_without_lead_in(after))


def _without_lead_in(text: str, *, from_end: bool = False) -> str:
    words = text.split()
    end = -1 if from_end else 0
    while words and _AROUND_ADDRESS.fullmatch(words[end].strip(",.;:!?-–()<>\"“”„'‘’")):
        del words[end]
    return " ".join(words)


def _refused(asked: Asked, settings: ContactSettings) -> ContactAnswer:
    if settings.may_refuse:
        return ContactAnswer(withheld=asked, say="without")
    return ContactAnswer(say=f"needs_{asked}", bad=True)


def _bad(asked: Asked, bad_answers: int, settings: ContactSettings) -> ContactAnswer:
    if bad_answers < settings.bad_emails:
        return ContactAnswer(say=f"bad_{asked}", bad=True)
    if asked == "email" and settings.after_bad_emails == "stop":
        return ContactAnswer(say="stopped", stops=True, bad=True)
    return ContactAnswer(withheld=asked, say="without", bad=True)


def _is_no_part_of_a_name(sign: str) -> bool:
    # Digits, symbols and control characters; letters, marks, spaces, hyphens and dots pass.
    if sign in _JOINERS:
        return False
    return sign in "@/\\?!{}[]|_" or unicodedata.category(sign)[0] in "NSC"
