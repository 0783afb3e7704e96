"""The imitated account: its services, and which of them owns which user; all of it made up."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any

from ...serving.refusal import Refused
from .settings import ClockSettings, OwnerSettings, Webhook
from .signature import SigningKey

# Assumption: the services of an account share one secret.
ACCOUNT = SigningKey("sandbox-parley-account", "sandbox-parley-secret")
# The bot's service. All others are the agents'.
BOT_SERVICE = "sandbox-bot-service"


@dataclass
class Service:
    """A service of the account. New users belong to the one that is the default."""

    name: str
    default: bool = False
    connected: bool = True


class ParleyAccount:
    """Everything about the account that can change."""

    def __init__(self) -> None:
        """Start with the defaults."""
        self.reset()

    def reset(self) -> None:
        """Go back to the defaults: the bot's service, two services of agents, and no users."""
        self.services = {
            BOT_SERVICE: Service("Bot Service", default=True),
            "sandbox-agent-service": Service("Agent Service"),
            "sandbox-billing-service": Service("Billing Service"),
        }
        self.users: dict[str, str] = {}
        self.owner = OwnerSettings()
        self.clock = ClockSettings()
        self.webhook = Webhook()
        self.last_message_id = 0

    def now(self) -> float:
        """Return the time on Parley's clock, in epoch seconds."""
        return time.time() + self.clock.offset_seconds

    def connected(self) -> dict[str, Service]:
        """Return the services that are connected to the account."""
        return {key: service for key, service in self.services.items() if service.connected}

    def owner_of(self, user: str) -> str:
        """Return the identification of the service that owns a user.

        Assumption: an unknown user is a new one, and so belongs to the default service.
        """
        default = next(key for key, service in self.services.items() if service.default)
        return self.users.setdefault(user, default)

    def give_back(self, user: str) -> None:
        """Make the bot's service the owner of a user again, if the user is known."""
        if user in self.users:
            self.users[user] = BOT_SERVICE

    def merge(self, old: str, new: str) -> None:
        """Give a user another id; the owner stays."""
        self.users[new] = self.owner_of(old)
        del self.users[old]

    def change_service(self, key: str, changes: Mapping[str, Any]) -> Service:
        """Add a service or change it; "only one Service can be the default"."""
        changed = replace(self.services.get(key) or Service(f"Service {key}"), **changes)
        others = any(one.default for other, one in self.services.items() if other != key)
        if not (changed.default or others) or (changed.default and not changed.connected):
            reason = "a connected service must be the default; make another one the default first"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)
        if changed.default:
            for service in self.services.values():
                service.default = False
        self.services[key] = changed
        return changed

    def shifts(self) -> dict[str, bool]:
        """Return whether the agents' services are connected; Parley says no more about agents."""
        return {one.name: one.connected for key, one in self.services.items() if key != BOT_SERVICE}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Connect or disconnect a service of agents; Parley never says when it is back."""
        for key, service in list(self.services.items()):
            if service.name == name and key != BOT_SERVICE:
                self.change_service(key, {"connected": on})

    def as_json(self) -> dict[str, Any]:
        """Return what GET /state shows."""
        return {
            "account": ACCOUNT.identification,
            "services": {key: asdict(service) for key, service in self.services.items()},
            "users": self.users,
            "owner": self.owner.as_json(),
            "clock": self.clock.as_json(),
            "webhook": self.webhook.as_json(),
        }
