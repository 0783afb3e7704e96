"""Write `credentials.yml` for a running sandbox: every vendor's channel, and Rasa's REST."""

import json
from collections.abc import Mapping
from pathlib import Path

from sandbox.vendors import MANIFESTS


def write_credentials(target: Path, urls: Mapping[str, str], state_url: str | None = None) -> Path:
    """Write a `credentials.yml` with which customers of the sandbox reach the bot.

    Args:
        target: The file to write.
        urls: The address of each of the sandbox's services, by the service's name.
        state_url: The channels' state store; by default an SQLite file beside `target`.
    """
    state = {"url": state_url or f"sqlite:///{target.with_name('channels.db').resolve()}"}
    channels = {
        each.channel_class: each.credentials_section(urls) | {"state": state} for each in MANIFESTS
    }
    # Every JSON document is a YAML document, too.
    target.write_text(json.dumps({"rest": None, **channels}), encoding="utf-8")
    return target
