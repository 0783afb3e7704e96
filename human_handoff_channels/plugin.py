"""What the channels need of the plugin itself: HTTP to the vendors, and one tree of errors.

In a bot it lies beside this folder, as `actions/human_handoff`; in the wheel around it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.human_handoff.errors import VendorError, VendorRefusedError
    from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
    from actions.human_handoff.vendor_http.client import VendorAPI
    from actions.human_handoff.vendor_http.urls import path_segment
    from actions.human_handoff.vendors.parley.owners import Owners
    from actions.human_handoff.vendors.parley.service_api import ServiceAPI
    from actions.human_handoff.vendors.parley.signature import Signature
else:
    _PLUGIN = __package__.rpartition(".")[0] or "actions.human_handoff"
    path_segment = import_module(f"{_PLUGIN}.vendor_http.urls").path_segment
    VendorError = import_module(f"{_PLUGIN}.errors").VendorError
    VendorRefusedError = import_module(f"{_PLUGIN}.errors").VendorRefusedError
    BlockingCalls = import_module(f"{_PLUGIN}.vendor_http.blocking_calls").BlockingCalls
    Owners = import_module(f"{_PLUGIN}.vendors.parley.owners").Owners
    ServiceAPI = import_module(f"{_PLUGIN}.vendors.parley.service_api").ServiceAPI
    Signature = import_module(f"{_PLUGIN}.vendors.parley.signature").Signature
    VendorAPI = import_module(f"{_PLUGIN}.vendor_http.client").VendorAPI

__all__ = [
    "BlockingCalls",
    "Owners",
    "ServiceAPI",
    "Signature",
    "VendorAPI",
    "VendorError",
    "VendorRefusedError",
    "path_segment",
]
