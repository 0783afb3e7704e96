"""Every action, so that one import makes them known to Rasa."""

from .before_transfer import Announce, CheckShiftStatus, FollowTrigger
from .forms import ValidateHandoffForm, ValidateWithAgentLoop
from .sessions import Returned, SessionStart
from .transfers import Escalate, TransferFailed

__all__ = [
    "Announce",
    "CheckShiftStatus",
    "Escalate",
    "FollowTrigger",
    "Returned",
    "SessionStart",
    "TransferFailed",
    "ValidateHandoffForm",
    "ValidateWithAgentLoop",
]
