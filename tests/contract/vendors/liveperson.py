"""LivePerson's canned data."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import Escalation
from sandbox import Control

from . import Vendor

SKILL_ID = "2438093750"


class LivePersonVendor(Vendor):
    name = "liveperson"
    unknown_skill = "999"
    shift_calls = ["domain", "login", "domain", "shift_status"]
    transfer_calls = ["escalate"]
    # 2xx is a yes, and no answer is documented that could be missing or misread.
    still_accepted = frozenset({"empty", "wrong_types"})
    secrets = ["sandbox-client-secret", "sandbox-api-key"]

    def section(self) -> dict[str, Any]:
        return {
            "account": "12345678",
            "region": "eu",
            "skills": {"human": {"id": SKILL_ID, "name": "Human"}},
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

    def set_shift(self, on_shift: bool, opens_at_ms: int | None = None) -> None:
        self.control.liveperson.set_skill(SKILL_ID, on_shift=on_shift, next_on=opens_at_ms)

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        return {
            "userPlatformId": escalation.user_id or "bot-user-1",
            "chatBotId": "sandbox-chat-bot",
            "message": escalation.message or "BLANK_MESSAGE",
            "conversationId": escalation.conversation_id,
            "agentSkillName": "Human",
            "agentSkillId": SKILL_ID,
            "agentId": "",
        }


def vendor(urls: dict[str, str], control: Control) -> Vendor:
    return LivePersonVendor(urls, control)
