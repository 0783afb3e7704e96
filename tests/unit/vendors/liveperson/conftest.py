"""LivePerson's services, without a desk."""

from __future__ import annotations

import pytest

from actions.human_handoff import SecretStr, VendorAPI
from actions.human_handoff.vendors.liveperson.domains import DomainAPI
from actions.human_handoff.vendors.liveperson.login import LoginSession
from actions.human_handoff.vendors.liveperson.login_settings import LoginSettings
from tests.unit.clock import Clock
from tests.unit.vendors.accounts import DIRECTORY


@pytest.fixture
def seconds() -> Clock[float]:
    return Clock(5000.0)


@pytest.fixture
def api(seconds: Clock[float]) -> VendorAPI:
    return VendorAPI("LivePerson", seconds)


@pytest.fixture
def domains(api: VendorAPI, seconds: Clock[float]) -> DomainAPI:
    return DomainAPI(api, f"{DIRECTORY}/", "12345678", seconds)


@pytest.fixture
def login(api: VendorAPI, domains: DomainAPI, seconds: Clock[float]) -> LoginSession:
    secret = SecretStr("oauth2_client_secret")
    settings = LoginSettings(username="name", app_key="oauth2_client_id", secret=secret)
    return LoginSession(api, domains, settings, seconds)
