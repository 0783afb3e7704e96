"""The imitated account: its credentials, skills and settings, all of them made up."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from ...serving.settings_route import shown
from .namespaces import Namespaces
from .sessions import Sessions

ACCOUNT = "12345678"
BOT_USER = "rasa-bot"
OAUTH1_LOGIN = {
    "appKey": "sandbox-app-key",
    "secret": "sandbox-secret",
    "accessToken": "sandbox-access-token",
    "accessTokenSecret": "sandbox-access-token-secret",
}
OAUTH2_LOGIN = {"appKey": "sandbox-client-id", "secret": "sandbox-client-secret"}
DEVELOPER_KEY = "sandbox-developer-key"
API_KEY = "sandbox-api-key"
CHAT_BOT_ID = "sandbox-chat-bot"
SKILL_NAMES = {
    "2438093750": "Human",
    "2438093710": "Billing",
    "2438093720": "Account",
    "2438093730": "Offers",
}

DomainShape: TypeAlias = Literal["object", "list", "collection"]
ShiftShape: TypeAlias = Literal["live", "documented", "absent", "old"]


@dataclass
class Skill:
    """A skill and its shift; times are epoch milliseconds, null for a shift without an end."""

    name: str
    on_shift: bool = True
    next_on: int | None = None
    next_off: int | None = None


@dataclass
class DomainSettings:
    """Body of PUT /liveperson/domain: how the Domain API answers, and which services it lists."""

    shape: DomainShape = "object"
    services: list[str] = field(
        default_factory=lambda: ["agentVep", "shiftstatus", "asyncMessagingEnt", "sentinel"]
    )


@dataclass
class ShiftSettings:
    """Body of PUT /liveperson/shift-status: as captured live, or as one of the documents has it."""

    shape: ShiftShape = "live"


@dataclass
class LoginSettings:
    """Body of PUT /liveperson/login.

    `interval_seconds` is how far apart two logins of a user must be; the vendor wants 5 s, 0
    switches it off. `session_ttl_ms` is reported as `sessionTTl`, and enforced.
    """

    interval_seconds: float = 0.0
    session_ttl_ms: int = 28_800_000


@dataclass
class EscalationSettings:
    """Body of PUT /liveperson/escalation: what an accepted escalation answers.

    Assumption: LivePerson documents neither status nor body.
    """

    status: int = 200
    body: object = field(default_factory=lambda: {"success": True, "message": "accepted"})


@dataclass
class ThirdPartyBot:
    """Body of PUT /liveperson/bot: the bot as Third-Party Bots has it, and the platform's patience.

    `claims` change or add to those of the token, null takes one out. LivePerson gives the bot 60
    seconds, three times; its general retry policy has pauses of some seconds between.
    `escalates_unreachable`: whether a bot that failed loses the conversation to the default skill.
    """

    base_path: str = "/webhooks/liveperson"
    bot_id: str = "sandbox-bot"
    environment: str = "draft"
    default_skill: str = "Human"
    claims: dict[str, object] = field(default_factory=dict)
    attempts: int = 3
    timeout_seconds: float = 60.0
    pause_seconds: float = 0.0
    escalates_unreachable: bool = False


@dataclass
class Dialog:
    """What the platform knows of a conversation: whether the bot has it, and how far it is."""

    is_created: bool = False
    sequence: int = 0


class World:
    """Everything about the account that can change."""

    def __init__(self) -> None:
        """Start with the defaults."""
        self.reset()

    def reset(self) -> None:
        """Back to the defaults: four skills, always on shift, nobody logged in."""
        self.skills = {skill_id: Skill(name) for skill_id, name in SKILL_NAMES.items()}
        self.domain = DomainSettings()
        self.shift = ShiftSettings()
        self.login = LoginSettings()
        self.escalation = EscalationSettings()
        self.bot = ThirdPartyBot()
        self.dialogs: dict[str, Dialog] = {}
        self.sessions = Sessions()
        self.namespaces = Namespaces()

    def shifts(self) -> dict[str, bool]:
        """The skills by name."""
        return {skill.name: skill.on_shift for skill in self.skills.values()}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Begin or end the shift of a skill; `back_ms`: when the next one begins, if known."""
        for skill in self.skills.values():
            if skill.name == name:
                skill.on_shift, skill.next_on, skill.next_off = on, back_ms, None

    def as_json(self) -> dict[str, Any]:
        """What GET /state shows."""
        return {
            "account": ACCOUNT,
            "skills": {skill_id: asdict(skill) for skill_id, skill in self.skills.items()},
            "domain": asdict(self.domain),
            "shift_status": asdict(self.shift),
            "login": asdict(self.login),
            "escalation": asdict(self.escalation),
            "bot": shown(self.bot),
            "logins": self.sessions.as_json(),
            "namespaces": self.namespaces.names(),
        }
