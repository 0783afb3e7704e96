"""The rules without which a handoff begins, and then stands still."""

from __future__ import annotations

from collections.abc import Iterator

from ..bot_files import Bot
from ..findings import Finding, error
from .rule_steps import contains, steps_of

_CHECK = "action action_human_handoff_check_shift_status"
_ESCALATE = "action action_human_handoff_escalate"
_FAILED = "action action_human_handoff_transfer_failed"
_STATE = "slot human_handoff_state="
_SILENT = ("action human_handoff_with_agent", "loop human_handoff_with_agent")
# What must happen → steps that follow one another in a rule. data/human_handoff/rules.yml has them.
NEEDED: dict[str, tuple[str, ...]] = {
    "a request checks the shift status": ("intent human_handoff", _CHECK),
    "on shift, the form begins": (
        _CHECK,
        "slot human_handoff_shift_status=on_shift",
        "action human_handoff_form",
        "loop human_handoff_form",
    ),
    "after the form comes the transfer": (
        "action human_handoff_form",
        "loop None",
        "slot requested_slot=None",
        "action action_human_handoff_announce",
        _ESCALATE,
    ),
    "after an accepted transfer the bot is silent": (_ESCALATE, f"{_STATE}requested", *_SILENT),
    "while an agent has it the bot is silent": (_ESCALATE, f"{_STATE}with_agent", *_SILENT),
    "after a refusal comes the next route": (_ESCALATE, f"{_STATE}failed", _FAILED),
    "a later failure is reported": ("intent human_handoff_failed", _FAILED),
    "on the next route the bot is silent": (_FAILED, f"{_STATE}requested", *_SILENT),
    "the agent gives the conversation back": (
        "intent human_handoff_returned",
        "action action_human_handoff_returned",
    ),
}
_REMEDY = "Run `human-handoff init`, which writes data/human_handoff/, and train."


def rule_findings(bot: Bot) -> Iterator[Finding]:
    """Yield an error that names what no rule of the bot does."""
    rules = [steps_of(rule) for rule in bot.data.rules]
    missing = [
        what for what, steps in NEEDED.items() if not any(contains(rule, steps) for rule in rules)
    ]
    if len(missing) == len(NEEDED):
        yield error("The bot has none of the handoff's rules.", _REMEDY)
    elif missing:
        yield error(f"No rule says: {'; '.join(missing)}.", _REMEDY)
