"""LivePerson as its documents show it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actions.human_handoff.vendor_http.client import VendorAPI
from actions.human_handoff.vendors.liveperson.domains import DomainAPI
from actions.human_handoff.vendors.liveperson.login import LoginSession, LoginSettings

FIXTURES = Path(__file__).parent / "documented"


class Clock:
    """Seconds that pass when the test says so."""

    now = 5000.0

    def __call__(self) -> float:
        """Return the seconds now."""
        return self.now


@pytest.fixture(scope="session")
def documented() -> Callable[[str], Any]:
    """Return what LivePerson's documents show; see the README beside the files."""
    return lambda name: json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api() -> VendorAPI:
    return VendorAPI("LivePerson")


@pytest.fixture
def domains(api, clock) -> DomainAPI:
    return DomainAPI(api, "http://directory.test/", "12345678", clock)


@pytest.fixture
def login(api, domains, clock) -> LoginSession:
    settings = LoginSettings(
        username="name", app_key="oauth2_client_id", secret="oauth2_client_secret"
    )
    return LoginSession(api, domains, "12345678", settings, clock)


@pytest.fixture
def lives(http) -> Callable[..., Any]:
    """Declare on which host a service lives."""

    def declare(service: str, host: str | None) -> Any:
        url = f"http://directory.test/api/account/12345678/service/{service}/baseURI.json"
        if host is None:
            return http.get(url, status=404)
        return http.get(url, json={"service": service, "account": "12345678", "baseURI": host})

    return declare
