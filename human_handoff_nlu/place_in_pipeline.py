"""Warn where the component stands in a place of the pipeline in which it cannot do its work."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

logger = logging.getLogger(__name__)


def warn_if_no_classifier(context: ExecutionContext, component: type) -> None:
    """Warn if the pipeline has no intent classifier before the component.

    While Rasa trains, it does not tell what stands before: then any classifier will do.

    Args:
        context: What Rasa tells a component of the graph in which it is.
        component: The component's class.
    """
    schema, name = context.graph_schema, context.node_name
    if name not in schema.nodes:
        return
    is_training = schema.nodes[name].is_target
    others = schema.nodes.values() if is_training else _before(schema, name)
    if not any(_is_classifier(each, component) for each in others):
        logger.warning(
            "config.yml: no intent classifier stands before HumanHandoffClassifier, so the bot "
            "understands nothing but requests for a person, or another classifier overrules it. "
            "Put it after your classifier, such as DIETClassifier. Where the whole pipeline is a "
            "comment, as after `rasa init`, remove the comment signs first."
        )


def _before(schema: GraphSchema, name: str) -> Iterator[SchemaNode]:
    """Yield what a message has passed before it comes to a node."""
    waiting, seen = list(schema.nodes[name].needs.values()), set()
    while waiting:
        each = waiting.pop()
        if each in schema.nodes and each not in seen:
            seen.add(each)
            yield schema.nodes[each]
            waiting += schema.nodes[each].needs.values()


def _is_classifier(node: SchemaNode, component: type) -> bool:
    is_other = node.uses is not component and not issubclass(node.uses, FallbackClassifier)
    return is_other and issubclass(node.uses, IntentClassifier)
