"""LivePerson's data for the contract suite."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import Escalation

from . import Vendor

SKILLS = {
    "human": ("2438093750", "Human"),
    "billing": ("2438093710", "Billing"),
    "account": ("2438093720", "Account"),
}


class Data(Vendor):
    name = "liveperson"
    unknown_skill = "999"
    shift_name = "Human"
    shift_calls = ["domain", "login", "domain", "shift_status"]
    transfer_calls = ["escalate"]
    waiting_calls = ("domain", "app_token", "queue_health")
    # 2xx is a success, and no response is documented that could be missing or misread.
    still_accepted = frozenset({"empty", "wrong_types"})
    secrets = ["sandbox-client-secret", "sandbox-api-key", "sandbox-queue-secret"]

    addresses = ["urls.domains", "urls.escalation"]
    wrong_keys = {
        "account": "999",
        "login.secret": "wrong",
        "login.username": "wrong",
        "escalation.api_key": "wrong",
        "waiting_time.client_id": "wrong",
        "waiting_time.client_secret": "wrong",
        "skills.human": {"id": "7", "name": "Human"},
    }

    def set_queue(self, people: int, seconds: float) -> None:
        self.control.liveperson.set_queue(
            SKILLS[self.skill][0], people=people, wait_ms=int(seconds * 1000)
        )

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        skill_id, skill_name = SKILLS[escalation.skill]
        return {
            "userPlatformId": escalation.user_id,
            "chatBotId": "sandbox-chat-bot",
            "message": escalation.message or "BLANK_MESSAGE",
            "conversationId": escalation.conversation_id,
            "agentSkillName": skill_name,
            "agentSkillId": skill_id,
            "agentId": "",
        }
