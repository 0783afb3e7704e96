"""Former names in a bot's files, so that the plugin can say what they are called now."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from ..bot_files.plugin_files import PluginFiles
from .channel_names import credential_channels

logger = logging.getLogger(__name__)

# Settings of human_handoff.yml. The former name still works.
SETTINGS = {"shift_board": "shift_cache"}
# The channels' folder was called `channels`, which is also the name of Django Channels.
_FORMER_CHANNEL = re.compile(r"channels\.(cm\.CM|liveperson\.LivePerson|parley\.Parley)Input")


def with_new_names(values: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the settings under their present names, with one warning for each former name.

    Args:
        values: The whole of `human_handoff.yml`.
        path: The file's path, for the warning.
    """
    desks = values.get("desks")
    for former, present in SETTINGS.items():
        is_desk = isinstance(desks, list) and former in desks
        if former in values and present not in values and not is_desk:
            logger.warning("%s: %s is called %s now. Rename it.", path, former, present)
            values = {present if name == former else name: values[name] for name in values}
    return values


def warn_of_former_channels(credentials: Path) -> None:
    """Warn of channels that `credentials.yml` names by the former name of their folder.

    Rasa itself only says that it cannot find such a channel.
    """
    for name in credential_channels(credentials):
        if _FORMER_CHANNEL.fullmatch(name):
            logger.warning(
                "%s: the channel %s is called %s now. Rename it, and remove the folder channels.",
                credentials,
                name,
                name.replace("channels", PluginFiles().channels, 1),
            )
