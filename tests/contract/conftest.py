"""Every vendor that `DESKS` names, against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendors import DESKS
from sandbox import Control, RunningSandbox
from tests.sandbox_fixtures import control, sandbox

from .vendors import Vendor, vendor_data

__all__ = ["control", "sandbox"]


@pytest.fixture(params=sorted(DESKS))
def vendor(request: pytest.FixtureRequest, sandbox: RunningSandbox, control: Control) -> Vendor:
    """The data of one vendor; a vendor without data fails here, by its name."""
    assert request.param in control.state(), f"the sandbox does not imitate {request.param}"
    return vendor_data(request.param, sandbox.urls, control)


@pytest.fixture(autouse=True)
def short_deadline() -> Iterator[None]:
    """Let every call end after a second, as the deadline of an action does after ten."""
    token = current_operation.set(Operation(1.0))
    yield
    current_operation.reset(token)
