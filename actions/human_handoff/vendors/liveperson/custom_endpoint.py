"""The transfer on LivePerson's Custom Endpoint: an action in the bot's own answer, and no call.

`human_handoff_channels/liveperson` turns what is returned here into LivePerson's format.
https://developers.liveperson.com/third-party-bots-custom-endpoint-basic-content.html
"""

from __future__ import annotations

from string import Formatter
from typing import Any

from ...desk import Escalation
from ...errors import ConfigurationError
from ...pydantic_compat import SettingsModel

_WORDS = ("name", "email", "question", "intent", "said_before")


class CustomEndpointSettings(SettingsModel):
    """`custom_endpoint`: LivePerson calls this bot, and reads the transfer in its answer.

    Attributes:
        channels: The names of Rasa's channels on which it is so.
        agent_id: An agent who should get the chats, beside the skill.
        summary: Lines that only agents read; one whose words are not known is left out.
    """

    channels: list[str] = ["liveperson"]
    agent_id: str | None = None
    summary: list[str] = ["Name: {name}", "E-mail: {email}", "Asked: {said_before}"]


def check_summary(settings: CustomEndpointSettings | None, path: str) -> None:
    """Check the lines of the summary.

    Raises:
        ConfigurationError: One asks for a word that there is not.
    """
    for number, line in enumerate(settings.summary if settings else ()):
        if not _is_known(line):
            raise ConfigurationError(
                f"{path}.custom_endpoint.summary.{number} is wrong: write text with "
                f"{', '.join('{' + word + '}' for word in _WORDS)} in it."
            )


def transfer(settings: CustomEndpointSettings, asked: Escalation, skill: str) -> dict[str, Any]:
    """Return what the channel is told; LivePerson matches a skill by its name, case and all."""
    agent = {"agent": settings.agent_id} if settings.agent_id else {}
    lines = [line for template in settings.summary if (line := _filled(template, asked))]
    told: dict[str, Any] = {"transfer": {"skill": skill, **agent}}
    return {"human_handoff": {**told, **({"summary": lines} if lines else {})}}


def _is_known(line: str) -> bool:
    try:
        fields = [(name, form, way) for _, name, form, way in Formatter().parse(line)]
    except ValueError:
        return False
    return all(
        name is None or (name in _WORDS and not form and not way) for name, form, way in fields
    )


def _filled(template: str, asked: Escalation) -> str | None:
    known = {
        "name": asked.contact.name,
        "email": asked.contact.email,
        "question": asked.question,
        "intent": asked.intent,
        "said_before": " / ".join(asked.last_messages),
    }
    wanted = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    return template.format(**known) if all(known[name] for name in wanted) else None
