"""A clock that stands still, and a state store that can be lost."""

import pytest

from tests.unit.clock import Clock
from tests.unit.lost_store import LostStore


@pytest.fixture
def clock() -> Clock[float]:
    return Clock(1000.0)


@pytest.fixture
def store(clock: Clock[float]) -> LostStore:
    return LostStore(clock, is_lost=False)
