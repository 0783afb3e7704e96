"""The imitated account: its services, who owns which user, and settings, all of them made up."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from http import HTTPStatus
from typing import Any, Literal, TypeAlias

from ...serving.refusal import Refused
from ...serving.settings_route import shown
from .signature import Account

# Assumption: the services of an account share one secret.
ACCOUNT = Account("sandbox-parley-account", "sandbox-parley-secret")
# The bot's; all others are the agents'.
BOT_SERVICE = "sandbox-bot-service"

OwnerShape: TypeAlias = Literal["string", "object", "flat"]
MessageShape: TypeAlias = Literal["nested", "flat"]


@dataclass
class Service:
    """A service of the account. New users belong to the one that is the default."""

    name: str
    default: bool = False
    connected: bool = True


@dataclass
class OwnerSettings:
    """Body of PUT /parley/owner: how GET owner answers, which Parley does not document."""

    shape: OwnerShape = "object"


@dataclass
class ClockSettings:
    """Body of PUT /parley/clock: how far Parley's clock is ahead of the machine's."""

    offset_seconds: float = 0.0


@dataclass
class Webhook:
    """Body of PUT /parley/webhook: where and how the bot's service is told of what users write.

    `shape`: whether a message has a body of its own inside the payload's, as events have.
    Assumption: what is not answered with a 2xx within the time is delivered again three times.
    """

    shape: MessageShape = "nested"
    path: str = "/webhooks/parley/webhook"
    header: str = "Authorization"
    token: str = field(default="sandbox-parley-webhook-token", repr=False)
    redeliveries: int = 3
    timeout_seconds: float = 30.0
    pause_seconds: float = 0.0


class World:
    """Everything about the account that can change."""

    def __init__(self) -> None:
        """Start with the defaults."""
        self.reset()

    def reset(self) -> None:
        """Back to the defaults: the bot's service and two of agents', and no users."""
        self.services = {
            BOT_SERVICE: Service("Bot Service", default=True),
            "sandbox-agent-service": Service("Agent Service"),
            "sandbox-billing-service": Service("Billing Service"),
        }
        self.users: dict[str, str] = {}
        self.owner = OwnerSettings()
        self.clock = ClockSettings()
        self.webhook = Webhook()
        # The id of the newest message.
        self.messages = 0

    def now(self) -> float:
        """The time on Parley's clock, in epoch seconds."""
        return time.time() + self.clock.offset_seconds

    def connected(self) -> dict[str, Service]:
        """The services that are connected to the account."""
        return {key: service for key, service in self.services.items() if service.connected}

    def owner_of(self, user: str) -> str:
        """The service that has a user.

        Assumption: a user nobody has heard of is new, and so belongs to the default service.
        """
        default = next(key for key, service in self.services.items() if service.default)
        return self.users.setdefault(user, default)

    def give_back(self, user: str) -> None:
        """Let the bot's service have a user again, if Parley knows the user at all."""
        if user in self.users:
            self.users[user] = BOT_SERVICE

    def merge(self, old: str, new: str) -> None:
        """A user is another one from now on, and belongs to the service that had the former."""
        self.users[new] = self.owner_of(old)
        del self.users[old]

    def change_service(self, key: str, given: Mapping[str, Any]) -> Service:
        """Add a service or change it; "only one Service can be the default"."""
        changed = replace(self.services.get(key) or Service(f"Service {key}"), **given)
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
        """Whether the agents' services are connected, all that Parley tells of its agents."""
        return {one.name: one.connected for key, one in self.services.items() if key != BOT_SERVICE}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Connect or disconnect a service of the agents; Parley never says when it is back."""
        for key, service in list(self.services.items()):
            if service.name == name and key != BOT_SERVICE:
                self.change_service(key, {"connected": on})

    def as_json(self) -> dict[str, Any]:
        """What GET /state shows."""
        return {
            "account": ACCOUNT.identification,
            "services": {key: asdict(service) for key, service in self.services.items()},
            "users": self.users,
            "owner": asdict(self.owner),
            "clock": asdict(self.clock),
            "webhook": shown(self.webhook),
        }
