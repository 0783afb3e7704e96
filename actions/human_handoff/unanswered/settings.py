"""`unanswered` in `human_handoff.yml`: what happens while no agent has written."""

from __future__ import annotations

from ..durations import seconds_of
from ..errors import ConfigurationError, Problems
from ..pydantic_compat import SettingsModel
from ..state_store import StateSettings


class UnansweredSettings(SettingsModel):
    """The section.

    Attributes:
        nobody_came_after: How long after a transfer the bot takes a conversation back in which no
            agent has written, such as `3m`; by default never. Shorter than agents need in a busy
            hour: customers lose their place in the queue. Longer: they wait so long before they
            hear that nobody came.
        agents_heard_on: The Rasa channels on which the bot is told when agents write. On these
            alone it takes a conversation back.
    """

    nobody_came_after: str | None = None
    agents_heard_on: list[str] = []

    @property
    def seconds(self) -> int | None:
        """`nobody_came_after` in seconds."""
        return None if self.nobody_came_after is None else seconds_of(self.nobody_came_after)


def check_unanswered(
    settings: UnansweredSettings, state: StateSettings, longest: float, path: str
) -> None:
    """Check the section; `longest` is how long the bot stays silent after a transfer, in seconds.

    Raises:
        ConfigurationError: Names the setting and what to write.
    """
    problems = Problems()
    section = f"{path}: unanswered"
    if settings.nobody_came_after is not None:
        problems.collect(_check_limit, settings, longest, f"{section}.nobody_came_after")
        problems.collect(_check_channels, settings, f"{section}.agents_heard_on")
    if settings.agents_heard_on and state.url.get_secret_value().startswith("memory:"):
        problems.add(
            f"{section}.agents_heard_on is wrong: what `state.url` names is gone when the server "
            "ends, and no other server knows it. Name an SQLite file or Redis there."
        )
    problems.raise_all()


def _check_limit(settings: UnansweredSettings, longest: float, setting: str) -> None:
    if settings.seconds is None:
        raise ConfigurationError(f"{setting} is wrong: write it like 3m, 90s or 1h.")
    if settings.seconds >= longest:
        raise ConfigurationError(f"{setting} is wrong: it must be less than handed_over_hours.")


def _check_channels(settings: UnansweredSettings, setting: str) -> None:
    if not settings.agents_heard_on:
        raise ConfigurationError(
            f"{setting} is empty, and nobody_came_after needs it: without it the bot would take "
            "chats from agents who are writing. Name the Rasa channels on which the bot is told "
            "when agents write; docs/unanswered.md says how."
        )
