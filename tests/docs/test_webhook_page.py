"""docs/webhook.md: its example of settings, and its example of a receiver."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from actions.human_handoff.outbox.signed_post import signature
from actions.human_handoff.pydantic_compat import SecretStr
from tests.docs.documents import blocks, configured

PAGE = "docs/webhook.md"
SECRET, BODY = "0123456789abcdef", b'{"id":"a"}'


def test_the_example_of_settings_is_a_configuration(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "yaml")
    settings = configured([example], tmp_path, HUMAN_HANDOFF_EVENTS_SECRET=SECRET).settings
    assert settings.events.webhook is not None


@pytest.mark.parametrize(
    ("age", "body", "secret", "expected"),
    [
        (0, BODY, SECRET, True),
        (200, BODY, SECRET, True),
        (400, BODY, SECRET, False),
        (0, BODY + b" ", SECRET, False),
        (0, BODY, "another secret", False),
    ],
)
def test_the_example_of_a_receiver_tells_our_events_from_others(
    age: float, body: bytes, secret: str, expected: bool
) -> None:
    (example,) = blocks(PAGE, "python")
    page: dict[str, Any] = {}
    exec(example.text, page)  # noqa: S102 - the page's own program
    timestamp = str(int(time.time() - age))
    headers = {
        "X-Human-Handoff-Timestamp": timestamp,
        "X-Human-Handoff-Signature": signature(SecretStr(SECRET), timestamp, BODY),
    }

    assert page["is_genuine"](headers, body, secret) is expected
