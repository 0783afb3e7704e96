"""Hands a Rasa conversation over to a human agent.

The actions are in `actions` and `forms`; Rasa finds them by itself. The names below are for
those who add a desk or catch an error.
"""

from .desk import (
    AgentDesk,
    Contact,
    Escalation,
    Reason,
    Shift,
    ShiftReport,
    ShiftStatus,
    Transfer,
    TransferState,
)
from .errors import (
    ConfigurationError,
    HandoffError,
    SkillError,
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from .ownership import Owner, Ownership

__all__ = [
    "AgentDesk",
    "ConfigurationError",
    "Contact",
    "Escalation",
    "HandoffError",
    "Owner",
    "Ownership",
    "Reason",
    "Shift",
    "ShiftReport",
    "ShiftStatus",
    "SkillError",
    "Transfer",
    "TransferState",
    "VendorAuthenticationError",
    "VendorBusyError",
    "VendorConnectionError",
    "VendorError",
    "VendorRefusedError",
    "VendorResponseError",
    "VendorSilenceError",
]
