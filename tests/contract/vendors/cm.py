"""CM.com's data for the contract suite."""

from __future__ import annotations

import json
from typing import Any

from actions.human_handoff import Escalation
from sandbox import Control

from . import Vendor

CHANNEL, BOT, AGENTS = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))
SWITCHED = [("Disable", CHANNEL, BOT), ("Enable", CHANNEL, AGENTS), ("Enable", AGENTS, CHANNEL)]


class CMVendor(Vendor):
    name = "cm"
    shift_name = "WebChat"
    shift_calls = ["presence"]
    transfer_calls = ["mutation"]
    # Any 2xx is a success, whatever its body: the page documents no response, and the sandbox has
    # no body to send slowly.
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

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        keywords = "" if escalation.skill == "human" else escalation.skill
        context = {"RoutingKeywords": keywords, "WebStoreReferrer": ""}
        contact = {"name": escalation.contact.name, "email": escalation.contact.email}
        customer = {name: value for name, value in contact.items() if value}
        if customer:
            text = json.dumps(customer, ensure_ascii=False, separators=(",", ":"))
            context["CustomerInfo"] = text
        return {"Mutations": [_mutation(*link) for link in SWITCHED], "Context": context}


def _mutation(action: str, source: str, target: str) -> dict[str, str]:
    link = {"sourceAdapterId": source, "targetAdapterId": target}
    return {"$type": "ruleMutation", "action": action, "operator": "And", **link}


def vendor(urls: dict[str, str], control: Control) -> Vendor:
    return CMVendor(urls, control)
