"""Mail servers, a clock that stands still, and a state store that can be lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail_server import Certificate, MailServer, certificate, mail_server
from tests.unit.clock import Clock
from tests.unit.lost_store import LostStore


@pytest.fixture
def clock() -> Clock[float]:
    return Clock(1_000_000.0)


@pytest.fixture
def store(clock: Clock[float]) -> LostStore:
    return LostStore(clock, is_lost=False)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def mail(tls: Certificate) -> Iterator[MailServer]:
    with mail_server("starttls", tls) as server:
        yield server


@pytest.fixture
def folder() -> Path:
    return Path()
