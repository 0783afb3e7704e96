"""Events as the sandbox reports them."""

from typing import Any

CONVERSATION = "demo-1a2b"


def message(speaker: str, to: str, text: str, **more: str) -> dict[str, Any]:
    content = {"from": speaker, "to": to, "text": text, **more}
    return {"type": "message", "conversation": CONVERSATION, "message": content}


def about_conversation(kind: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "conversation": CONVERSATION, **more}


def transfer(kind: str, **more: object) -> dict[str, Any]:
    details = {"serial": 1, "vendor": "LivePerson", "skill_name": "Billing", **more}
    return about_conversation(kind, **details)


ACCEPTED = transfer("transfer_accepted", announced=True)
WAITING = transfer("transfer_waiting")
FAILED = transfer("transfer_failed", failure="__agent_escalation_failed__")
JOINED = about_conversation("agent_joined")
LEFT = about_conversation("agent_left")
HOLD_ON = message("vendor", "customer", "Hold on.", name="LivePerson")
BOT_INFORMED = message("vendor", "bot", "__agent_escalation_failed__")
BOT_SAYS = message("bot", "customer", "Sorry.")
ANSWERED = about_conversation("bot_answered")
BOT_FAILED = about_conversation("bot_failed", reason="the bot cannot be reached")
