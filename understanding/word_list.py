"""What a list of words does, as many bots have it: the least that a recogniser must beat."""

from __future__ import annotations

import re

# Fourteen words of each language.
WORDS = {
    "en": """agent human person representative operator someone somebody advisor employee
        supervisor manager colleague staff transfer""",
    "nl": """medewerker mens persoon iemand collega adviseur operator klantenservice helpdesk
        manager leidinggevende doorverbinden verbind agent""",
}
_PATTERNS = {
    language: re.compile(rf"\b(?:{'|'.join(words.split())})s?\b", re.IGNORECASE)
    for language, words in WORDS.items()
}


def has_word(text: str, language: str) -> bool:
    """Tell whether a message contains one of the words."""
    return _PATTERNS[language].search(text) is not None
