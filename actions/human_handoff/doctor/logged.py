"""What the plugin warns of meanwhile, such as former names: findings, and no second log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ..findings import Finding, Level

_PLUGIN = __name__.rpartition(".doctor.")[0]


class _Warnings(logging.Handler):
    """Turns each record into a finding; a sentence that came before is left out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.findings: list[Finding] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        finding = Finding(Level.WARNING, record.getMessage())
        if finding not in self.findings:
            self.findings.append(finding)


@contextmanager
def logged_warnings() -> Iterator[list[Finding]]:
    """Return a list of what the plugin warns of; meanwhile it is not logged."""
    logger = logging.getLogger(_PLUGIN)
    handler, propagates = _Warnings(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield handler.findings
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates
