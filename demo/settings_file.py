"""Write `human_handoff.yml` for a running sandbox: the bot's own file with other addresses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sandbox.vendors import MANIFESTS

FILE = "human_handoff.yml"


def desks_in(settings: Path) -> list[str]:
    """Return the desks of this settings file, in the order in which the bot tries them."""
    return list(YAML(typ="safe", pure=True).load(settings.read_text(encoding="utf-8"))["desks"])


def write_settings(target: Path, root: Path, urls: Mapping[str, str], **overrides: Any) -> Path:
    """Copy the bot's settings file with the addresses of a running sandbox.

    Args:
        target: The file to write.
        root: The bot's folder.
        urls: The address of each of the sandbox's services, by the service's name.
        overrides: Other settings to change. Sections are merged: `shift_cache={"fresh_minutes":
            0}` leaves the rest of that section as it is. Any other value is replaced.
    """
    yaml = YAML(typ="safe", pure=True)
    settings = yaml.load((root / FILE).read_text(encoding="utf-8"))
    for manifest in MANIFESTS:
        if manifest.slug in settings:  # a new vendor may not have a section yet
            settings[manifest.slug]["urls"] = manifest.urls_section(urls)
    with target.open("w", encoding="utf-8") as file:
        yaml.dump(merged(settings, overrides), file)
    return target


def merged(base: Any, override: Any) -> Any:
    """Return settings with changes; sections are merged, any other value is replaced."""
    if not (isinstance(base, Mapping) and isinstance(override, Mapping)):
        return override
    changed = {key: merged(base.get(key), value) for key, value in override.items()}
    return {**base, **changed}
