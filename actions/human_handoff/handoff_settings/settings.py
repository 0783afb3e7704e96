"""What may stand at the top of `human_handoff.yml`; each desk has a section of its own."""

from __future__ import annotations

from typing import Literal

from ..pydantic_compat import Field, SettingsModel

# Rasa gives a conversation up after 60 seconds; an answer must come well before.
LONGEST_DEADLINE_SECONDS = 45
# What was so last week says nothing of today.
LONGEST_AGE_MINUTES = 7 * 24 * 60


class SkillsSettings(SettingsModel):
    """`skills`: which of the desks' skills is meant where nobody said.

    Attributes:
        default: The skill where the slot `human_handoff_skill` is empty.
        fallback: Tried once when the transfer to another skill failed.
        desks: Skill → its desks in their order, where they are not those of all skills.
    """

    default: str
    fallback: str | None = None
    desks: dict[str, list[str]] = {}


class ContactSettings(SettingsModel):
    """`contact`: what the form asks.

    Attributes:
        ask: What is asked, in this order.
        may_refuse: Whether the customer may keep it to themselves.
        refusals: Intents that say so; at the form's questions only.
        interruptions: Intents that are answered in the middle of the form. Each needs a rule
            that answers and returns to the form.
        certainty: How sure Rasa must be of such an intent, 0 to 1: a name is no question.
        bad_emails: How many addresses that cannot be are asked again.
        after_bad_emails: "transfer" goes on without an address, "stop" ends the request.
    """

    ask: list[Literal["name", "email"]] = ["name", "email"]
    may_refuse: bool = True
    refusals: list[str] = ["human_handoff_refuse", "deny"]
    interruptions: list[str] = []
    certainty: float = Field(default=0.8, ge=0, le=1)
    bad_emails: int = Field(default=3, ge=1)
    after_bad_emails: Literal["transfer", "stop"] = "transfer"


class ShiftCacheSettings(SettingsModel):
    """`shift_cache`: up to which age a shift status needs no question, or stands in for one."""

    fresh_minutes: float = Field(default=15, ge=0, le=LONGEST_AGE_MINUTES)
    usable_minutes: float = Field(default=60, ge=0, le=LONGEST_AGE_MINUTES)


class NextShiftSettings(SettingsModel):
    """`next_shift`: how "open again Monday at 09:00" is written.

    Attributes:
        time_zone: The customers' time zone, such as Europe/Amsterdam.
        locale: Their language, such as en or nl.
        within_a_week: Unicode date pattern (CLDR) for a moment less than six days away.
        later: The same for other moments.
    """

    time_zone: str = "UTC"
    locale: str = "en"
    within_a_week: str = "EEEE 'at' HH:mm"
    later: str = "EEEE d MMMM 'at' HH:mm"


class HandoffSettings(SettingsModel):
    """The top of `human_handoff.yml`; each desk has a section of its own beside it.

    Attributes:
        desks: Names of the desks, in the order in which they are tried.
        unknown_means: What a bot does when nobody can tell whether somebody is on shift.
        failures_announced: How often a failed transfer is announced; the next is the last.
        seconds_per_message: How long the transfer waits for each message the bot has said
            since the customer spoke (LivePerson recommends two seconds).
        trigger_event: The value of `triggerEvent` in an answer's metadata that asks for a human.
    """

    desks: list[str]
    skills: SkillsSettings
    contact: ContactSettings = ContactSettings()
    shift_cache: ShiftCacheSettings = ShiftCacheSettings()
    next_shift: NextShiftSettings = NextShiftSettings()
    unknown_means: Literal["off_shift", "on_shift"] = "off_shift"
    deadline_seconds: float = Field(default=10, gt=0, le=LONGEST_DEADLINE_SECONDS)
    failures_announced: int = Field(default=3, ge=0)
    seconds_per_message: float = Field(default=2, ge=0)
    trigger_event: str = "human_handoff"

    def desks_of(self, skill: str) -> list[str]:
        """Return the names of a skill's desks, in the order in which they are tried."""
        return self.skills.desks.get(skill, self.desks)

    def skill_at(self, desk: str) -> str:
        """Return a skill that a desk serves; the default one if it does."""
        served = (self.skills.default, *self.skills.desks)
        return next((each for each in served if desk in self.desks_of(each)), self.skills.default)
