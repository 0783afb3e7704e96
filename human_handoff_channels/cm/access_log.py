"""Keep the Event Endpoint's token out of the server's logs.

CM.com sends no header of ours to that endpoint, so the token is in its URL. Rasa 3.6 shows its
server's access log only with `LOG_LEVEL_LIBRARIES` and a logging configuration that shows it.
"""

from __future__ import annotations

import logging
import re

from .settings import CHANNEL

_QUERY = re.compile(rf"(/{CHANNEL}/[^\s?']*)\?[^\s']*")


class _QueryRemover(logging.Filter):
    """Removes the query from this channel's URLs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without the query."""
        request = getattr(record, "request", None)  # sanic's access log
        if isinstance(request, str):
            record.request = _QUERY.sub(r"\1", request)
        if isinstance(record.args, tuple):  # sanic's error log
            record.args = tuple(
                _QUERY.sub(r"\1", arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


QUERY_REMOVER = _QueryRemover()
