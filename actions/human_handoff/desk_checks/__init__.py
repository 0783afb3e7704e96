"""What the desks' own checks for `human-handoff doctor` are made of: addresses, calls, skills."""

from .addresses import Check, checked_address
from .calls import CALL_SECONDS, checked_call, refused
from .skills import checked_skills, unknown_skills

__all__ = [
    "CALL_SECONDS",
    "Check",
    "checked_address",
    "checked_call",
    "checked_skills",
    "refused",
    "unknown_skills",
]
