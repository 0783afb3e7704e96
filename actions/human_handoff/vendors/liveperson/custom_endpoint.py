"""The transfer on LivePerson's Custom Endpoint: an action in the bot's own reply, not a call.

`human_handoff_channels/liveperson` translates the payload that is built here into LivePerson's
format.
https://developers.liveperson.com/third-party-bots-custom-endpoint-basic-content.html
"""

from __future__ import annotations

from string import Formatter
from typing import Any

from ...desk import Escalation
from ...errors import Problems
from ...pydantic_compat import SettingsModel

# `said_before` stands for the customer's last messages; bots' configurations use this name.
_PLACEHOLDERS = ("name", "email", "question", "intent", "said_before")


class CustomEndpointSettings(SettingsModel):
    """`custom_endpoint`: LivePerson calls this bot and reads the transfer in the bot's reply.

    Attributes:
        channels: The names of the Rasa channels on which LivePerson calls the bot.
        agent_id: The agent who should get the conversations, in addition to the skill.
        summary: Lines that only agents can read. A line is left out if the value of one of its
            placeholders is not known.
    """

    channels: list[str] = ["liveperson"]
    agent_id: str | None = None
    summary: list[str] = ["Name: {name}", "E-mail: {email}", "Asked: {said_before}"]


def check_summary(settings: CustomEndpointSettings | None, path: str) -> None:
    """Check the lines of the summary.

    Raises:
        ConfigurationError: A line contains a placeholder that does not exist.
    """
    problems = Problems()
    for number, template in enumerate(settings.summary if settings else ()):
        if not _is_valid(template):
            problems.add(
                f"{path}.custom_endpoint.summary.{number} is wrong: write text with "
                f"{', '.join('{' + name + '}' for name in _PLACEHOLDERS)} in it."
            )
    problems.raise_all()


def transfer_payload(
    settings: CustomEndpointSettings, escalation: Escalation, skill_name: str
) -> dict[str, Any]:
    """Return the payload for the channel.

    Args:
        settings: The section of the configuration.
        escalation: The request for a transfer.
        skill_name: LivePerson finds the skill by this name, and upper and lower case matter.
    """
    transfer = {"skill": skill_name}
    if settings.agent_id:
        transfer["agent"] = settings.agent_id
    payload: dict[str, Any] = {"transfer": transfer}
    lines = [line for template in settings.summary if (line := _filled(template, escalation))]
    if lines:
        payload["summary"] = lines
    return {"human_handoff": payload}


def _is_valid(template: str) -> bool:
    try:
        fields = [
            (name, spec, conversion) for _, name, spec, conversion in Formatter().parse(template)
        ]
    except ValueError:
        return False
    return all(
        name is None or (name in _PLACEHOLDERS and not spec and not conversion)
        for name, spec, conversion in fields
    )


def _filled(template: str, escalation: Escalation) -> str | None:
    values = {
        "name": escalation.contact.name,
        "email": escalation.contact.email,
        "question": escalation.question,
        "intent": escalation.intent,
        "said_before": " / ".join(escalation.last_messages),
    }
    names = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    return template.format(**values) if all(values[name] for name in names) else None
