"""Rules of the bot: those that answer questions inside the form, and those that contradict ours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, partial

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node

from ..bot_files import Bot, Story
from ..bot_files.plugin_files import PluginFiles
from ..bot_files.training_data import stories_in
from ..bot_files.yaml_file import yaml_value
from ..doctor.contradictions import Contradiction, contradictions
from .draft import Draft
from .edits import Edit, SetupError, applied, in_newlines_of, marked
from .yaml_sections import composed, end_of_section, find, is_in_brackets, line_start

INTERRUPTIONS = "data/human_handoff/interruptions.yml"
REQUEST = "human_handoff"
# Words that a customer says to the form or in passing; they are no questions to answer.
_NO_QUESTIONS = frozenset(
    {"affirm", "deny", "yes", "no", "stop", "cancel", "greet", "hello", "goodbye", "bye", "thank"}
    | {"thanks", "nlu_fallback", "out_of_scope", "groet", "begroeten", "bevestigen", "ontkennen"}
    | {"ja", "nee", "bedankt", "bedanken", "afscheid", "doei", "restart", "back", "session_start"}
)
_RULE = """\
  - rule: Handoff - {intent} inside the form
    condition:
      - active_loop: human_handoff_form
    steps:
      - intent: {intent}
      - action: {action}
      - action: human_handoff_form
      - active_loop: human_handoff_form
"""


def interruptions(bot: Bot) -> dict[str, str]:
    """Return the intents that a rule of the bot answers with one response, with the response."""
    found: dict[str, str] = {}
    for rule in bot.data.rules:
        if rule.condition or len(rule.steps) != 2:
            continue
        first, second = rule.steps
        intent, action = str(first.get("intent")), str(second.get("action"))
        is_question = "intent" in first and len(first) == 1 and intent not in _NO_QUESTIONS
        if is_question and action.startswith("utter_") and not intent.startswith(REQUEST):
            found.setdefault(intent, action)
    return found


def add_interruptions(draft: Draft, answers: dict[str, str]) -> None:
    """Write a rule for each question that is answered inside the form."""
    if not answers:
        return
    rules = [
        _RULE.format(intent=json.dumps(intent), action=json.dumps(action))
        for intent, action in answers.items()
    ]
    head = (
        'version: "3.1"\n\n'
        "# The bot's own questions, answered while the handoff's form asks for contact data.\n"
        "# Each intent is also listed under contact.interruptions in human_handoff.yml.\n"
        "rules:\n"
    )
    draft.create(INTERRUPTIONS, (head + "\n".join(rules)).encode())


def contradicting(bot: Bot, plugin: PluginFiles) -> list[Contradiction]:
    """Return the bot's rules and stories that contradict the handoff's, each once."""
    ours = _rules_of(plugin)
    found = contradictions((*ours, *bot.data.rules), bot.data.stories)
    first = {id(each.second): each for each in reversed([*found]) if each.first in ours}
    return list(first.values())[::-1]


@cache
def _rules_of(plugin: PluginFiles) -> tuple[Story, ...]:
    return tuple(
        rule
        for path, content in plugin.data("human_handoff")
        for rule in stories_in(yaml_value(content.decode()), path, is_rule=True)
    )


def switch_off(draft: Draft, stories: Iterable[Story]) -> None:
    """Make comments of rules and stories, which `remove` undoes."""
    for story in stories:
        label = f"switched off: {story.name}"
        remedy = f"Take out {story.name}, which contradicts the handoff's rules."
        draft.edit(story.path, label, partial(_commented, story=story, label=label), remedy)


def _commented(text: str, story: Story, label: str) -> tuple[str, list[Edit]]:
    key, kind = ("rules", "rule") if story.is_rule else ("stories", "story")
    root = composed(text)
    found = find(root, key)
    items = found[1].value if found is not None else []
    place = next((n for n, each in enumerate(items) if _is_called(each, kind, story.name)), None)
    if found is None or place is None or is_in_brackets(found[1]):
        raise SetupError(f"has the {kind} {story.name} in a form that cannot be made a comment")
    # Without any rule the section would be empty, which Rasa refuses.
    begin = line_start(text, found[0] if len(items) == 1 else items[place])
    is_last = place == len(items) - 1
    end = end_of_section(text, root, key) if is_last else line_start(text, items[place + 1])
    before = text[begin:end]
    lines = [f"# {line}" for line in before.splitlines()]
    block = in_newlines_of(text, marked(label, "\n".join(lines) + "\n"))
    edit = Edit(label, before, block)
    result = applied(text, begin, edit)
    if not _is_all_else_the_same(text, result, key, place):
        raise SetupError(f"has the {kind} {story.name} in a form that cannot be made a comment")
    return result, [edit]


def _is_all_else_the_same(before: str, after: str, key: str, place: int) -> bool:
    """Tell whether a text differs from another one by an item of a list alone."""
    old = yaml_value(before)
    left = [each for number, each in enumerate(old[key]) if number != place]
    try:
        new = yaml_value(after) or {}
    except YAMLError:  # such as an alias of what is a comment now
        return False
    return (new.get(key) or []) == left and {**old, key: 0} == {**new, key: 0}


def _is_called(item: Node, kind: str, name: str) -> bool:
    if not isinstance(item, MappingNode):
        return False
    return any(key.value == kind and value.value == name for key, value in item.value)
