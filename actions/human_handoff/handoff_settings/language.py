"""`language` in `human_handoff.yml`: what the bot speaks, and how a conversation chooses."""

from __future__ import annotations

from ..availability.next_opening import NextShiftSettings, TimeStyle, check_locale
from ..errors import ConfigurationError, Problems
from ..pydantic_compat import SettingsModel

# The slot of the plugin's domain that names a conversation's language, for a bot without one.
OWN_SLOT = "human_handoff_language"
# The languages in which the plugin has texts, and how the slot may name them. Rasa's conditions and
# this module ignore the case, so `NL` is `nl`.
SPELLINGS = {"en": ("en", "en-GB", "en-US"), "nl": ("nl", "nl-NL", "nl-BE")}


class LanguageSettings(SettingsModel):
    """`language`: what the bot speaks.

    Attributes:
        default: The bot's language, such as en or nl; with `slot` that of every conversation whose
            slot is empty or names another language.
        slot: The slot that chooses between en and nl, conversation by conversation; without it all
            are in `default`.
    """

    default: str = "en"
    slot: str | None = None

    @property
    def ready_made(self) -> str:
        """The one of the plugin's languages that is nearest to `default`."""
        return _base(self.default) if _base(self.default) in SPELLINGS else "en"

    def of_value(self, value: str | None) -> str:
        """Return the language of a conversation whose slot has this value."""
        return (named_language(value) if self.slot else None) or self.default


def named_language(value: object) -> str | None:
    """Return the one of the plugin's languages that a slot's value names; None for any other."""
    said = value.casefold() if isinstance(value, str) else ""
    known = (name for name, values in SPELLINGS.items() if said in map(str.casefold, values))
    return next(known, None)


def time_style(times: NextShiftSettings, settings: LanguageSettings, language: str) -> TimeStyle:
    """Return how times are written in a language.

    The section `next_shift` is for one language only: its `locale`'s, or else the default one.
    """
    locale = times.locale or settings.default
    if settings.slot is None or _base(locale) == _base(language):
        return TimeStyle(times.time_zone, locale, times.within_a_week, times.later)
    return TimeStyle(times.time_zone, language)


def check_language(settings: LanguageSettings, path: str) -> None:
    """Check what the types cannot express.

    Args:
        settings: The section.
        path: The section's path, for errors.

    Raises:
        ConfigurationError: `default` is no language, or `slot` is empty.
    """
    problems = Problems()
    problems.collect(lambda: check_locale(settings.default, f"{path}.default"))
    problems.collect(lambda: _check_slot(settings.slot, f"{path}.slot"))
    problems.raise_all()


def _check_slot(slot: str | None, path: str) -> None:
    if slot is not None and not slot.strip():
        raise ConfigurationError(
            f"{path} is empty. Name a slot of the bot's domain, or take the line out."
        )


def _base(locale: str) -> str:
    """Return the language of a locale: `nl` of `nl_BE`."""
    return locale.partition("_")[0].casefold()
