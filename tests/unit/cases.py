"""Tables of test cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest


def cases(arguments: str, table: Mapping[str, Any]) -> pytest.MarkDecorator:
    """Parametrize a test with a table.

    Args:
        arguments: The names of the test's arguments, between blanks.
        table: From the sentence that names a case, its id, to the values of the arguments; where
            there is one argument, to its value.
    """
    single = " " not in arguments
    rows = [(values,) if single else values for values in table.values()]
    return pytest.mark.parametrize(arguments.split(), rows, ids=list(table))
