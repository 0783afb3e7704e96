"""The same words as examples of two intents, one of them the plugin's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ..bot_files import Bot
from ..findings import Finding, warning
from .bot_domain import listed

OURS = "human_handoff"
# `[invoice](topic)` and `[invoice]{"entity": "topic"}`
_ENTITY = re.compile(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})")
_WORD = re.compile(r"\w+")


def example_findings(bot: Bot) -> Iterator[Finding]:
    """Yield a warning for each intent that shares examples with one of the plugin's."""
    intents_of: defaultdict[str, set[str]] = defaultdict(set)
    for intent, examples in bot.data.examples.items():
        for example in examples:
            intents_of[plain(example)].add(intent)
    shared: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for words, intents in intents_of.items():
        for ours in sorted(each for each in intents if each.startswith(OURS)):
            for other in sorted(intents - {ours}):
                shared[ours, other].append(words)
    for (ours, other), examples_of_both in shared.items():
        texts = listed([f'"{each}"' for each in examples_of_both])
        yield warning(
            f"Examples of {other} are examples of {ours} as well: {texts}.",
            f"Take them out of {other} ({bot.data.intent_files[other]}), so that nobody who asks "
            "for a person gets something else, or the other way round.",
        )


def plain(example: str) -> str:
    """Return the words of an example, without entities, signs, and upper case."""
    return " ".join(_WORD.findall(_ENTITY.sub(r"\1", example).casefold()))
