"""Read the customer's answers to "What is your name?" and "What is your e-mail address?".

People answer with the other of the two, with both, with a question, with a refusal, or with another
request for a human. This module does not know Rasa and contains no text for the customer.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from ..handoff_settings.settings import ContactSettings

Asked = Literal["name", "email"]

MAX_NAME_LENGTH = 80
MAX_NAME_WORDS = 6
# An apostrophe may be part of an address (o'brien@…); quotation marks only surround one.
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"“”„«»]+@[^\s<>()\[\],;:\"'“”„«»‘’]+")
# How people introduce themselves, in the languages of the vendors' customers.
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


@dataclass(frozen=True)
class ContactAnswer:
    """The meaning of one answer to the form; the repr contains neither name nor address.

    Attributes:
        name: The customer's name, if the answer contained it.
        email: The normalised e-mail address, if the answer contained it.
        withheld: What the customer declines to tell, or what is not asked for any longer.
        say: The response to send before the form continues, without its prefix.
        interrupts: The form steps aside: another rule answers, or the customer leaves the form.
        stops: The form ends without a transfer.
        bad: Whether the answer was not usable.
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
    for match in _ADDRESS.finditer(text):
        try:
            # The domain's mail server is not looked up: DNS may be slow or not available.
            checked = validate_email(
                match[0].lstrip("'‘’").rstrip(".!?"), check_deliverability=False
            )
        except EmailNotValidError:
            continue
        return checked.normalized, (text[: match.start()], text[match.end() :])
    return None, (text, "")


def find_name(text: str) -> str | None:
    """Return the name in an answer, in any script; None if it cannot be a name."""
    if _FILLER.fullmatch(text):
        return None
    answer = _INTRODUCTION.sub("", unicodedata.normalize("NFC", text).strip(), count=1)
    name = " ".join(answer.strip(' \t\n.,;:!"“”<>()').split())
    if not 0 < len(name) <= MAX_NAME_LENGTH or len(name.split()) > MAX_NAME_WORDS:
        return None
    has_letter = any(unicodedata.category(character).startswith("L") for character in name)
    if not has_letter or _WEB_ADDRESS.search(name):
        return None
    return None if any(_cannot_be_in_a_name(character) for character in name) else name


def read_answer(
    asked: Asked,
    text: str,
    intent: tuple[str, float],
    settings: ContactSettings,
    bad_answers: int = 0,
) -> ContactAnswer:
    """Return the meaning of one answer.

    Args:
        asked: What the form has asked for.
        text: The customer's message.
        intent: The intent that Rasa recognised, and its confidence.
        settings: What the configuration allows customers to do.
        bad_answers: How many unusable answers to this question there were before.
    """
    email, around = find_email(text)
    if email is not None:
        name = _name_beside(*around)
        lacks_name = asked == "name" and name is None
        return ContactAnswer(name=name, email=email, say="got_email" if lacks_name else None)
    intent_name = intent[0] if intent[1] >= settings.certainty else ""
    if asked == "email" or not _is_introduction(text):
        if intent_name == "human_handoff_cancel" or intent_name in settings.interruptions:
            return ContactAnswer(interrupts=True)
        if intent_name in settings.refusals:
            return _refused(asked, settings)
        if intent_name == "human_handoff":
            return ContactAnswer(say="still_asking")
    name = find_name(text) if asked == "name" else None
    return ContactAnswer(name=name) if name else _bad(asked, bad_answers + 1, settings)


def _is_introduction(text: str) -> bool:
    match = _INTRODUCTION.match(text.strip())
    return match is not None and _MENTIONS_NAME.search(match[0]) is not None


def _name_beside(before: str, after: str) -> str | None:
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


def _cannot_be_in_a_name(character: str) -> bool:
    # Digits, symbols and control characters; letters, marks, spaces, hyphens and dots may be.
    if character in _JOINERS:
        return False
    return character in "@/\\?!{}[]|_" or unicodedata.category(character)[0] in "NSC"
