"""LivePerson's data for the contract suite."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import Escalation
from sandbox import Control

from . import Vendor

SKILLS = {
    "human": {"id": "2438093750", "name": "Human"},
    "billing": {"id": "2438093710", "name": "Billing"},
    "account": {"id": "2438093720", "name": "Account"},
}


class LivePersonVendor(Vendor):
    name = "liveperson"
    unknown_skill = "999"
    shift_name = "Human"
    shift_calls = ["domain", "login", "domain", "shift_status"]
    transfer_calls = ["escalate"]
    # 2xx is a success, and no response is documented that could be missing or misread.
    still_accepted = frozenset({"empty", "wrong_types"})
    secrets = ["sandbox-client-secret", "sandbox-api-key"]

    def section(self) -> dict[str, Any]:
        return {
            "account": "12345678",
            "region": "eu",
            "skills": SKILLS,
            "login": {
                "username": "rasa-bot",
                "app_key": "sandbox-client-id",
                "secret": "sandbox-client-secret",
            },
            "escalation": {
                "api_key": "sandbox-api-key",
                "chat_bot_id": "sandbox-chat-bot",
                "user_platform_id": "bot-user-1",
            },
            "urls": {"domains": self.urls["domain"], "escalation": self.urls["escalation"]},
        }

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        skill = SKILLS[escalation.skill]
        return {
            "userPlatformId": escalation.user_id or "bot-user-1",
            "chatBotId": "sandbox-chat-bot",
            "message": escalation.message or "BLANK_MESSAGE",
            "conversationId": escalation.conversation_id,
            "agentSkillName": skill["name"],
            "agentSkillId": skill["id"],
            "agentId": "",
        }


def vendor(urls: dict[str, str], control: Control) -> Vendor:
    return LivePersonVendor(urls, control)
