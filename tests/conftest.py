"""What holds for all tests."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure the coverage of the tests with chosen examples alone.

    What random examples have reached by chance is not covered, and to trace them takes most of the
    measurement's time.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)
