"""Documents that the bot signs and posts: whether they come from whoever knows the secret.

The plugin's docs/webhook.md says how a receiver checks a document.
"""

import hashlib
import hmac
import time
from collections.abc import Mapping

TIMESTAMP_HEADER = "X-Human-Handoff-Timestamp"
SIGNATURE_HEADER = "X-Human-Handoff-Signature"
# What was signed earlier or later than this may be a copy that somebody else sends.
RECENT_SECONDS = 300.0


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Return whether a document was signed with this secret, at any time."""
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    signed = timestamp.encode() + b"." + body
    proof = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(proof.encode(), headers.get(SIGNATURE_HEADER, "").encode())


def is_recent(headers: Mapping[str, str]) -> bool:
    """Return whether a document was signed a moment ago, by its own words."""
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    is_number = timestamp.isascii() and timestamp.isdigit()
    return is_number and abs(time.time() - int(timestamp)) < RECENT_SECONDS
