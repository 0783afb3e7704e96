"""Parley's Service API: signed calls, and one envelope around every answer.

The HTTP status is half of an answer: Parley's own clients go by `status` in the body.
https://developers.parley.io/docs/documentation/api-versioning/version-lifetime
"""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Any

from ...errors import VendorAuthenticationError, VendorRefusedError, VendorResponseError
from ...vendor_http.client import Response, VendorAPI
from .signature import Signature

logger = logging.getLogger(__name__)

SUCCESS = "SUCCESS"
VERSION_HEADER = "X-Parley-API-Version"
# A code such as owner_not_found. Anything else may be a sentence with a customer's name in it,
# and one word alone may be the name.
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
_LONGEST_CODE = 60
_MOST_CODES = 3
_VERSION_IN_URL = re.compile(r"/v([0-9]{1,3})\.([0-9]{1,2})")
_VERSION = re.compile(r"[0-9]{5,9}")


class ServiceAPI:
    """The calls that the bot's Service makes."""

    def __init__(self, api: VendorAPI, base_url: str, signature: Signature) -> None:
        """Take the address with its version, such as https://api.parley.nu/serviceApi/v2.5."""
        self._api = api
        self.vendor = api.vendor
        self._base_url = base_url.rstrip("/")
        self._signature = signature
        found = _VERSION_IN_URL.search(self._base_url)
        # A reseller's address names no version, so that nothing can be compared.
        self._version = int(found[1]) * 10000 + int(found[2]) * 100 if found else None
        self._told = False

    def call(
        self, method: str, path: str, body: object = None, log_label: str | None = None
    ) -> Any:
        """Make one call and return what its answer holds as `data`, or None.

        Args:
            method: GET or PUT.
            path: Below the address, without a slash before it.
            body: Sent as JSON.
            log_label: Stands for the path in errors.

        Raises:
            VendorError: Parley did not answer, or answered something else than a success.
        """
        url = f"{self._base_url}/{path}"
        try:
            answer = self._send(method, url, body, log_label)
        except VendorAuthenticationError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
            # A signature can grow old on its way. A call that was not let in has done nothing.
            answer = self._send(method, url, body, log_label)
        self._watch_version(answer)
        return _data(answer)

    def _send(self, method: str, url: str, body: object, log_label: str | None) -> Response:
        signed = {"Authorization": self._signature.header()}
        return self._api.call(method, url, headers=signed, body=body, log_label=log_label)

    def _watch_version(self, answer: Response) -> None:
        # A version whose life is over is answered by the oldest one alive, without a word.
        header = answer.headers.get(VERSION_HEADER)
        if header is None or self._version is None or self._told:
            return
        # v1.1 is written 10100. Assumption: the last two digits are corrections of a version.
        number = int(header) if _VERSION.fullmatch(header) else None
        if number is None or number // 100 != self._version // 100:
            self._told = True
            logger.warning(
                "Parley answered as version %s, and urls.service_api asks for %s",
                number or "unreadable",
                self._version,
            )


def _data(answer: Response) -> Any:
    said = answer.json()
    status = said.get("status") if isinstance(said, dict) else None
    if not isinstance(status, str):
        raise VendorResponseError(answer.vendor, f"{answer.call} answered without a status")
    if status != SUCCESS:
        problem = f"{answer.call} answered {answer.status}, and no success in it"
        codes = ", ".join(_codes(said))
        raise VendorRefusedError(
            answer.vendor, f"{problem}: {codes}" if codes else problem, answer.status
        )
    return said.get("data")


def _codes(said: dict[str, Any]) -> list[str]:
    notifications = said.get("notifications")
    found = notifications if isinstance(notifications, list) else []
    messages = [each.get("message") for each in found if isinstance(each, dict)]
    return [
        code
        for code in messages
        if isinstance(code, str) and len(code) <= _LONGEST_CODE and _CODE.fullmatch(code)
    ][:_MOST_CODES]
