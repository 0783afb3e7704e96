"""Parley's canned data."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import Escalation
from sandbox import Control

from . import Vendor

AGENTS = "sandbox-agent-service"


class ParleyVendor(Vendor):
    name = "parley"
    shift_calls = ["services"]
    transfer_calls = ["change_owner"]
    error_in_200 = {
        "data": {},
        "notifications": [{"type": "error", "message": "could_not_update_owner"}],
        "status": "ERROR",
        "metadata": {"values": {}, "method": "put", "duration": 0.01},
    }
    secrets = ["sandbox-parley-secret"]

    def section(self) -> dict[str, Any]:
        return {
            "service": "sandbox-bot-service",
            "account": "sandbox-parley-account",
            "secret": "sandbox-parley-secret",
            "skills": {
                "human": {"service": AGENTS},
                "billing": {"service": "sandbox-billing-service"},
            },
            "reason": "question_too_complex",
            "urls": {"service_api": f"{self.urls['parley']}/serviceApi/v2.5"},
        }

    def set_shift(self, on_shift: bool, opens_at_ms: int | None = None) -> None:
        self.control.parley.set_service(AGENTS, connected=on_shift)

    def conversation(self, escalation: Escalation) -> str:
        return str(escalation.user_id)

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        contact = escalation.contact
        told = {
            "reason": "question_too_complex",
            "name": contact.name,
            "email": contact.email,
            "intent": escalation.intent,
            "question": escalation.question,
        }
        known = {name: word for name, word in told.items() if word}
        return {"newOwner": AGENTS, "metadata": known}


def vendor(urls: dict[str, str], control: Control) -> Vendor:
    return ParleyVendor(urls, control)
