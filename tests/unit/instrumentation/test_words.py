"""The closed list of attributes, and what the code observes."""

import ast

from actions.human_handoff.instrumentation.words import SPAN_ATTRIBUTES
from tests.unit.test_shape import TREES, calls, nodes


def test_every_attribute_that_the_code_observes_is_in_the_list_and_every_one_is_used():
    users = {
        name: tree
        for name, tree in TREES.items()
        if any("instrumentation" in str(node.module) for node in nodes(tree, ast.ImportFrom))
    }
    used = {
        keyword.arg
        for tree in users.values()
        for function, call in calls(tree)
        if function in ("observed", "set")
        for keyword in call.keywords
        if keyword.arg is not None  # desk and skill, of an attempt that failed later
    }

    assert used == set(SPAN_ATTRIBUTES)
