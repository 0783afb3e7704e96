"""The plugin's component in the pipeline of config.yml."""

from __future__ import annotations

from functools import partial
from typing import Any

from ruamel.yaml.error import YAMLError

from ..bot_files.bot import CONFIG, Bot
from ..bot_files.plugin_files import PluginFiles
from ..bot_files.yaml_file import yaml_value
from .draft import Change, Draft
from .edits import Edit, SetupError, applied, inserted
from .yaml_sections import (
    Addition,
    add_entries,
    composed,
    find,
    indent_of,
    is_in_brackets,
    line_start,
)

LABEL, FALLBACK, OURS = "pipeline", "FallbackClassifier", "HumanHandoffClassifier"
# What Rasa 3.6 takes where the pipeline is empty, as `rasa init` writes it as a comment.
DEFAULT = """\
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
{line}  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 100
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""


def add_component(draft: Draft, bot: Bot, plugin: PluginFiles) -> None:
    """Add the component before the fallback; where Rasa takes its default, write that out."""
    if bot.has_component(OURS):
        return
    remedy = f"Add `- name: {plugin.classifier}` to the pipeline, before {FALLBACK}."
    if not draft.exists(CONFIG):
        draft.by_hand.append(f"{CONFIG} is missing. {remedy}")
        return
    line = f"  - name: {plugin.classifier}\n"
    if bot.pipeline is None:
        change = _at_the_end({}, DEFAULT.format(line=line))
    elif not bot.has_component(FALLBACK):
        change = _at_the_end({"name": plugin.classifier}, line)
    else:
        change = partial(_before_fallback, component=plugin.classifier)
    draft.edit(CONFIG, LABEL, change, remedy)


def _at_the_end(entries: dict[str, str], lines: str) -> Change:
    return partial(add_entries, additions=[Addition(LABEL, entries, lines, LABEL)])


def _before_fallback(text: str, component: str) -> tuple[str, list[Edit]]:
    """Insert the component before the fallback, whose line and comments stay together.

    Raises:
        SetupError: The pipeline is not a list of one component a line.
    """
    found = find(composed(text), LABEL)
    old = yaml_value(text)[LABEL]
    place = next(
        number for number, each in enumerate(old) if _name(each).rpartition(".")[2] == FALLBACK
    )
    assert found is not None  # noqa: S101 - the pipeline has the fallback
    if is_in_brackets(found[1]):
        raise SetupError("has a pipeline in brackets")
    position = line_start(text, found[1].value[place])
    indent = indent_of(text, found[1])
    edit = inserted(text, position, LABEL, f"{indent}- name: {component}\n", indent)
    result = applied(text, position, edit)
    try:
        expected = [*old[:place], {"name": component}, *old[place:]]
        is_as_expected = yaml_value(result)[LABEL] == expected
    except YAMLError:
        is_as_expected = False
    if not is_as_expected:
        raise SetupError("has a pipeline to which nothing can be added safely")
    return result, [edit]


def _name(component: Any) -> str:
    return str(component.get("name", "") if isinstance(component, dict) else component)
