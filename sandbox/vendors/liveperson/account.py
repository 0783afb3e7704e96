"""The imitated account: its credentials and skills, all of them made up, and who is logged in."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from ...vendor_base.vendor import QueueFigures
from .namespaces import Namespaces
from .sessions import Sessions
from .settings import (
    NO_DATA,
    DomainSettings,
    EscalationSettings,
    LoginSettings,
    PublicAPISettings,
    Queue,
    QueueHealthSettings,
    ShiftSettings,
    ThirdPartyBot,
)

ACCOUNT = "12345678"
BOT_USER = "rasa-bot"
OAUTH1_LOGIN = {
    "appKey": "sandbox-app-key",
    "secret": "sandbox-secret",
    "accessToken": "sandbox-access-token",
    "accessTokenSecret": "sandbox-access-token-secret",
}
OAUTH2_LOGIN = {"appKey": "sandbox-client-id", "secret": "sandbox-client-secret"}
# The Public API's own user, and the application that may read the queue.
PUBLIC_USER = "rasa-transfers"
PUBLIC_LOGIN = {"appKey": "sandbox-transfers-id", "secret": "sandbox-transfers-secret"}
APPLICATION = {"client_id": "sandbox-queue-id", "client_secret": "sandbox-queue-secret"}
DEVELOPER_KEY = "sandbox-developer-key"
API_KEY = "sandbox-api-key"
CHAT_BOT_ID = "sandbox-chat-bot"
SKILL_NAMES = {
    "2438093750": "Human",
    "2438093710": "Billing",
    "2438093720": "Account",
    "2438093730": "Offers",
}


@dataclass
class Skill:
    """A skill and its shift; times are epoch milliseconds, null for a shift without an end."""

    name: str
    on_shift: bool = True
    next_on: int | None = None
    next_off: int | None = None


@dataclass
class Dialog:
    """What the platform records of a conversation with the bot.

    `is_created`: whether the bot knows the conversation. `sequence`: the number of the next event.
    """

    is_created: bool = False
    sequence: int = 0


class LivePersonAccount:
    """Everything about the account that can change."""

    def __init__(self, waiting: Callable[[str], int]) -> None:
        """Start with the defaults; `waiting`: how many customers wait for a skill, by its name."""
        self._waiting = waiting
        self.reset()

    def reset(self) -> None:
        """Go back to the defaults: four skills, always on shift, nobody logged in."""
        self.skills = {skill_id: Skill(name) for skill_id, name in SKILL_NAMES.items()}
        self.domain = DomainSettings()
        self.shift = ShiftSettings()
        self.login = LoginSettings()
        self.escalation = EscalationSettings()
        self.bot = ThirdPartyBot()
        self.public_api = PublicAPISettings()
        self.queue_health = QueueHealthSettings()
        self.queues: dict[str, Queue] = {}
        self.commands: list[Any] = []
        self.last_command = 0
        self.public_sessions = Sessions()
        self.app_tokens: set[str] = set()
        self.queue_asked_at: float | None = None
        self.dialogs: dict[str, Dialog] = {}
        self.sessions = Sessions()
        self.namespaces = Namespaces()

    def shifts(self) -> dict[str, bool]:
        """Return whether somebody is on shift, by the name of the skill."""
        return {skill.name: skill.on_shift for skill in self.skills.values()}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Begin or end the shift of a skill; `back_ms`: when the next one begins, if known."""
        for skill in self.skills.values():
            if skill.name == name:
                skill.on_shift, skill.next_on, skill.next_off = on, back_ms, None

    def told_queues(self) -> dict[str, QueueFigures]:
        """Return what queue health tells of each skill's queue, by the skill's name."""
        return {skill.name: self._told(skill_id) for skill_id, skill in self.skills.items()}

    def queue_of(self, skill_id: str) -> Queue:
        """Return the queue of a skill: the one that was set, else who waits in the sandbox."""
        queue = self.queues.get(skill_id)
        return queue or Queue(people=self._waiting(self.skills[skill_id].name))

    @property
    def queues_are_set(self) -> bool:
        """Whether somebody has set a queue."""
        return bool(self.queues)

    def set_queues(self, figures: QueueFigures) -> None:
        """Set the queue of every skill; without figures, those who wait in the sandbox count."""
        if figures == QueueFigures():
            self.queues = {}
            return
        wait_ms = NO_DATA if figures.seconds is None else int(figures.seconds * 1000)
        self.queues = {skill: Queue(figures.people or 0, wait_ms) for skill in self.skills}

    def _told(self, skill_id: str) -> QueueFigures:
        if not self.queue_health.has_data:
            return QueueFigures()
        queue = self.queue_of(skill_id)
        seconds = None if queue.wait_ms == NO_DATA else queue.wait_ms / 1000
        return QueueFigures(None if queue.people == NO_DATA else queue.people, seconds)

    def as_json(self) -> dict[str, Any]:
        """Return what GET /state shows."""
        return {
            "account": ACCOUNT,
            "skills": {skill_id: asdict(skill) for skill_id, skill in self.skills.items()},
            "domain": self.domain.as_json(),
            "shift_status": self.shift.as_json(),
            "login": self.login.as_json(),
            "escalation": self.escalation.as_json(),
            "bot": self.bot.as_json(),
            "public_api": self.public_api.as_json(),
            "commands": [{"id": each.id, "state": each.state} for each in self.commands],
            "queue_health": self.queue_health.as_json(),
            "queues": {skill: asdict(queue) for skill, queue in self.queues.items()},
            "logins": [*self.sessions.as_json(), *self.public_sessions.as_json()],
            "namespaces": self.namespaces.names(),
        }
