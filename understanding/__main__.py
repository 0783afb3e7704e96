"""Measure, print the figures, and write the errors: `make understanding`.

Set `BOTS=bank` for one trade, `LANGUAGES=en` for one language, `SENTENCES=development` for those
on which the recogniser was developed instead of those for the test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles

from .bots import ROOT, TRADES, Bot, Understood, trained_bot
from .early_turn import REQUEST, count, handoff_turn
from .figures import figures
from .overlap import unknown
from .report import HEAD, TURNS_HEAD, errors, row, turns_row
from .sentences import LANGUAGES, Example, conversations, examples
from .word_list import has_word

RESULTS = ROOT / "results" / "understanding"
# Whose intent counts: the bot's with the component, or the one without it.
RECOGNIZERS: dict[str, Callable[[Understood], str | None]] = {
    "with the component": lambda understood: understood.intent,
    "plain DIET": lambda understood: understood.before,
}


def main() -> None:
    """Measure every bot in every language."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    for language in _chosen("LANGUAGES", LANGUAGES):
        tested = _counted(language)
        print("\n".join(("", *HEAD)), flush=True)
        by_words = {each for each in tested if has_word(each.text, language)}
        print(row(f"any, {language}", "fourteen words", figures(tested, by_words)))
        turns = []
        for trade in _chosen("BOTS", TRADES):
            with trained_bot(trade, language) as bot:
                seconds = _measure(bot, f"{trade}, {language}", tested)
                turns += _turns(bot, f"{trade}, {language}", language)
        print("\n".join(("", *TURNS_HEAD, *turns)), flush=True)
        middle = quantiles(seconds, n=100)
        print(
            f"\nA message takes {1000 * middle[49]:.1f} ms (p99 {1000 * middle[98]:.1f} ms) in all."
        )


def _chosen(variable: str, every: Sequence[str]) -> list[str]:
    wanted = os.environ.get(variable)
    return wanted.split(",") if wanted else list(every)


def _counted(language: str) -> list[Example]:
    """Return the sentences that count, and say how many do not."""
    for_development = os.environ.get("SENTENCES") == "development"
    every = examples(language, for_development=for_development)
    counted = unknown(language, for_development=for_development)
    left_out = len(every) - len(counted)
    print(f"{len(every)} sentences ({language}); {left_out} left out: known frames")
    return counted


def _measure(bot: Bot, title: str, tested: list[Example]) -> list[float]:
    understood = bot.understand(each.text for each in tested)
    for name, intent_of in RECOGNIZERS.items():
        pairs = list(zip(tested, map(intent_of, understood)))
        taken = {example for example, intent in pairs if intent == REQUEST}
        print(row(title, name, figures(tested, taken)), flush=True)
        wrong = (
            (example.kind, example.family, f"{example.text}  -> {intent}")
            for example, intent in pairs
            if (intent == REQUEST) != (example.kind == "request")
        )
        file = RESULTS / f"{title} {name}.txt".replace(", ", "-").replace(" ", "-")
        Path(file).write_text(errors(wrong), encoding="utf-8")
    return [each.seconds for each in understood]


def _turns(bot: Bot, title: str, language: str) -> list[str]:
    rows = []
    known = conversations(language)
    understood = [bot.understand(each["turns"]) for each in known]
    for name, intent_of in RECOGNIZERS.items():
        for with_offer in (False, True):
            came = (
                handoff_turn([intent_of(turn) for turn in turns], with_offer=with_offer)
                for turns in understood
            )
            turns = count(zip(came, (each["right"] for each in known)))
            rows.append(turns_row(title, name, turns, with_offer=with_offer))
    return rows


if __name__ == "__main__":
    main()
