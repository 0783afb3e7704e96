"""The plugin's lines in the log of a server whose logging nobody has configured.

rasa-sdk 3.21 serves from a process that it has started anew, and configures the logging of the
first process alone. Python shows only warnings then, and without a time.
"""

from __future__ import annotations

import logging

# As rasa-sdk writes its own lines.
_FORMAT = "%(asctime)s %(levelname)-8s %(name)s  - %(message)s"
_PLUGIN = __name__.rpartition(".rasa_side")[0]


class _WhileNobodyElseWrites(logging.StreamHandler):  # type: ignore[type-arg] # since Python 3.11
    """Writes to standard error as long as there is no other handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is to be written."""
        return not logging.getLogger().handlers and bool(super().filter(record))


def write_lines() -> None:
    """Write the plugin's lines from INFO on, unless a handler or a level says otherwise."""
    plugin = logging.getLogger(_PLUGIN)
    if logging.getLogger().handlers or plugin.handlers or plugin.level != logging.NOTSET:
        return
    handler = _WhileNobodyElseWrites()
    handler.setFormatter(logging.Formatter(_FORMAT))
    plugin.addHandler(handler)
    plugin.setLevel(logging.INFO)
