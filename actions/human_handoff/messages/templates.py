"""Subject and body of the e-mail: ready-made in two languages, or a bot builder's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple, Protocol

from ..errors import ConfigurationError
from .message import Message, one_line, printed

_READY_MADE = Path(__file__).parent / "templates"
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SUBJECT = "Subject: "
NAMES = ("reference", "time", "skill", "channel", "name", "email", "phone", "call_at", "message")
# What the body of a callback must contain, beside the message.
OF_A_CALLBACK = ("phone", "call_at")
_NOT_KNOWN = "-"


class Template(NamedTuple):
    """A subject and a body with `{placeholders}`."""

    subject: str
    body: str


class TemplateSettings(Protocol):
    """The settings that choose a template."""

    @property
    def language(self) -> str | None:
        """The language of the ready-made one; None for that of the bot."""

    @property
    def template(self) -> str | None:
        """A file with another one."""

    @property
    def subject(self) -> str | None:
        """Another subject."""

    @property
    def body(self) -> str | None:
        """Another body."""


def template_of(
    settings: TemplateSettings, folder: Path, language: str = "en", *, of_a_callback: bool = False
) -> Template:
    """Return the subject and the body that the settings choose; a callback has ready-made ones.

    `language` is that of a ready-made one whose settings name none.

    Raises:
        OSError: The file cannot be read.
        UnicodeError: It is not UTF-8.
    """
    kind = "_callback" if of_a_callback else ""
    ready_made = _READY_MADE / f"{settings.language or language}{kind}.txt"
    file = folder / settings.template if settings.template else ready_made
    first, _, body = file.read_text(encoding="utf-8").partition("\n")
    subject = first.removeprefix(_SUBJECT)
    return Template(settings.subject or subject, settings.body or body.strip("\n") + "\n")


def check_template(
    settings: TemplateSettings, folder: Path, path: str, gets_callbacks: bool
) -> None:
    """Check that the template can be used.

    Raises:
        ConfigurationError: The file cannot be read, or a placeholder does not exist.
    """
    try:
        template = template_of(settings, folder, of_a_callback=gets_callbacks)
    except (OSError, ValueError):  # no text in UTF-8, or a character that no path has
        raise ConfigurationError(
            f"{path}.template is wrong: the file cannot be read as UTF-8. Check the path."
        ) from None
    unknown = [name for name in _PLACEHOLDER.findall("".join(template)) if name not in NAMES]
    if unknown:
        raise ConfigurationError(
            f"{path} is wrong: {{{unknown[0]}}} in the subject or the body stands for nothing. "
            f"Write one of {', '.join(f'{{{name}}}' for name in NAMES)}."
        )
    needed = ["message", *(OF_A_CALLBACK if gets_callbacks else ())]
    missing = [name for name in needed if f"{{{name}}}" not in template.body]
    if missing:
        raise ConfigurationError(f"{path} is wrong: the body does not contain {{{missing[0]}}}.")


def filled_in(template: Template, message: Message, reference: str) -> tuple[str, str]:
    """Return subject and body of a message: what a customer wrote is never read as a template."""
    lines = {
        "reference": reference,
        "time": message.time,
        "skill": one_line(message.skill),
        "channel": one_line(message.channel),
        "name": one_line(message.name or ""),
        "email": one_line(message.email or ""),
        "phone": message.phone or "",
        "call_at": one_line(message.call_at or ""),
        "message": one_line(message.text),
    }
    subject = _filled_in(template.subject, lines)
    body = _filled_in(template.body, lines | {"message": printed(message.text)})
    return one_line(subject), body


def _filled_in(template: str, values: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values[match[1]] or _NOT_KNOWN, template)
