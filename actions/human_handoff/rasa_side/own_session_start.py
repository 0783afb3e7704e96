"""The bot's own `action_session_start`, where it has one that is not derived from the plugin's.

rasa-sdk serves one action of a name: of two classes the one that it registers last, and that
depends on their modules and bases. The plugin's calls the bot's, so it is always the bot's that
runs.
"""

from __future__ import annotations

import inspect
import logging
from functools import lru_cache

from rasa_sdk.interfaces import Action
from rasa_sdk.utils import all_subclasses

logger = logging.getLogger(__name__)

# rasa-sdk registers no classes of these modules.
_NOT_REGISTERED = ("rasa.", "rasa_sdk.", "rasa_core.", "rasa_core_sdk.")
# An attribute of the plugin's class and of all that are derived from it.
MARK = "is_of_handoff"


def own_session_start(ours: type[Action], name: str) -> type[Action] | None:
    """Return the bot's own class for an action; None without one, which is as it should be.

    The log names both classes once.
    """
    every = [each for each in all_subclasses(Action) if _is_own(each, name)]
    if not every:
        return None
    own: type[Action] = every[-1]  # of several, rasa-sdk serves this one
    _warn(_named(own), _named(ours), name)
    return own


def _is_own(action: type[Action], name: str) -> bool:
    is_registered = not inspect.isabstract(action) and not action.__module__.startswith(
        _NOT_REGISTERED
    )
    return is_registered and not hasattr(action, MARK) and _name_of(action) == name


def _name_of(action: type[Action]) -> str | None:
    try:
        # Not an instance that is made as the bot means it: rasa-sdk makes that one.
        return action.__new__(action).name()
    except Exception:  # noqa: BLE001 - whatever a bot's code needs for it
        return None


def _named(action: type[Action]) -> str:
    return f"{action.__module__}.{action.__qualname__}"


@lru_cache(maxsize=8)
def _warn(own: str, ours: str, name: str) -> None:
    logger.warning(
        "%s exists twice: %s is used, and %s is not. So a session that begins while an agent has "
        "the conversation wakes the bot. Derive your class from the handoff's SessionStart: "
        "docs/install.md shows how.",
        name,
        own,
        ours,
    )
