"""The settings at the top of `human_handoff.yml`; each desk has its own section beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ..availability.next_opening import NextShiftSettings, check_next_shift
from ..availability.waiting_times import WaitingSettings, check_waiting
from ..durations import LONGEST_HOURS, LONGEST_MINUTES
from ..errors import ConfigurationError, Problems
from ..handoff_events.settings import EventsSettings, check_events
from ..handoff_metrics.worker_files import check_metrics
from ..messages.settings import MessagesSettings, check_messages
from ..pydantic_compat import Field, SettingsModel
from ..state_store import StateSettings
from ..unanswered.settings import UnansweredSettings, check_unanswered
from ..vendors import DESKS
from .contact_settings import ContactSettings
from .language import LanguageSettings, check_language
from .offers import OffersSettings, check_offers
from .return_settings import ReturnSettings
from .shift_cache_settings import ShiftCacheSettings, check_shift_cache

# A vendor's section that `desks` does not name is ignored, so that it can be switched on later.
VENDOR_NAMES = frozenset(DESKS)

# Rasa abandons a conversation's lock after 60 seconds; an answer must come well before that.
MAX_DEADLINE_SECONDS = 45


class SkillsSettings(SettingsModel):
    """`skills`: which of the desks' skills a request needs if nothing else chooses one.

    Attributes:
        default: The skill while the slot `human_handoff_skill` is empty.
        fallback: Tried once if the transfer to another skill failed. Without it only other desks
            are tried.
        desks: Skill → its desks in order, where they are not the desks of all skills.
    """

    default: str
    fallback: str | None = None
    desks: dict[str, list[str]] = {}


class HandoffSettings(SettingsModel):
    """The top of `human_handoff.yml`.

    Attributes:
        desks: Names of the desks, in the order in which they are tried.
        skills: Which of the desks' skills a request needs.
        language: What the bot speaks.
        contact: What the form asks the customer.
        shift_cache: How old a shift status may be.
        next_shift: How the next opening is written for the customer.
        state: Where servers keep what they must know together.
        events: Where handoff events are sent.
        log_format: Whether the plugin's lines in the log are text, or JSON objects.
        messages: Who gets the messages that customers leave where nobody can be reached; none can
            be left without it.
        waiting: What customers are told of the waiting time; nothing without it.
        offers: When the bot offers a person by itself; it never does without it.
        return_to_bot: What the bot says when agents give a conversation back.
        unanswered: What happens after a transfer while no agent has written.
        metrics: Whether the action server answers `GET /metrics`. Whoever can call the actions
            can read that, so it is off by default.
        unknown_means: What the bot assumes where nobody can tell whether somebody is on shift. With
            off_shift, no customer reaches an agent while the vendor does not tell; with on_shift,
            name and address are asked for and a transfer is tried, perhaps to a desk without
            anybody.
        deadline_seconds: How long the customer waits at most for the outcome of a turn. Shorter
            than the vendor takes: a transfer that is made counts as unconfirmed, and no other desk
            is tried. Longer: the customer reads nothing for that time while a vendor hangs.
        failures_announced: How many failed requests of a session are announced to the customer; the
            next one is the last, and no desk is asked again for `gave_up_minutes`. With 0 the first
            failure is the last.
        seconds_per_message: How long the transfer waits for each message the bot has sent since the
            customer's last one (LivePerson recommends two seconds), at most half of the time that
            is left. Shorter: the transfer may overtake these messages. Longer: each transfer takes
            longer by that.
        handed_over_hours: How long the bot stays silent after a transfer if nobody gives the
            conversation back. Then, at the customer's next message, it says that it is back.
            Shorter than the longest chats of the agents: the bot answers what the customer writes
            to an agent. Longer: a customer whom nobody gives back is not answered for so long.
        gave_up_minutes: How long the vendor is not asked again after too many failures, if no new
            session starts before. Longer: customers are refused although the vendor works again.
            Shorter: it is asked while it still fails, and customers read of one more failure.
        trigger_event: The value of `triggerEvent` in a response's metadata that asks for a human.
    """

    desks: list[str]
    skills: SkillsSettings
    language: LanguageSettings = LanguageSettings()
    contact: ContactSettings = ContactSettings()
    shift_cache: ShiftCacheSettings = ShiftCacheSettings()
    next_shift: NextShiftSettings = NextShiftSettings()
    state: StateSettings = StateSettings()
    events: EventsSettings = EventsSettings()
    log_format: Literal["text", "json"] = "text"
    messages: MessagesSettings | None = None
    return_to_bot: ReturnSettings = ReturnSettings()
    unanswered: UnansweredSettings = UnansweredSettings()
    waiting: WaitingSettings | None = None
    offers: OffersSettings | None = None
    metrics: bool = False
    unknown_means: Literal["off_shift", "on_shift"] = "off_shift"
    deadline_seconds: float = Field(default=10, gt=0, le=MAX_DEADLINE_SECONDS)
    failures_announced: int = Field(default=3, ge=0)
    seconds_per_message: float = Field(default=2, ge=0, le=MAX_DEADLINE_SECONDS)
    handed_over_hours: float = Field(default=24, gt=0, le=LONGEST_HOURS)
    gave_up_minutes: float = Field(default=60, gt=0, le=LONGEST_MINUTES)
    trigger_event: str = "human_handoff"

    def check_values(self, path: str) -> None:
        """Check what the types of the settings do not check; `path` is the file's path.

        Raises:
            ConfigurationError: Names the setting and what to write.
        """
        problems = Problems()
        problems.collect(lambda: _check_desks(self.desks, f"{path}: desks"))
        problems.collect(lambda: check_shift_cache(self.shift_cache, f"{path}: shift_cache"))
        problems.collect(lambda: check_language(self.language, f"{path}: language"))
        problems.collect(lambda: check_next_shift(self.next_shift, f"{path}: next_shift"))
        problems.collect(lambda: check_events(self.events, f"{path}: events"))
        problems.collect(
            lambda: check_messages(self.messages, f"{path}: messages", Path(path).parent)
        )
        problems.collect(lambda: check_waiting(self.waiting, f"{path}: waiting"))
        problems.collect(lambda: check_offers(self.offers, f"{path}: offers"))
        problems.collect(lambda: check_metrics(self.metrics, f"{path}: metrics"))
        problems.collect(lambda: _check_kept_events(self.events, self.state, path))
        problems.collect(lambda: _check_kept_messages(self.messages, self.state, path))
        problems.collect(
            lambda: check_unanswered(self.unanswered, self.state, self.handed_over_seconds, path)
        )
        problems.raise_all()

    @property
    def handed_over_seconds(self) -> float:
        """`handed_over_hours` in seconds."""
        return self.handed_over_hours * 3600

    @property
    def gave_up_seconds(self) -> float:
        """`gave_up_minutes` in seconds."""
        return self.gave_up_minutes * 60

    def desks_of(self, skill: str) -> list[str]:
        """Return the names of a skill's desks, in the order in which they are tried."""
        return self.skills.desks.get(skill, self.desks)

    def skill_at(self, desk: str) -> str:
        """Return a skill that a desk serves; the default one if it serves that."""
        candidates = (self.skills.default, *self.skills.desks)
        return next(
            (skill for skill in candidates if desk in self.desks_of(skill)), self.skills.default
        )


def known_desks() -> str:
    """Return the names of the vendors in this package, for an error text."""
    return ", ".join(sorted(VENDOR_NAMES))


def _check_desks(desks: list[str], path: str) -> None:
    if not desks:
        raise ConfigurationError(f"{path} is empty. Name at least one of {known_desks()}.")


def _check_kept_events(events: EventsSettings, state: StateSettings, path: str) -> None:
    if events.keep_days and state.url.get_secret_value().startswith("memory:"):
        raise ConfigurationError(
            f"{path}: events.keep_days is wrong: what `state.url` names is gone when the server "
            "ends, and no report can read it. Name an SQLite file or Redis there, or take the "
            "line out."
        )


def _check_kept_messages(
    messages: MessagesSettings | None, state: StateSettings, path: str
) -> None:
    if messages is not None and state.url.get_secret_value().startswith("memory:"):
        raise ConfigurationError(
            f"{path}: messages is wrong: what `state.url` names is gone when the server ends, and "
            "a message that was noted would be lost. Name an SQLite file or Redis there."
        )
