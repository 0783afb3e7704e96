"""Conversations through real servers."""

import pytest

# So that a failed assertion in these modules shows what was compared, as in a test.
pytest.register_assert_rewrite("tests.end_to_end.customer", "tests.end_to_end.desks")
