"""Post a JSON document, signed, so that the receiver knows who has sent it, and when."""

from __future__ import annotations

import hashlib
import hmac
import time

from ..pydantic_compat import SecretStr
from ..vendor_http.client import VendorAPI
from .webhook_settings import WebhookSettings

TIMESTAMP_HEADER = "X-Human-Handoff-Timestamp"
SIGNATURE_HEADER = "X-Human-Handoff-Signature"
# Two thirds of a lease must be longer than a request.
REQUEST_SECONDS = 10.0


def signature(secret: SecretStr, timestamp: str, body: bytes) -> str:
    """Return what proves to the receiver that this bot has sent the document, and when."""
    key = secret.get_secret_value().encode()
    return "v1=" + hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class SignedPost:
    """Posts documents to one address."""

    def __init__(self, settings: WebhookSettings, what: str, id_header: str) -> None:
        """Take the address; `what` names in errors what is posted, `id_header` carries its id."""
        self._settings = settings
        self._id_header = id_header
        self._api = VendorAPI(what)

    def __call__(self, document_id: str, body: str) -> None:
        """Post a document.

        Raises:
            VendorError: The receiver has not accepted it.
        """
        timestamp, data = str(int(time.time())), body.encode()
        headers = {
            "Content-Type": "application/json",
            self._id_header: document_id,
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: signature(self._settings.secret, timestamp, data),
        }
        url = self._settings.url.get_secret_value()
        # The path may contain a secret, so it is not in errors.
        self._api.call(
            "POST",
            url,
            headers=headers,
            body=data,
            seconds=REQUEST_SECONDS,
            log_label="webhook",
            # The receiver has the document, whatever else it answers.
            only_status=True,
        )
