"""CM.com's canned data."""

from __future__ import annotations

import json
from typing import Any

from actions.human_handoff import Escalation
from sandbox import Control

from . import Vendor

CHANNEL, BOT, AGENTS = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))


class CMVendor(Vendor):
    name = "cm"
    shift_calls = ["presence"]
    transfer_calls = ["mutation"]
    # Any 2xx is a yes, whatever its body: none is documented, and the sandbox has none to drip.
    still_accepted = frozenset({"empty", "half_json", "wrong_types", "error_in_200", "drip"})
    secrets = ["sandbox-presence-key", "sandbox-product-token"]

    def section(self) -> dict[str, Any]:
        return {
            "presence": {"api_key": "sandbox-presence-key", "channel": "WebChat"},
            "router": {
                "product_token": "sandbox-product-token",
                "technical_link_id": "6d1f7a90-2c4e-4b8a-9e35-7f0c1b2a3d4e",
                "channel_adapter": CHANNEL,
                "bot_adapter": BOT,
                "agent_adapter": AGENTS,
            },
            "skills": {"human": {}, "billing": {"routing_keywords": "billing"}},
            "urls": {"presence": self.urls["presence"], "router": self.urls["router"]},
        }

    def set_shift(self, on_shift: bool, opens_at_ms: int | None = None) -> None:
        self.control.cm.set_channel("WebChat", online=on_shift)

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        known = {"name": escalation.contact.name, "email": escalation.contact.email}
        customer = {name: value for name, value in known.items() if value}
        context = {"RoutingKeywords": "", "WebStoreReferrer": ""}
        if customer:
            context["CustomerInfo"] = json.dumps(
                customer, ensure_ascii=False, separators=(",", ":")
            )
        return {
            "Mutations": [
                _mutation("Disable", CHANNEL, BOT),
                _mutation("Enable", CHANNEL, AGENTS),
                _mutation("Enable", AGENTS, CHANNEL),
            ],
            "Context": context,
        }


def _mutation(action: str, source: str, target: str) -> dict[str, str]:
    return {
        "$type": "ruleMutation",
        "action": action,
        "operator": "And",
        "sourceAdapterId": source,
        "targetAdapterId": target,
    }


def vendor(urls: dict[str, str], control: Control) -> Vendor:
    return CMVendor(urls, control)
