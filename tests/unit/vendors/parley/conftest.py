"""Parley as its documents show it."""

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from responses import matchers

from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.vendor_http.client import VendorAPI
from actions.human_handoff.vendors.parley.service_api import ServiceAPI
from actions.human_handoff.vendors.parley.signature import Signature
from tests.unit.vendors.parley.parley_stage import ACCOUNT, BOT, NOW, URL

DOCUMENTED = Path(__file__).parent / "documented"


class Clock:
    """A time that passes when the test says so."""

    now = NOW

    def __call__(self) -> datetime:
        """Return the time now."""
        return self.now


@pytest.fixture(scope="session")
def documented() -> Callable[[str], Any]:
    """Return what Parley's documents show; see the README beside the files."""
    return lambda name: json.loads((DOCUMENTED / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service_api(clock) -> ServiceAPI:
    signature = Signature(BOT, ACCOUNT, SecretStr("top-secret"), 300, clock)
    return ServiceAPI(VendorAPI("Parley"), f"{URL}/", signature)


@pytest.fixture
def signed(clock) -> Callable[..., list[Any]]:
    """Match a call that is signed now, or some seconds from now, and holds what it should."""

    def match(body: object = None, after: float = 0) -> list[Any]:
        until = int((clock.now + timedelta(seconds=300 + after)).timestamp())

        def signature(request: Any) -> tuple[bool, str]:
            service, account, valid, proof = b64decode(request.headers["Authorization"]).split(b"|")
            parts = [service.decode(), account.decode(), int(valid), len(proof)]
            return parts == [BOT, ACCOUNT, until, 128], f"signed {parts}"

        headers = {"Accept": "application/json"}
        sent = [] if body is None else [matchers.json_params_matcher(body)]
        if body is not None:
            headers["Content-Type"] = "application/json"
        return [
            signature,
            matchers.header_matcher(headers),
            matchers.query_param_matcher({}, strict_match=True),
            *sent,
        ]

    return match


@pytest.fixture
def services(http, documented, signed) -> Callable[..., Any]:
    """Declare which Services Parley lists; the documented ones unless the test says."""

    def declare(*listed: dict[str, Any], status: int = 200) -> Any:
        said = documented("services")
        if listed:
            said["data"]["services"] = list(listed)
        return http.get(f"{URL}/services", json=said, status=status, match=signed())

    return declare
