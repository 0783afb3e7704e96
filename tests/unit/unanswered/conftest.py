"""A clock that stands still, and a state store that can be lost."""

from tests.unit.outbox.conftest import clock, store

__all__ = ["clock", "store"]
