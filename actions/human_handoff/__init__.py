"""Hand a Rasa conversation to a human agent, after checking that one is available.

Rasa finds the actions by itself (they are listed in `actions`). The names below are for those who
write a desk of their own or catch an error.
"""

from .desk import AgentDesk, Contact, Escalation, Transfer, TransferState
from .desk_checks import checked_address, checked_call, checked_skills, refused
from .errors import (
    ConfigurationError,
    HandoffError,
    Problems,
    SkillError,
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorNotAskedError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from .findings import Finding, Level
from .ownership import Owner, Ownership
from .pydantic_compat import Field, SecretStr, SettingsModel, WireModel
from .shift import Reason, Shift, ShiftReport, ShiftStatus, Waiting
from .vendor_http.client import VendorAPI
from .vendor_http.response import Response
from .vendor_http.setting_checks import check_key, check_text
from .vendor_http.urls import check_base_url, path_segment

__all__ = [
    "AgentDesk",
    "ConfigurationError",
    "Contact",
    "Escalation",
    "Field",
    "Finding",
    "HandoffError",
    "Level",
    "Owner",
    "Ownership",
    "Problems",
    "Reason",
    "Response",
    "SecretStr",
    "SettingsModel",
    "Shift",
    "ShiftReport",
    "ShiftStatus",
    "SkillError",
    "Transfer",
    "TransferState",
    "VendorAPI",
    "VendorAuthenticationError",
    "VendorBusyError",
    "VendorConnectionError",
    "VendorError",
    "VendorNotAskedError",
    "VendorRefusedError",
    "VendorResponseError",
    "VendorSilenceError",
    "Waiting",
    "WireModel",
    "check_base_url",
    "check_key",
    "check_text",
    "checked_address",
    "checked_call",
    "checked_skills",
    "path_segment",
    "refused",
]
