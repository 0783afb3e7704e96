"""All checks in their order: from what is written, to what the vendors say of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..bot_files import read_bot
from ..findings import Finding, not_checked
from ..handoff_settings.loader import examine
from ..vendor_http.response_dates import kept_dates
from .bot_checks import bot_findings
from .channels import channel_findings
from .clock import clock_findings
from .configuration import configuration_findings
from .desks import desk_findings
from .hours import hours_findings
from .logged import logged_warnings
from .stores import store_findings

_OFFLINE = not_checked("The desks, because of --offline.")


class Result(NamedTuple):
    """What one check has found."""

    check: str
    finding: Finding


def results(config: Path, bot_folder: Path, *, is_offline: bool) -> Iterator[Result]:
    """Yield what each check finds, as soon as it is known.

    Args:
        config: `human_handoff.yml`.
        bot_folder: The folder of the bot.
        is_offline: Whether no vendor is asked.
    """
    with logged_warnings() as warnings:
        told = 0
        for check, findings in _checks(config, bot_folder, is_offline):
            for finding in findings:
                yield Result(check, finding)
            for finding in warnings[told:]:
                yield Result(check, finding)
            told = len(warnings)


def _checks(
    config: Path, bot_folder: Path, is_offline: bool
) -> Iterator[tuple[str, Iterator[Finding]]]:
    examined = examine(config)
    bot = read_bot(bot_folder)
    yield "configuration", configuration_findings(examined, config)
    yield "bot", bot_findings(bot, examined)
    yield "channels", channel_findings(examined, bot)
    yield "state_store", store_findings(examined, config)
    if is_offline:
        yield "desks", iter([_OFFLINE])
    else:
        with kept_dates() as dates:
            yield "desks", desk_findings(examined.built)
        yield "clock", clock_findings(dates)
    yield "opening_hours", hours_findings(examined.built)
