"""Messages of customers, posted to the ticket system as the plugin posts them."""

import json
import time
from typing import Any

import httpx

from actions.human_handoff.messages.receivers import ID_HEADER
from actions.human_handoff.outbox.signed_post import (
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    signature,
)
from actions.human_handoff.pydantic_compat import SecretStr
from sandbox.bot.ticket_system import PATH, SECRET

CALLBACK = {"phone": "+31612345678", "at": "in the afternoon", "from": None, "until": None}
PERSONAL = ("Jane Doe", "jane@example.org", "My parcel", CALLBACK["phone"], CALLBACK["at"])


def document(reference: str = "7K3M-Q4CX", **changes: Any) -> dict[str, Any]:
    """Return the document of a message."""
    return {
        "version": 1,
        "id": f"key-of-{reference}",
        "reference": reference,
        "time": "2026-11-22 14:05 UTC",
        "skill": "billing",
        "channel": "liveperson",
        "name": "Jane Doe",
        "email": "jane@example.org",
        "message": "My parcel",
        **changes,
    }


def post(
    url: str,
    posted: object,
    secret: str = SECRET,
    age: float = 0.0,
    patience: float = 30.0,
    **headers: str,
) -> httpx.Response:
    """Post a document to the ticket system at this address, signed some seconds ago.

    `patience`: for so many seconds it waits for the answer, which takes longer on a busy machine.
    """
    body, timestamp = json.dumps(posted).encode(), str(int(time.time() - age))
    message_id = str(posted.get("id")) if isinstance(posted, dict) else ""
    signed = {
        "Content-Type": "application/json",
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: signature(SecretStr(secret), timestamp, body),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return httpx.post(url + PATH, content=body, headers=signed, timeout=patience, trust_env=False)
