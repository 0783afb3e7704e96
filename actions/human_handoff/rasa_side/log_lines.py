"""The plugin's lines in the action server's log: with time and level everywhere, JSON on request.

rasa-sdk 3.21 serves from a process that it has started anew, and configures the logging of the
first process alone. Python shows only warnings then, and without a time. Only the plugin's own
logger is touched, and not where the bot has configured that.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..handoff_events.event import utc_text
from ..handoff_events.sinks import DOCUMENT

# As rasa-sdk writes its own lines.
_FORMAT = "%(asctime)s %(levelname)-8s %(name)s  - %(message)s"
_PLUGIN = __name__.rpartition(".rasa_side")[0]
# Returns the key of the conversation for which an action runs.
_conversation: ContextVar[Callable[[], str] | None] = ContextVar("conversation", default=None)


class JSONLines(logging.Formatter):
    """Writes each line as a JSON object; the values of a handoff event stand in it by their names.

    A logging configuration of the bot's own can name it, too.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the object, on one line."""
        document: dict[str, Any] | None = getattr(record, DOCUMENT, None)
        message = record.getMessage()
        if document is not None:  # the words before it; what it says itself stands beside them
            message = message.partition(": {")[0]
        key = _conversation.get()
        line = {
            "time": utc_text(record.created),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
            **({"conversation": key()} if key is not None else {}),
            **(document or {}),
        }
        return json.dumps(line, default=str)


class _WhileNobodyElseWrites(logging.StreamHandler):  # type: ignore[type-arg] # since Python 3.11
    """Writes to standard error as long as there is no other handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line is to be written."""
        return not logging.getLogger().handlers and bool(super().filter(record))


@contextmanager
def lines_of(conversation: Callable[[], str]) -> Iterator[None]:
    """Let each JSON line that the block writes have the key of the conversation."""
    token = _conversation.set(conversation)
    try:
        yield
    finally:
        _conversation.reset(token)


def key_of_conversation() -> str:
    """Return the key of the conversation for which an action runs, for a line that names it."""
    key = _conversation.get()
    return key() if key is not None else "unknown"


def write_lines(log_format: str = "text") -> None:
    """Write the plugin's lines, unless the bot has configured the plugin's logger.

    As text they are written only where no other handler gets them; as JSON by the plugin alone.
    From INFO on, unless the level of other loggers says otherwise.
    """
    plugin = logging.getLogger(_PLUGIN)
    if plugin.handlers or plugin.level != logging.NOTSET or not plugin.propagate:
        return
    is_configured = plugin.hasHandlers()
    if log_format == "json":
        handler: logging.Handler = logging.StreamHandler()
        handler.setFormatter(JSONLines())
        plugin.propagate = False
    elif is_configured:
        return
    else:
        handler = _WhileNobodyElseWrites()
        handler.setFormatter(logging.Formatter(_FORMAT))
    plugin.addHandler(handler)
    if not is_configured:
        plugin.setLevel(logging.INFO)
