"""Warnings of skills that are configured, but that the vendor does not know."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from .. import desk_checks
from ..desk import AgentDesk
from ..shift import ShiftReport

logger = logging.getLogger(__name__)


def unknown_skills(desk_name: str, desk: AgentDesk, report: ShiftReport) -> Iterator[str]:
    """Return a sentence for each configured skill that the vendor does not know.

    Args:
        desk_name: The desk's name in the configuration.
        desk: The desk.
        report: What the vendor reported.
    """
    for found in desk_checks.unknown_skills(desk, report):
        setting = f"{desk_name}.{found.settings[0]}"
        yield f"human_handoff.yml: {setting}: {found.text} {found.remedy}"


class UnknownSkills:
    """Logs a warning for each unknown skill: once, and again if it was known in between."""

    def __init__(self) -> None:
        self._warnings: dict[str, set[str]] = {}

    def compare(self, desk_name: str, desk: AgentDesk, report: ShiftReport) -> None:
        """Compare a report with the configured skills of its desk."""
        warnings = set(unknown_skills(desk_name, desk, report))
        self._log(desk_name, warnings)
        self._warnings[desk_name] = warnings

    def note(self, desk_name: str, desk: AgentDesk, skill: str, key: str) -> None:
        """Note that a report lacks the skill of a request.

        Args:
            desk_name: The desk's name in the configuration.
            desk: The desk.
            skill: The skill, as the bot builder or the slot `human_handoff_skill` calls it.
            key: The vendor's key of the skill.
        """
        known = self._warnings.setdefault(desk_name, set())
        if any(
            text.startswith(f"human_handoff.yml: {desk_name}.skills.{skill}: ") for text in known
        ):
            return
        text = (
            f"{desk_name}: {desk.vendor} does not report the skill {skill} ({key}). Check "
            f"{desk_name}.skills in human_handoff.yml and the slot human_handoff_skill."
        )
        self._log(desk_name, {text})
        known.add(text)

    def _log(self, desk_name: str, warnings: set[str]) -> None:
        for text in sorted(warnings - self._warnings.get(desk_name, set())):
            logger.warning("%s", text)
