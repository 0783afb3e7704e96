"""Mail servers, and a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail_server import Certificate, MailServer, mail_server, tls

__all__ = ["tls"]


@pytest.fixture
def mail(tls: Certificate) -> Iterator[MailServer]:
    with mail_server("starttls", tls) as server:
        yield server


@pytest.fixture
def folder() -> Path:
    return Path()
