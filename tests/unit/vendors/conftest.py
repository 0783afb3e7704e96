"""The vendors' documents, and a time that the test sets."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.unit.clock import Clock
from tests.unit.vendors.accounts import DIRECTORY, LOGIN, NOW
from tests.unit.vendors.calls import CALLS, Call


@pytest.fixture
def documented(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """Return what the vendor's documents show; see the README beside the files."""
    folder = Path(request.path).parent / "documented"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def clock() -> Clock[datetime]:
    return Clock(NOW)


@pytest.fixture
def lives(http: Any) -> Callable[..., Any]:
    """Declare on which host a service of the LivePerson account lives."""

    def declare(service: str, host: str | None) -> Any:
        url = f"{DIRECTORY}/api/account/12345678/service/{service}/baseURI.json"
        if host is None:
            return http.get(url, status=404)
        return http.get(url, json={"service": service, "account": "12345678", "baseURI": host})

    return declare


@pytest.fixture
def call(request: pytest.FixtureRequest, http: Any, lives: Callable[..., Any]) -> Call:
    """A call by its name; where it needs a login, the login succeeds."""
    if request.param == "liveperson shifts":
        lives("agentVep", "login.test")
        lives("shiftstatus", "shifts.test")
        http.post(LOGIN, json={"bearer": "b"})
    return CALLS[request.param]
