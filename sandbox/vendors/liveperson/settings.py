"""The settings of the imitated account that control can change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal, TypeAlias

from ...bot.webhook_delivery import RetryPolicy
from ...serving.json_bodies import check_status
from ...serving.refusal import Refused
from ...vendor_base.settings import Settings
from ...vendor_base.webhook_settings import check_path, check_retries

# "In case there is no relevant data on metrics the default value is -1."
NO_DATA = -1

# The sandbox's services, by their names in the Domain API.
SERVED_BY: Mapping[str, str] = {
    "agentVep": "login",
    # Newer documents have shift status at `shiftstatus`, older ones at `asyncMessagingEnt`.
    "shiftstatus": "shift_status",
    "asyncMessagingEnt": "shift_status",
    # Has the keys with which the platform signs its calls to the bot.
    "sentinel": "login",
    # Newer documents have the Public API's host itself, older ones map another one to it.
    "thirdPartyBots": "public_api",
    "botConnectorsDomain": "public_api",
    "leDataReporting": "queue_health",
}

DomainShape: TypeAlias = Literal["object", "list", "collection"]
StartEvent: TypeAlias = Literal["none", "plain", "last_message"]
ShiftShape: TypeAlias = Literal["live", "documented", "absent", "old"]


@dataclass
class DomainSettings(Settings):
    """Body of PUT /liveperson/domain: the shape of a response, and which services are listed."""

    shape: DomainShape = "object"
    services: list[str] = field(default_factory=lambda: list(SERVED_BY))

    def check(self) -> None:
        """Refuse services that are not imitated."""
        unknown = [name for name in self.services if name not in SERVED_BY]
        if unknown:
            reason = f"not imitated: {', '.join(unknown)}; there are {', '.join(SERVED_BY)}"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)


@dataclass
class ShiftSettings(Settings):
    """Body of PUT /liveperson/shift-status: as captured live, or as one of the documents has it."""

    shape: ShiftShape = "live"


@dataclass
class LoginSettings(Settings):
    """Body of PUT /liveperson/login.

    Attributes:
        interval_seconds: How far apart two logins of a user must be. LivePerson wants 5 s; 0
            switches the check off.
        session_ttl_ms: How long a session lives; the response shows it as `sessionTTl`.
    """

    interval_seconds: float = 0.0
    session_ttl_ms: int = 28_800_000


@dataclass
class EscalationSettings(Settings):
    """Body of PUT /liveperson/escalation: the response to an accepted escalation.

    Assumption: LivePerson documents neither status nor body.
    """

    status: int = 200
    body: object = field(default_factory=lambda: {"success": True, "message": "accepted"})

    def check(self) -> None:
        """Refuse a number that is not a final status."""
        check_status(self.status)


@dataclass
class PublicAPISettings(Settings):
    """Body of PUT /liveperson/public-api: what becomes of the next commands.

    Attributes:
        outcome: Whether a command is carried out or fails.
        seconds: How long it is `waiting` before.
        error: The name of the error of a command that fails.
    """

    outcome: Literal["completed", "failed"] = "completed"
    seconds: float = 0.0
    error: str = "com.liveperson.bot-connectors-worker.error.public-api.execution-failed"


@dataclass
class QueueHealthSettings(Settings):
    """Body of PUT /liveperson/queue-health: what the queue's figures are like.

    Attributes:
        has_data: Whether LivePerson has switched the data on, and an agent is logged in.
        age_seconds: How old the figures are.
        interval_seconds: How far apart two calls must be; a sooner one is a 429.
    """

    has_data: bool = True
    age_seconds: float = 0.0
    interval_seconds: float = 0.0


@dataclass
class Queue:
    """Body of PUT /liveperson/queues/{skill}: the queue of a skill; -1 stands for no data.

    Attributes:
        people: How many conversations wait for an agent.
        wait_ms: How long those have waited that were transferred, on average.
        median_ms: How long all of them have waited, in the middle.
    """

    people: int = 0
    wait_ms: int = NO_DATA
    median_ms: int = NO_DATA


@dataclass
class ThirdPartyBot(Settings):
    """Body of PUT /liveperson/bot: the bot in Third-Party Bots, and how the platform retries.

    LivePerson gives the bot 60 seconds, three times. Its retry policy repeats a call after a 429 or
    a 5xx, and pauses 5, 10 and 15 seconds.
    https://developers.liveperson.com/retry-policy-recommendations.html

    Attributes:
        base_path: What the paths of the bot's endpoints begin with.
        bot_id: The bot's id in the paths.
        environment: The bot's environment in the paths.
        default_skill: The skill that a conversation goes to after an error.
        claims: Replace the usual claims of the token or add to them; null takes one out.
        attempts: How often the platform calls the bot.
        timeout_seconds: How long it waits for an answer.
        pause_seconds: How long it waits before the second attempt; twice as long before the
            third, and so on.
        escalates_unreachable: Whether a conversation goes to the default skill if the bot cannot
            be reached.
        start_event: Whether the bot gets START when it gets a conversation: `none`; `plain`, also
            before the first message, as in a chat; `last_message`, with the customer's last message
            when agents return a conversation.
    """

    base_path: str = "/webhooks/liveperson"
    bot_id: str = "sandbox-bot"
    environment: str = "draft"
    default_skill: str = "Human"
    claims: dict[str, object] = field(default_factory=dict)
    attempts: int = 3
    timeout_seconds: float = 60.0
    pause_seconds: float = 5.0
    escalates_unreachable: bool = False
    start_event: StartEvent = "none"

    @property
    def retry_policy(self) -> RetryPolicy:
        """How the platform retries a call; only a 429 and a 5xx are retried."""
        return RetryPolicy(
            self.attempts,
            self.timeout_seconds,
            self.pause_seconds,
            _is_final,
            pauses_grow=True,
        )

    def check(self) -> None:
        """Refuse a path and retries that cannot be."""
        check_path("base_path", self.base_path)
        check_retries(self.retry_policy)


def _is_final(status: int) -> bool:
    return status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.TOO_MANY_REQUESTS
