"""Parley's data for the contract suite."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import Escalation

from . import Vendor

SERVICES = {"human": "sandbox-agent-service", "billing": "sandbox-billing-service"}


class Data(Vendor):
    name = "parley"
    shift_name = "Agent Service"
    shift_calls = ["services"]
    transfer_calls = ["change_owner"]
    error_in_200 = {
        "data": {},
        "notifications": [{"type": "error", "message": "could_not_update_owner"}],
        "status": "ERROR",
        "metadata": {"values": {}, "method": "put", "duration": 0.01},
    }
    secrets = ["sandbox-parley-secret"]
    addresses = ["urls.service_api"]
    wrong_keys = {
        "secret": "wrong",
        "account": "wrong",
        "service": "wrong",
        "skills.human": {"service": "wrong"},
    }

    def section(self) -> dict[str, Any]:
        # Services that are configured by their ids are not looked up before a transfer.
        skills = {skill: {"service": service} for skill, service in SERVICES.items()}
        return {**super().section(), "skills": skills}

    def conversation(self, escalation: Escalation) -> str:
        return str(escalation.user_id)

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        values = {
            "reason": "question_too_complex",
            "name": escalation.contact.name,
            "email": escalation.contact.email,
            "intent": escalation.intent,
            "question": escalation.question,
        }
        metadata = {name: value for name, value in values.items() if value}
        return {"newOwner": SERVICES[escalation.skill], "metadata": metadata}
