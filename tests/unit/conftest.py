"""Property tests are about rules, not about how busy the machine is."""

from collections.abc import Iterator

import pytest
import responses
from hypothesis import HealthCheck, settings

settings.register_profile(
    "unit",
    deadline=None,
    max_examples=40,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unit")


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    """Take declared calls and no others."""
    with responses.RequestsMock() as mock:
        yield mock
