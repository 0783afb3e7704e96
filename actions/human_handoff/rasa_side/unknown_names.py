"""Warn the bot builder of a channel or a skill because of whose name nobody is transferred.

Both come from outside: Rasa's `rest` reads the channel's name from the browser's request, and a bot
may set the slot of the skill from anything. So a name is shown only if it looks like one.
"""

from __future__ import annotations

import logging
import re

from ..errors import closest
from ..handoff_logic.known_names import KnownNames
from .log_lines import key_of_conversation

logger = logging.getLogger(__name__)

# The name of a class or a variable.
_NAME = re.compile(r"[a-z_]\w{0,31}", re.ASCII | re.IGNORECASE)
# So many skills are named; the others are counted.
_MOST_SKILLS = 8


def warn_of_channel(channel: str) -> None:
    """Say that no desk takes customers of a channel, and where to name it."""
    logger.warning(
        "no transfer in the conversation %s: no desk takes customers of the channel %s. If it "
        "carries the vendor's ids, name it under `channels` of the desk in human_handoff.yml.",
        key_of_conversation(),
        shown_name(channel),
    )


def warn_of_skill(skill: str, names: KnownNames) -> None:
    """Say that none of the desks that could take a request has its skill, and which there are."""
    known = sorted(names.skills)
    meant = closest(skill, known) if skill.isprintable() and skill not in known else ""
    more = len(known) - _MOST_SKILLS
    logger.warning(
        "no transfer in the conversation %s: no desk of this channel has the skill %s.%s "
        "human_handoff.yml has %s%s. Correct the slot human_handoff_skill, or write the skill "
        "under `skills` of a desk.",
        key_of_conversation(),
        skill if skill in known else shown_name(skill),
        meant,
        ", ".join(known[:_MOST_SKILLS]),
        f" and {more} more" if more > 0 else "",
    )


def shown_name(name: str) -> str:
    """Return a name that came from outside, or that it is not shown."""
    return name if _NAME.fullmatch(name) else "whose name is not shown"
