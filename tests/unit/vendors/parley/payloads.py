"""What Parley sends: the envelope of a success, and any JSON with Parley's names in it."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import SecretStr
from actions.human_handoff.vendors.parley.service_api import ServiceAPI
from actions.human_handoff.vendors.parley.signature import Signature
from tests.unit.vendors.accounts import ACCOUNT, AGENTS, BOT, NOW, SERVICE_API
from tests.unit.vendors.fixed_vendor import FixedVendor, any_json

JSON = any_json(
    "data status notifications metadata message type services identification name default owner "
    "newOwner",
    [BOT, AGENTS, "SUCCESS", "ERROR", "success", "Agent Service", "", "a_b"],
)


def success(data: Any) -> dict[str, Any]:
    """Return the envelope of a success."""
    return {"data": data, "notifications": [], "status": "SUCCESS", "metadata": {}}


def answering(payload: Any) -> ServiceAPI:
    """Return a Service API that answers every call with this payload."""
    signature = Signature(BOT, ACCOUNT, SecretStr("top-secret"), 300, lambda: NOW)
    return ServiceAPI(FixedVendor(payload), SERVICE_API, signature)
