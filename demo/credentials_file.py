"""Write `credentials.yml` for a running sandbox: every vendor's channel, and Rasa's REST."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from actions.human_handoff.bot_setup.channel_sentences import channel_sentences
from sandbox.vendors import MANIFESTS


def write_credentials(
    target: Path,
    urls: Mapping[str, str],
    state_url: str | None = None,
    languages: Sequence[str] = (),
) -> Path:
    """Write a `credentials.yml` with which customers of the sandbox reach the bot.

    Args:
        target: The file to write.
        urls: The address of each of the sandbox's services, by the service's name.
        state_url: The channels' state store; by default an SQLite file beside `target`.
        languages: What the bot speaks, the default one first, if it is not English alone.
    """
    state = {"url": state_url or f"sqlite:///{target.with_name('channels.db').resolve()}"}
    channels = {
        each.channel_class: each.credentials_section(urls)
        | {"state": state}
        | (_own_sentences(each.slug, languages) if languages else {})
        for each in MANIFESTS
    }
    # Every JSON document is a YAML document, too.
    target.write_text(json.dumps({"rest": None, **channels}), encoding="utf-8")
    return target


def _own_sentences(vendor: str, languages: Sequence[str]) -> dict[str, Any]:
    """Return what a channel says itself; LivePerson's says more than the others."""
    sentences = channel_sentences(languages)
    if vendor == "liveperson":
        return {"texts": sentences}
    return {name: sentences[name] for name in ("failed", "not_understood")}
