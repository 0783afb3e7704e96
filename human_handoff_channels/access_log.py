"""Keep tokens and customers' ids out of the server's logs, where they stand in URLs.

CM.com sends no header of ours to its Event Endpoint, so that token is in the query. The platforms'
ids of conversations and users are in paths. Rasa 3.6 shows its server's access log only with
`LOG_LEVEL_LIBRARIES` and a logging configuration that shows it.
"""

from __future__ import annotations

import logging
import re

_URL = re.compile(r"(/(?:cm|liveperson|parley)/[^\s?']{0,2000})(?:\?[^\s']*)?")
_ID = re.compile(r"(/(?:conversations|users)/)[^/\s?']{1,1000}")


class _URLCleaner(logging.Filter):
    """Removes the query and the ids from the channels' URLs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, with clean URLs."""
        request = getattr(record, "request", None)  # sanic's access log
        if isinstance(request, str):
            record.request = _clean(request)
        if isinstance(record.args, tuple):  # sanic's error log
            record.args = tuple(_clean(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


_CLEANER = _URLCleaner()


def clean_server_logs() -> None:
    """Clean the URLs in Sanic's logs from now on."""
    for name in ("sanic.access", "sanic.error"):
        logging.getLogger(name).addFilter(_CLEANER)


def _clean(text: str) -> str:
    return _URL.sub(lambda url: _ID.sub(r"\1…", url[1]), text)
