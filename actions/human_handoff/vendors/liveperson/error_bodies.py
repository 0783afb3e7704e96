"""How LivePerson says in a 2xx that something went wrong.

No page documents it, so these are the shapes of its other services.
"""

from __future__ import annotations

from typing import Any


def is_error(payload: Any) -> bool:
    """Tell whether the JSON of a response with a 2xx says that the request failed."""
    if isinstance(payload, list):
        return any(map(is_error, payload))
    if not isinstance(payload, dict):
        return False
    status, success = payload.get("status", ""), payload.get("success")
    is_error_status = str(status).lower() in ("error", "failed", "failure")
    is_http_error = isinstance(status, int) and status >= 400
    is_denied = success is False or str(success).lower() == "false"
    has_error = bool(payload.get("error") or payload.get("errors"))
    return has_error or is_denied or is_error_status or is_http_error
