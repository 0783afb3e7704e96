"""CM.com's data for the contract suite."""

from __future__ import annotations

import json
from typing import Any

from actions.human_handoff import Escalation

from . import Vendor

CHANNEL, BOT, AGENTS = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))
SWITCHED = [("Disable", CHANNEL, BOT), ("Enable", CHANNEL, AGENTS), ("Enable", AGENTS, CHANNEL)]


class Data(Vendor):
    name = "cm"
    shift_name = "WebChat"
    shift_calls = ["presence"]
    transfer_calls = ["mutation"]
    # Any 2xx is a success, whatever its body: the page documents no response, and the sandbox has
    # no body to send slowly.
    still_accepted = frozenset({"empty", "half_json", "wrong_types", "error_in_200", "drip"})
    secrets = ["sandbox-presence-key", "sandbox-product-token"]
    addresses = ["urls.presence", "urls.router"]
    wrong_keys = {"presence.api_key": "wrong", "router.product_token": "wrong"}

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
