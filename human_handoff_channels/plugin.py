"""What the channels use of the plugin: HTTP calls, errors, settings, the names of slots and states.

This is the only module that knows where the plugin lies: in a bot beside this folder, as
`actions/human_handoff`; in the wheel around it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "CONVERSATION_ID",
    "HANDED_OVER",
    "LONGEST_MINUTES",
    "LONGEST_SECONDS",
    "NOBODY_CAME_INTENT",
    "OWN_SLOT",
    "RETURNED_INTENT",
    "SPELLINGS",
    "STATE",
    "TURN_SECONDS",
    "USER_ID",
    "BlockingCalls",
    "ConfigurationError",
    "DaemonThreads",
    "Deadline",
    "DeadlineDelivery",
    "Deadlines",
    "DeliveryThread",
    "NotToldError",
    "Owners",
    "Problems",
    "References",
    "ServiceAPI",
    "SettingsModel",
    "Signature",
    "StateSettings",
    "StateStore",
    "StateStoreError",
    "StateStoreWithFallback",
    "StoreHealth",
    "Teller",
    "UnansweredTransfers",
    "VendorAPI",
    "VendorError",
    "VendorRefusedError",
    "VendorResponseError",
    "hashed_key",
    "is_safe_url",
    "leaves_queue",
    "named_language",
    "open_state_store",
    "path_segment",
    "read_settings",
]

if TYPE_CHECKING:
    from actions.human_handoff.durations import LONGEST_MINUTES, LONGEST_SECONDS
    from actions.human_handoff.errors import (
        ConfigurationError,
        Problems,
        VendorError,
        VendorRefusedError,
        VendorResponseError,
    )
    from actions.human_handoff.handoff_logic.leave_answers import leaves_queue
    from actions.human_handoff.handoff_settings.language import (
        OWN_SLOT,
        SPELLINGS,
        named_language,
    )
    from actions.human_handoff.handoff_settings.references import References
    from actions.human_handoff.outbox.thread import DeliveryThread
    from actions.human_handoff.pydantic_compat import SettingsModel, read_settings
    from actions.human_handoff.rasa_side.slots import (
        CONVERSATION_ID,
        HANDED_OVER,
        NOBODY_CAME_INTENT,
        RETURNED_INTENT,
        STATE,
        USER_ID,
    )
    from actions.human_handoff.state_store import (
        StateSettings,
        StateStore,
        StateStoreError,
        StateStoreWithFallback,
        StoreHealth,
        hashed_key,
        open_state_store,
    )
    from actions.human_handoff.unanswered.deadlines import (
        TURN_SECONDS,
        Deadline,
        DeadlineDelivery,
        Deadlines,
        NotToldError,
        Teller,
    )
    from actions.human_handoff.unanswered.records import UnansweredTransfers
    from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
    from actions.human_handoff.vendor_http.client import VendorAPI
    from actions.human_handoff.vendor_http.daemon_threads import DaemonThreads
    from actions.human_handoff.vendor_http.urls import is_safe_url, path_segment
    from actions.human_handoff.vendors.parley.owners import Owners
    from actions.human_handoff.vendors.parley.service_api import ServiceAPI
    from actions.human_handoff.vendors.parley.signature import Signature
else:
    # The same names as above, from the place where the plugin lies.
    _MODULES = (
        *("durations", "errors", "handoff_settings.language", "handoff_settings.references"),
        *("pydantic_compat", "rasa_side.slots"),
        *("handoff_logic.leave_answers", "outbox.thread", "state_store"),
        *("unanswered.deadlines", "unanswered.records"),
        *("vendor_http.blocking_calls", "vendor_http.client", "vendor_http.daemon_threads"),
        "vendor_http.urls",
        *("vendors.parley.owners", "vendors.parley.service_api", "vendors.parley.signature"),
    )
    _PLUGIN = __package__.rpartition(".")[0] or "actions.human_handoff"
    for _name in _MODULES:
        _module = import_module(f"{_PLUGIN}.{_name}")
        globals().update(
            {name: getattr(_module, name) for name in __all__ if hasattr(_module, name)}
        )
