"""The component warns where nothing has classified a message before it."""

from __future__ import annotations

import pytest

pytest.importorskip("rasa", reason="the component is one of Rasa 3.6", exc_type=ImportError)

from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer

from human_handoff_nlu import HumanHandoffClassifier
from human_handoff_nlu.place_in_pipeline import warn_if_no_classifier


def graph_of(*components, is_training=False):
    """Return the graph of a pipeline: each component gets what the one before it has made."""
    nodes = {}
    for number, uses in enumerate(components):
        needs = {"messages": f"run_{number - 1}"}  # the first one needs a node that is an input
        nodes[f"run_{number}"] = SchemaNode(needs, uses, "load", "process", {})
    if is_training:
        nodes = {
            name: SchemaNode({}, node.uses, "create", "train", {}, is_target=True)
            for name, node in nodes.items()
        }
    return GraphSchema(nodes)


OURS, CLASSIFIER = HumanHandoffClassifier, LogisticRegressionClassifier


@pytest.mark.parametrize(
    ("pipeline", "is_training", "warns"),
    [
        ((WhitespaceTokenizer, CLASSIFIER, OURS), False, False),
        ((WhitespaceTokenizer, CLASSIFIER, OURS, FallbackClassifier), False, False),
        ((WhitespaceTokenizer, OURS, CLASSIFIER), False, True),
        ((WhitespaceTokenizer, FallbackClassifier, OURS), False, True),
        ((OURS,), False, True),
        ((OURS, OURS), False, True),
        ((OURS,), True, True),
        # While Rasa trains, the order cannot be seen.
        ((OURS, CLASSIFIER), True, False),
    ],
)
def test_a_pipeline_without_a_classifier_before_it_is_named(caplog, pipeline, is_training, warns):
    schema = graph_of(*pipeline, is_training=is_training)
    context = ExecutionContext(schema, node_name=f"run_{pipeline.index(OURS)}")

    warn_if_no_classifier(context, OURS)

    assert ("Put it after your classifier" in caplog.text) == warns


def test_a_component_outside_of_a_graph_warns_of_nothing(caplog):
    warn_if_no_classifier(ExecutionContext(GraphSchema({})), OURS)

    assert caplog.text == ""
