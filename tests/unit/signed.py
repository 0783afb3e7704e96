"""What the receiver of a signed document computes, as docs/webhook.md tells it to."""

import hashlib
import hmac

from requests import PreparedRequest


def expected_signature(request: PreparedRequest, secret: str) -> str:
    """Return the signature that a request must have."""
    assert isinstance(request.body, bytes)
    signed = request.headers["X-Human-Handoff-Timestamp"].encode() + b"." + request.body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
