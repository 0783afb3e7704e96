"""A `human_handoff.yml` in the working directory, and the error of one that is wrong."""

from __future__ import annotations

import json
import textwrap
import traceback
from pathlib import Path

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.handoff_settings.loader import load

FILE = "human_handoff.yml"


def write(values: object, name: str = FILE) -> Path:
    """Write a file: text, bytes, or settings as JSON, which is YAML as well."""
    path = Path(name)
    path.parent.mkdir(exist_ok=True, parents=True)
    if not isinstance(values, bytes):
        text = textwrap.dedent(values) if isinstance(values, str) else json.dumps(values)
        values = text.encode()
    path.write_bytes(values)
    return path


def refusal(path: Path | None = None, **environ: str) -> str:
    """Return the error of a file; the secret `hunter2` must not be in its traceback."""
    with pytest.raises(ConfigurationError) as caught:
        load(path, environ)
    error = caught.value
    printed = traceback.format_exception(type(error), error, error.__traceback__)
    assert "hunter2" not in "".join(printed)
    return str(error)
