"""Write a sentence as customers type it: without capitals and signs, with slips of the finger."""

from __future__ import annotations

import random

# How many of a hundred sentences are changed in each way.
WITHOUT_SIGNS, CAPITAL, SHOUTED, SLIP, END_SIGN = 60, 30, 4, 20, 30
APOSTROPHES = "'’"
ENDS = (".", "!", "?", "!!", "...", " ?", "??")


def as_typed(text: str, chance: random.Random) -> str:
    """Return the sentence with some of the changes that typing makes."""
    if chance.randrange(100) < WITHOUT_SIGNS:
        text = "".join(each for each in text if each not in APOSTROPHES).rstrip(".!?")
    if chance.randrange(100) < SLIP:
        text = with_slip(text, chance)
    if text and text[-1].isalnum() and chance.randrange(100) < END_SIGN:
        text += chance.choice(ENDS)
    if chance.randrange(100) < CAPITAL:
        text = text[:1].upper() + text[1:]
    return text.upper() if chance.randrange(100) < SHOUTED else text


def with_slip(text: str, chance: random.Random) -> str:
    """Return the sentence with one slip in one of its longer words."""
    words = text.split(" ")
    places = [number for number, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not places:
        return text
    place = chance.choice(places)
    word = words[place]
    at = chance.randrange(1, len(word) - 1)
    words[place] = chance.choice(
        (
            word[:at] + word[at + 1 :],  # a letter left out
            word[:at] + word[at] + word[at:],  # a letter twice
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],  # two letters exchanged
        )
    )
    return " ".join(words)
