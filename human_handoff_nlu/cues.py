"""What a message says about persons and machines, as far as its structure tells.

Each cue is a pattern over the classes of the words, as `features.structure_of` returns them. The
recogniser learns how much a cue counts for or against a request; the parse result names those
that it found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ANYBODY = "(?:PERSON|BOSS|SOMEONE|SERVICE|ROLE|NAME)"
_BARE = r"(?:A|THE|REAL|PLEASE|PERSON|SERVICE|BOSS|NEG|BOT|[.,;:!?\n])"


def _gap(most: int) -> str:
    """Match up to so many words of one clause."""
    return rf"(?: [A-Z_0@]+){{0,{most}}}?"


_PATTERNS = {
    "a person is wanted": rf"WANT{_gap(3)} (?:REAL )?{_ANYBODY}",
    "somebody wants to talk": rf"(?:WANT|CAN|GET){_gap(4)} (?:TALK|CALL){_gap(4)} {_ANYBODY}",
    "talking to a person": rf"TALK{_gap(4)} {_ANYBODY}",
    "a person to talk to": rf"{_ANYBODY}{_gap(4)} TALK",
    "being connected": rf"(?:CONNECT{_gap(2)} I|I{_gap(2)} CONNECT)(?! (?:_|__|THE))",
    "being connected to a person": rf"CONNECT{_gap(4)} {_ANYBODY}",
    "being called": rf"(?:CALL I|{_ANYBODY}{_gap(3)} CALL{_gap(1)} I|I{_gap(2)} CALL)",
    "nothing but a person": rf"^\^ (?:{_BARE} )+\$",
    "a person is there": rf"(?:DO|GET|WHO|CAN){_gap(3)} {_ANYBODY}{_gap(3)} AVAILABLE",
    "getting a person": rf"GET{_gap(2)} {_ANYBODY}",
    "a person should do it": rf"{_ANYBODY}{_gap(3)} (?:TAKE|HELP)",
    "no machine": rf"NEG{_gap(5)} BOT",
    "a person and not a machine": rf"{_ANYBODY}{_gap(4)} NEG{_gap(3)} BOT",
    "the machine is scolded": rf"(?:(?:YOU|BOT){_gap(4)} SCOLD|SCOLD{_gap(1)} (?:BOT|YOU))",
    "the machine does not help": rf"YOU{_gap(2)} NEG{_gap(2)} (?:HELP|SCOLD)",
    "what the bot is": rf"(?:DO YOU|YOU DO){_gap(3)} (?:PERSON|BOT)",
    "no person": rf"NEG{_gap(3)} (?:CONNECT|{_ANYBODY}|CALL I|TALK)",
    "a person of one's own": rf"I {_ANYBODY}",
    "what a person did": rf"{_ANYBODY}{_gap(2)} PAST",
    "a talk that took place": rf"PAST{_gap(3)} {_ANYBODY}",
    "being a person": r"\^ (?:I|I DO)(?: A)?(?: _| __)? PERSON",
    "a job": "JOB",
    "about a subject": r"(?:TALK|CALL|HELP)(?: TO)? ABOUT",
    "a person's number or hours": rf"(?:NUMBER{_gap(3)} {_ANYBODY}|{_ANYBODY}{_gap(2)} NUMBER)",
    "waiting for a person": rf"AGAIN{_gap(4)} {_ANYBODY}",
    "a name and nothing else": r"^\^ (?:_|__|PERSON) \$",
}
CUES = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


def cues_of(structure: Sequence[str]) -> Iterator[str]:
    """Yield the names of the cues in a message's structure."""
    joined = " ".join(structure)
    for name, pattern in CUES.items():
        if pattern.search(joined):
            yield name
