"""Events as the sandbox reports them."""

from typing import Any

CONVERSATION = "demo-1a2b"


def message(speaker: str, to: str, text: str, **more: str) -> dict[str, Any]:
    content = {"from": speaker, "to": to, "text": text, **more}
    return {"type": "message", "conversation": CONVERSATION, "message": content}


def in_conversation(kind: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "conversation": CONVERSATION, **more}


def transfer(kind: str, **more: object) -> dict[str, Any]:
    return in_conversation(
        kind, **{"serial": 1, "vendor": "LivePerson", "skill_name": "Billing", **more}
    )


ACCEPTED = transfer("transfer_accepted", announced=True)
UNANNOUNCED = transfer("transfer_accepted", announced=False)
ELSEWHERE = {**ACCEPTED, "conversation": "another"}
WAITING = transfer("transfer_waiting")
FAILED = transfer("transfer_failed", failure="__agent_escalation_failed__")
FAILED_SILENTLY = {**FAILED, "failure": None}
JOINED = in_conversation("agent_joined")
LEFT = in_conversation("agent_left")
HOLD_ON = message("vendor", "customer", "Hold on.", name="LivePerson")
INFORMED = message("vendor", "bot", "__agent_escalation_failed__")
SAYS = message("bot", "customer", "Sorry.")
ANSWERED = in_conversation("bot_answered")
BOT_FAILED = in_conversation("bot_failed", reason="the bot cannot be reached")
TO_BOT, TO_AGENT, TO_NOBODY = (message("customer", to, "hi") for to in ("bot", "agent", "nobody"))
