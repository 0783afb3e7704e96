"""Rules that say two things of one situation, for which Rasa refuses to train, or trains half."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..bot_files import Bot, Story
from ..findings import Finding, error
from .rule_steps import ACTION, INTENT, condition_of, steps_of

OURS = "human_handoff"


class Contradiction(NamedTuple):
    """Two rules, or a rule and a story, that have different actions after the same steps."""

    first: Story
    second: Story
    action: str
    other: str

    @property
    def text(self) -> str:
        """What was found, in a sentence."""
        pair = f"{_named(self.first)} and {_named(self.second)}"
        return (
            f"{pair[0].upper()}{pair[1:]} contradict: after the same steps one has "
            f"{self.action.removeprefix(ACTION)}, and the other {self.other.removeprefix(ACTION)}."
        )


def contradiction_findings(bot: Bot) -> Iterator[Finding]:
    """Yield a finding for each pair of rules, and of a rule and a story, that contradict."""
    for each in contradictions(bot.data.rules, bot.data.stories):
        yield error(
            each.text,
            "Take one of the two out, or give it a condition: Rasa refuses to train with both.",
        )


def contradictions(rules: Sequence[Story], stories: Sequence[Story]) -> Iterator[Contradiction]:
    """Yield each pair that contradicts; of two rules the earlier one comes first."""
    seen: dict[tuple[frozenset[str], tuple[str, ...]], tuple[str, Story]] = {}
    for rule in rules:
        steps = steps_of(rule)
        for number, word in enumerate(steps):
            if number == 0 or not word.startswith(ACTION):
                continue  # what a rule begins with is where it applies
            first_action, first = seen.setdefault(
                (condition_of(rule), steps[:number]), (word, rule)
            )
            if first_action != word:
                yield Contradiction(first, rule, first_action, word)
                break
    answers = _answers(rules)
    for story in stories:
        yield from _against_rules(story, answers)


def _answers(rules: Sequence[Story]) -> dict[str, tuple[str, Story]]:
    """Return what the rules without a condition do first where one of the plugin's intents comes.

    Only these: what holds in the middle of a conversation is for Rasa to say.
    """
    answers: dict[str, tuple[str, Story]] = {}
    for rule in rules:
        steps = steps_of(rule)
        is_plain = len(steps) > 1 and not rule.condition and steps[1].startswith(ACTION)
        if is_plain and steps[0].startswith(f"{INTENT}{OURS}"):
            answers.setdefault(steps[0], (steps[1], rule))
    return answers


def _against_rules(story: Story, answers: dict[str, tuple[str, Story]]) -> Iterator[Contradiction]:
    steps = steps_of(story)
    for word, following in pairwise(steps):
        if word in answers and following.startswith(ACTION) and following != answers[word][0]:
            yield Contradiction(answers[word][1], story, answers[word][0], following)


def _named(story: Story) -> str:
    kind = "rule" if story.is_rule else "story"
    return f'the {kind} "{story.name}" ({story.path})'
