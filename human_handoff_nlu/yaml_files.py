"""Read the data files of this package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def read_yaml(file: Path) -> Any:
    """Return what a YAML file contains."""
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))
