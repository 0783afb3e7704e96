"""The contract of the state store, and its homes with real servers."""

import pytest

# So that a failed assertion of the suite shows what was compared, as in a test.
pytest.register_assert_rewrite("tests.state_stores.contract")
