"""The Event Endpoint's token keeps out of the server's logs.

CM.com sends no header of ours there, so the token stands in the address. Rasa 3.6 hides its
server's access log unless `LOG_LEVEL_LIBRARIES` and a log configuration of one's own show it.
"""

from __future__ import annotations

import logging
import re

from .chat import CHANNEL

_QUERY = re.compile(rf"(/{CHANNEL}/[^\s?']*)\?[^\s']*")


class _QueryIsSecret(logging.Filter):
    """Cuts the query from this channel's addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without it."""
        request = getattr(record, "request", None)  # sanic's access log
        if isinstance(request, str):
            record.request = _QUERY.sub(r"\1", request)
        if isinstance(record.args, tuple):  # sanic's error log
            record.args = tuple(
                _QUERY.sub(r"\1", each) if isinstance(each, str) else each for each in record.args
            )
        return True


QUERY_IS_SECRET = _QueryIsSecret()
