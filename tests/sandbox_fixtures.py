"""A sandbox for all tests of a folder, and its control for each of them; import both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox import Control, RunningSandbox, running_sandbox

__all__ = ["control", "sandbox"]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def control(sandbox: RunningSandbox) -> Iterator[Control]:
    with Control(sandbox.control) as control:
        control.reset()
        yield control
        control.clear_faults()
