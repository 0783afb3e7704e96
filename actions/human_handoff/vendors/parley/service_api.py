"""Parley's Service API: signed calls, and the envelope that every response has.

The HTTP status alone does not mean a success: Parley's own clients read `status` in the body.
https://developers.parley.io/docs/documentation/api-versioning/version-lifetime
"""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Any

from ...errors import VendorAuthenticationError, VendorRefusedError, VendorResponseError
from ...vendor_http.client import VendorAPI
from ...vendor_http.response import Response
from .signature import Signature

logger = logging.getLogger(__name__)

SUCCESS = "SUCCESS"
VERSION_HEADER = "X-Parley-API-Version"
# A code such as owner_not_found. Any other text may be a sentence that contains a customer's name,
# and a single word may be the name itself.
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
_MAX_CODE_LENGTH = 60
_MAX_CODES = 3
_VERSION_IN_URL = re.compile(r"/v([0-9]{1,3})\.([0-9]{1,2})")
_VERSION = re.compile(r"[0-9]{5,9}")


class ServiceAPI:
    """The calls that the bot's Service makes."""

    def __init__(self, api: VendorAPI, base_url: str, signature: Signature) -> None:
        """Take the base URL with the version in it: https://api.parley.nu/serviceApi/v2.5."""
        self._api = api
        self.vendor = api.vendor
        self._base_url = base_url.rstrip("/")
        self._signature = signature
        match = _VERSION_IN_URL.search(self._base_url)
        # A reseller's URL contains no version; then versions are not compared.
        self._version = int(match[1]) * 10000 + int(match[2]) * 100 if match else None
        self._has_warned = False

    def call(
        self, method: str, path: str, body: object = None, log_label: str | None = None
    ) -> Any:
        """Send one request and return the `data` of the response, or None if there is none.

        Args:
            method: GET or PUT.
            path: The path below the base URL, without a slash at the start.
            body: Sent as JSON.
            log_label: Replaces the path in errors.

        Raises:
            VendorError: There was no response, or it was not a success.
        """
        url = f"{self._base_url}/{path}"
        try:
            response = self._send(method, url, body, log_label)
        except VendorAuthenticationError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
            # The signature may have expired on the way. A request that was refused with a 401 has
            # changed nothing, so it may be sent again.
            response = self._send(method, url, body, log_label)
        self._check_version(response)
        return _data(response)

    def _send(self, method: str, url: str, body: object, log_label: str | None) -> Response:
        headers = {"Authorization": self._signature.header()}
        return self._api.call(method, url, headers=headers, body=body, log_label=log_label)

    def _check_version(self, response: Response) -> None:
        # When a version is no longer supported, Parley answers as the oldest supported version
        # instead, without an error.
        header = response.headers.get(VERSION_HEADER)
        if header is None or self._version is None or self._has_warned:
            return
        # v1.1 is written 10100. Assumption: the last two digits count corrections of a version.
        number = int(header) if _VERSION.fullmatch(header) else None
        if number is None or number // 100 != self._version // 100:
            self._has_warned = True
            logger.warning(
                "Parley answered as version %s, and urls.service_api asks for %s",
                number or "unreadable",
                self._version,
            )


def _data(response: Response) -> Any:
    payload = response.json()
    status = payload.get("status") if isinstance(payload, dict) else None
    if not isinstance(status, str):
        raise VendorResponseError(response.vendor, f"{response.call} answered without a status")
    if status != SUCCESS:
        problem = f"{response.call} answered {response.status} with a status that is no success"
        codes = ", ".join(_codes(payload))
        raise VendorRefusedError(
            response.vendor, f"{problem}: {codes}" if codes else problem, response.status
        )
    return payload.get("data")


def _codes(payload: dict[str, Any]) -> list[str]:
    notifications = payload.get("notifications")
    if not isinstance(notifications, list):
        return []
    messages = [item.get("message") for item in notifications if isinstance(item, dict)]
    return [
        code
        for code in messages
        if isinstance(code, str) and len(code) <= _MAX_CODE_LENGTH and _CODE.fullmatch(code)
    ][:_MAX_CODES]
