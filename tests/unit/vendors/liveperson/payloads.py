"""Any JSON with LivePerson's names in it, and services that need no call of their own."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.unit.vendors.fixed_vendor import any_json

JSON = any_json(
    "skillId skill onShift nextOn nextOff bearer sessionTTl service baseURI baseURIs timestamp 123 "
    "error errors status success result",
    ["agentVep", "a.test", "a.test:1", "http://x", "-1", "28800000", "NaN", "failed", "²", "b\n"],
    st.integers(-2, 260_000_000_000_000),
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S.000}Z"),
)


class OneHost:
    """A Domain API that knows one host."""

    account = "12345678"

    def base_url(self, *services: str) -> str:
        return "https://login.test"


class LoggedIn:
    """A login that always has a bearer token."""

    def authorized(self, call: Any) -> Any:
        return call({"Authorization": "Bearer b"})


ONE_HOST: Any = OneHost()
LOGGED_IN: Any = LoggedIn()
