"""Rasa without two computations that take long and always have the same result.

    python -m tests.quick_rasa run ...

For the tests that need a Rasa server but are not about its start. `rasa` itself is started by the
tests of the demo and of strangers' bots.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import rasa.__main__
from jsonschema import Draft202012Validator
from tensorflow import keras


def each_schema_once(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a `check_schema` that does not check again what it has found correct.

    Rasa holds each answer of the action server to a schema of its own, and jsonschema holds that
    schema to the schema of schemas every time: half the processor time of a conversation.
    """
    correct: set[str] = set()

    def check_schema(schema: Any) -> None:
        text = json.dumps(schema, sort_keys=True)
        if text not in correct:
            check(schema)
            correct.add(text)

    return check_schema


def run_line_by_line(compile_model: Callable[..., None]) -> Callable[..., None]:
    """Return a `compile` of a Keras model after which nothing of the model is compiled.

    Rasa loads DIET's weights into a model that it first trains with one example. To compile this
    training and the prediction takes more than a third of the processor time of a start. Run line
    by line, a prediction takes 5 ms more and has the same result.
    """

    def do_not_compile(model: keras.Model, *args: Any, **options: Any) -> None:
        compile_model(model, *args, **{**options, "run_eagerly": True})

    return do_not_compile


def main() -> None:
    """Run Rasa's command line."""
    keras.Model.compile = run_line_by_line(keras.Model.compile)
    Draft202012Validator.check_schema = each_schema_once(Draft202012Validator.check_schema)
    rasa.__main__.main()


if __name__ == "__main__":
    main()
