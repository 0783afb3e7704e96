"""The configuration for a sandbox that runs: `human_handoff.yml` with other addresses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = "human_handoff.yml"
# For each desk what `urls` calls the sandbox's services, and where its addresses end.
SERVICES = {
    "liveperson": {"domains": "domain", "escalation": "escalation", "context_service": "context"},
    "cm": {"presence": "presence", "router": "router"},
    "parley": {"service_api": "parley"},
}
ENDS = {"service_api": "/serviceApi/v2.5"}


def desks_of(config: Path) -> list[str]:
    """The desks of a bot with this configuration, in the order in which it tries them."""
    return list(YAML(typ="safe", pure=True).load(config.read_text(encoding="utf-8"))["desks"])


def write_configuration(
    target: Path, root: Path, urls: Mapping[str, str], **overrides: Any
) -> Path:
    """Copy the bot's configuration, with a running sandbox's `urls` and other `overrides`.

    `overrides` are merged: `shift_cache={"fresh_minutes": 0}` leaves the rest of the section
    as it is. Anything but a mapping takes the place of what was there.
    """
    yaml = YAML(typ="safe", pure=True)
    settings = yaml.load((root / FILE).read_text(encoding="utf-8"))
    for desk, services in SERVICES.items():
        settings[desk]["urls"] = {
            setting: urls[service] + ENDS.get(setting, "") for setting, service in services.items()
        }
    with target.open("w", encoding="utf-8") as file:
        yaml.dump(_merged(settings, overrides), file)
    return target


def _merged(below: Any, above: Any) -> Any:
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    added = {key: _merged(below.get(key), value) for key, value in above.items()}
    return {**below, **added}
