"""The Public API of Third-Party Bots: a transfer is a command whose outcome can be asked for.

https://developers.liveperson.com/third-party-bots-public-api.html
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from ...desk import Escalation
from ...errors import (
    VendorBusyError,
    VendorError,
    VendorNotAskedError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from ...pydantic_compat import Field, WireModel
from ...vendor_http.client import REQUEST_SECONDS, VendorAPI
from ...vendor_http.deadline import Operation, current_operation
from ...vendor_http.urls import path_segment
from .domains import DomainAPI
from .error_bodies import is_error
from .login import LoginSession
from .public_api_settings import PublicAPISettings

# For how long the command stays valid: the shortest time that the page allows. We ask for the
# outcome for a few seconds; afterwards nobody should be transferred by surprise.
TTL_SECONDS = 10
# Between two questions for the outcome; the page's example was carried out in 0.4 seconds.
FIRST_PAUSE_SECONDS = 0.25
PAUSE_GROWS_BY = 1.5
LONGEST_PAUSE_SECONDS = 2.0
# For one question, so that one that hangs leaves time for another.
QUESTION_SECONDS = 3.0
# The page of 2025 has the service's own name in the Domain API; before, it had a table.
HOSTS_BEFORE_2025 = {
    "z1.bot-connectors.liveperson.net": "bot-platform-api.fs.liveperson.com",
    "z2.bot-connectors.liveperson.net": "bot-platform-api.emea.fs.liveperson.com",
    "z3.bot-connectors.liveperson.net": "bot-platform-api.apac.fs.liveperson.com",
}
_COMMAND = re.compile(r"[A-Za-z0-9_-]{1,100}")
_ERROR_NAME = re.compile(r"[A-Za-z0-9._-]{1,200}")


class TransferCommand(WireModel):
    """Body of POST …/conversation/{conversation}/transfer."""

    skill: str
    agent_id: str | None = Field(default=None, alias="agentId")


class PublicLogin(LoginSession):
    """The session of the Public API's own user."""

    # A 403 is said to come from the firewall in front of the service, not from its login.
    refused_by = frozenset({401})

    def _url(self) -> str:
        return f"{service_url(self._domains)}/api/v1/account/{self._domains.account}/login"

    def _body(self) -> dict[str, Any]:
        return {"authType": "API_KEY", "credentials": super()._body()}


class PublicAPI:
    """Sends the transfer as a command, and asks until it was carried out or has failed."""

    def __init__(
        self,
        api: VendorAPI,
        domains: DomainAPI,
        settings: PublicAPISettings,
        login: PublicLogin,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the host directory and the session; tests replace `sleep`."""
        self._api = api
        self._domains = domains
        self._settings = settings
        self._login = login
        self._sleep = sleep

    def transfer(self, escalation: Escalation, skill_name: str) -> None:
        """Send the command, once, and wait until LivePerson has carried it out.

        Raises:
            VendorRefusedError: LivePerson did not take the command, or it has failed.
            VendorSilenceError: The time was over before the outcome was known.
            VendorError: The request did not arrive, or its response makes no sense.
        """
        conversation = path_segment(self._api.vendor, escalation.conversation_id)
        path = f"/api/v1/account/{self._domains.account}/conversation/{conversation}"
        url = service_url(self._domains) + path
        body = TransferCommand(skill=skill_name, agentId=self._settings.agent_id).to_wire()
        command = self._login.authorized(
            lambda headers: self._send(f"{url}/transfer", headers, body)
        )
        self._wait(f"{url}/command/{command}")

    def _send(self, url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> str:
        """Send the command and return its id."""
        response = self._api.call(
            "POST",
            url,
            headers=headers,
            params={"ttl": str(TTL_SECONDS)},
            body=body,
            log_label="a conversation's transfer",
        )
        payload = response.json()
        command = payload.get("commandId") if isinstance(payload, dict) else None
        # The page shows text, and its example of a command the number 21 as text.
        text = str(command) if isinstance(command, (str, int)) else ""
        if _COMMAND.fullmatch(text) and not isinstance(command, bool):
            return text
        if is_error(payload):
            raise VendorRefusedError(
                self._api.vendor, "the answer to the transfer is an error", response.status
            )
        raise VendorResponseError(self._api.vendor, "the transfer was answered without a command")

    def _wait(self, url: str) -> None:
        operation = current_operation.get(None) or Operation(REQUEST_SECONDS)
        pause = FIRST_PAUSE_SECONDS
        while operation.seconds_left() > pause:
            self._sleep(pause)
            pause = min(pause * PAUSE_GROWS_BY, LONGEST_PAUSE_SECONDS)
            try:
                command = self._login.authorized(lambda headers: self._state(url, headers))
            except VendorNotAskedError:
                break
            except VendorBusyError as busy:
                pause = max(pause, busy.retry_after or 0.0)
                continue
            except VendorError:
                continue  # a question that fails says nothing of the transfer
            if command.get("state") == "completed":
                return
            if command.get("state") == "failed":
                problem = f"the transfer has failed{_reason(command.get('result'))}"
                raise VendorRefusedError(self._api.vendor, problem, 200)
        raise VendorSilenceError(self._api.vendor, "the outcome of a transfer is not known in time")

    def _state(self, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
        response = self._api.call(
            "GET",
            url,
            headers=headers,
            seconds=QUESTION_SECONDS,
            log_label="a transfer's command",
        )
        command = response.json()
        return command if isinstance(command, dict) else {}


def service_url(domains: DomainAPI) -> str:
    """Return the base URL of Third-Party Bots' API.

    Raises:
        VendorError: The Domain API did not tell.
    """
    scheme, _, host = domains.base_url("thirdPartyBots", "botConnectorsDomain").partition("://")
    return f"{scheme}://{HOSTS_BEFORE_2025.get(host, host)}"


def _reason(result: object) -> str:
    """Return the name of the error, which is LivePerson's own; no other text is repeated."""
    error = result.get("error") if isinstance(result, dict) else None
    name = error.get("name") if isinstance(error, dict) else None
    return f" ({name})" if isinstance(name, str) and _ERROR_NAME.fullmatch(name) else ""
