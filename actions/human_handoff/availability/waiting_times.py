"""How long customers wait for each skill, as the desks tell: never too old, never a guess.

A desk is asked at most once a minute for each skill, whatever the number of customers and servers.
A desk that fails or hangs is no reason to keep a customer waiting: then nothing is told.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

from ..desk import AgentDesk
from ..errors import ConfigurationError, VendorError, VendorResponseError
from ..instrumentation import Kind
from ..pydantic_compat import Field, SettingsModel
from ..shift import Waiting
from ..state_store import StateStore
from .desk_reports import DeskReports, Question, utc_now
from .published_reports import PublishedReports, StoredForm

logger = logging.getLogger(__name__)

# For so long an answer is used without asking again, if it is not too old before.
ASKED_EVERY = timedelta(seconds=60)
# No wait is that long, in seconds, and no queue.
MOST_SECONDS = 30 * 86400.0
MOST_PEOPLE = 1_000_000


class WaitingSettings(SettingsModel):
    """`waiting`: what customers are told of the waiting time, before the contact form.

    Attributes:
        tell: Whether they are told how long those who are in the queue have waited.
        offer_above_minutes: Above this wait they are asked whether to wait, to leave a message, or
            to go on with the bot, and they are told how long it is.
        fresh_minutes: An older figure is not told. Longer: the figure may no longer be true.
            Shorter than 1: often nothing is told, because the desk is asked once a minute at most.
        limit_seconds: How many seconds longer the check of the shift may take because of it.
            Shorter than the desk takes: this customer is told nothing of the wait.
    """

    tell: bool = True
    offer_above_minutes: float | None = Field(default=None, ge=0, le=24 * 60)
    fresh_minutes: float = Field(default=5, gt=0, le=60)
    limit_seconds: float = Field(default=2, gt=0, le=10)


def check_waiting(settings: WaitingSettings | None, path: str) -> None:
    """Check what the types cannot express; `path` is the section's.

    Raises:
        ConfigurationError: The section does nothing.
    """
    if settings is not None and not settings.tell and settings.offer_above_minutes is None:
        raise ConfigurationError(
            f"{path} does nothing: tell is false, and nothing is offered. Write "
            "offer_above_minutes, or take the section out."
        )


@dataclass(frozen=True)
class WaitingReport:
    """What a desk answered.

    Attributes:
        as_of: When it was asked.
        waiting: What it told; None if it does not tell.
    """

    as_of: datetime
    waiting: Waiting | None


def _to_json(report: WaitingReport) -> str:
    waiting = report.waiting
    told = waiting and [waiting.as_of.timestamp(), waiting.seconds, waiting.people]
    return json.dumps({"as_of": report.as_of.timestamp(), "told": told})


def _from_json(text: str) -> WaitingReport:
    stored: dict[str, Any] = json.loads(text)
    told, moment = stored["told"], partial(datetime.fromtimestamp, tz=timezone.utc)
    waiting = None if told is None else Waiting(moment(told[0]), told[1], told[2])
    return WaitingReport(moment(stored["as_of"]), waiting)


WAITING = StoredForm("waiting", "the waiting time is not shared", _to_json, _from_json)


class WaitingTimes:
    """Answers for every desk that tells, from memory where the answer is recent enough."""

    def __init__(
        self,
        desks: Mapping[str, AgentDesk],
        store: StateStore,
        settings: WaitingSettings,
        timeout: float,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the desks by their names, the store that servers share, and the rules.

        `timeout` is how many seconds a vendor call may take, however long the customer can wait.
        """
        self._desks = desks
        self._settings = settings
        self._fresh = timedelta(minutes=settings.fresh_minutes)
        self._clock = clock
        published = PublishedReports(WAITING, store, self._fresh.total_seconds(), timeout)
        self._reports = DeskReports(published, Kind.WAITING, timeout=timeout, clock=clock)

    async def waiting(self, desk_name: str, skill: str, seconds: float) -> Waiting | None:
        """Return how long customers of a skill wait; None where nobody tells, or not in time.

        Args:
            desk_name: The desk's name in the configuration.
            skill: The skill, as the bot builder calls it.
            seconds: How long the customer can wait at most, if `limit_seconds` is not less.
        """
        desk = self._desks[desk_name]
        if not desk.tells_waiting_time:
            return None
        entry = f"{desk_name}/{skill}"
        report = self._reports.latest(entry)
        is_recent = report is not None and self._reports.age(report) <= ASKED_EVERY
        limit = min(seconds, self._settings.limit_seconds)
        if not is_recent and limit > 0 and not self._reports.failed_recently(entry):
            await self._ask(entry, desk_name, skill, limit)
        return self._fresh_figure(entry)

    async def _ask(self, entry: str, desk_name: str, skill: str, seconds: float) -> None:
        desk = self._desks[desk_name]
        ask = partial(self._asked, desk, skill)
        try:
            question = Question(entry, desk_name, desk, ask, ASKED_EVERY)
            await self._reports.refreshed(question, seconds)
        except VendorError as error:
            self._reports.leave_alone(entry)  # one that hangs keeps no other customer waiting
            logger.warning("waiting time not known: %s", error)
        except Exception as error:  # noqa: BLE001 - a desk of a bot's own may raise anything
            logger.error("waiting time not known: the desk raised %s", type(error).__name__)

    def _asked(self, desk: AgentDesk, skill: str) -> WaitingReport:
        asked_at = self._clock()
        waiting = desk.waiting(skill)
        if waiting is None:
            return WaitingReport(asked_at, None)
        if waiting.as_of.tzinfo is None:
            raise VendorResponseError(desk.vendor, "the time of the queue has no time zone")
        if not _can_be(waiting):
            raise VendorResponseError(desk.vendor, "a figure of the queue cannot be")
        if waiting.as_of - asked_at > self._fresh:
            # Clocks differ a little; by more than this, nobody knows how old the figure is.
            raise VendorResponseError(desk.vendor, "the time of the queue is to come")
        return WaitingReport(asked_at, replace(waiting, as_of=min(waiting.as_of, asked_at)))

    def _fresh_figure(self, entry: str) -> Waiting | None:
        report = self._reports.latest(entry)
        waiting = report.waiting if report else None
        is_fresh = waiting is not None and self._clock() - waiting.as_of <= self._fresh
        return waiting if is_fresh else None


def _can_be(waiting: Waiting) -> bool:
    seconds, people = waiting.seconds, waiting.people
    is_whole = people is None or people == int(people)
    return is_whole and 0 <= (seconds or 0) < MOST_SECONDS and 0 <= (people or 0) < MOST_PEOPLE
