"""Every action of the plugin, so that one import registers them all with rasa-sdk.

It also lets rasa-sdk's server answer `GET /ready`.
"""

from .rasa_side.before_transfer import Announce, CheckShiftStatus, FollowTrigger
from .rasa_side.forms import ValidateHandoffForm, ValidateWithAgentLoop
from .rasa_side.readiness import register
from .rasa_side.return_to_bot import Returned, SessionStart
from .rasa_side.transfer import Escalate, TransferFailed

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

register()
