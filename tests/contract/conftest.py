"""Every vendor that `DESKS` names, against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendors import DESKS
from actions.human_handoff.vendors.liveperson import public_api
from sandbox import Control, RunningSandbox
from tests.sandbox_fixtures import control, sandbox

from .vendors import Vendor, vendor_data

__all__ = ["control", "sandbox"]


# Every desk as the sandbox's configuration has it, and the further ways in which one transfers.
WAYS = [*sorted(DESKS), "liveperson_public_api"]


@pytest.fixture(params=WAYS)
def vendor(request: pytest.FixtureRequest, sandbox: RunningSandbox, control: Control) -> Vendor:
    """The data of one vendor; a vendor without data fails here, by its name."""
    if request.param in DESKS:
        assert request.param in control.state(), f"the sandbox does not imitate {request.param}"
    return vendor_data(request.param, sandbox.urls, control)


@pytest.fixture
def way(sandbox: RunningSandbox, control: Control) -> Vendor:
    """The data of the one way in which a transfer is a command."""
    return vendor_data("liveperson_public_api", sandbox.urls, control)


@pytest.fixture(autouse=True)
def deadline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every call end after ten seconds, as the deadline of an action does."""
    monkeypatch.setattr(public_api, "FIRST_PAUSE_SECONDS", 0.02)
    token = current_operation.set(Operation(10.0))
    yield
    current_operation.reset(token)
