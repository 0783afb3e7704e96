"""Parley as its documents show it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import responses
from responses import matchers

from actions.human_handoff import SecretStr, VendorAPI
from actions.human_handoff.vendors.parley.service_api import ServiceAPI
from actions.human_handoff.vendors.parley.signature import Signature
from tests.unit.clock import Clock
from tests.unit.vendors.accounts import ACCOUNT, BOT, SERVICE_API, SERVICES


@pytest.fixture
def service_api(clock: Clock[datetime]) -> ServiceAPI:
    signature = Signature(BOT, ACCOUNT, SecretStr("top-secret"), 300, clock)
    return ServiceAPI(VendorAPI("Parley"), f"{SERVICE_API}/", signature)


@pytest.fixture
def signed(clock: Clock[datetime]) -> Callable[..., list[Any]]:
    """Match a call that is signed now, or some seconds from now, and has this body."""

    def match(body: dict[str, Any] | None = None, after: float = 0) -> list[Any]:
        until = int((clock.now + timedelta(seconds=300 + after)).timestamp())

        def signature(request: Any) -> tuple[bool, str]:
            service, account, valid, proof = b64decode(request.headers["Authorization"]).split(b"|")
            parts = [service.decode(), account.decode(), int(valid), len(proof)]
            return parts == [BOT, ACCOUNT, until, 128], f"signed {parts}"

        no_query = matchers.query_param_matcher({}, strict_match=True)
        headers = {"Accept": "application/json"}
        if body is None:
            return [signature, no_query, matchers.header_matcher(headers)]
        headers["Content-Type"] = "application/json"
        sent = matchers.json_params_matcher(body)
        return [signature, no_query, matchers.header_matcher(headers), sent]

    return match


@pytest.fixture
def services(
    http: responses.RequestsMock,
    documented: Callable[[str], Any],
    signed: Callable[..., list[Any]],
) -> Callable[..., Any]:
    """Declare which Services Parley lists; by default the documented ones."""

    def declare(*listed: dict[str, Any], status: int = 200) -> Any:
        payload = documented("services")
        if listed:
            payload["data"]["services"] = list(listed)
        return http.get(SERVICES, json=payload, status=status, match=signed())

    return declare
