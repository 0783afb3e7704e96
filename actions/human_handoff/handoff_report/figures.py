"""Count requests; the memory that this needs hardly grows with their number."""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import date, datetime, tzinfo

from .request_record import RequestRecord, Result


class Figures:
    """The counts of some requests.

    Attributes:
        requests: How many there were.
        reasons: How many for each reason.
        answers: How many for each answer of the shift check, with its reason.
        results: How many for each result.
        attempts: How many attempts at each desk had each outcome.
        accepted: How many attempts the vendors accepted, those that failed later included.
        endings: How many conversations with agents ended in each way.
        solved: How many customers said that it was solved, and that it was not.
        seconds: The seconds to acceptance, eight bytes for each request that reached a desk.
        first_words: The seconds to the agent's first word, where they are known.
        days: How many requests, and how many that reached a desk, were made on each day.
        demand: How many requests were made in each hour of each weekday, Monday is 0.
        off_shift: How many of them found nobody on shift.
    """

    def __init__(self) -> None:
        """Begin to count at zero."""
        self.requests = 0
        self.reasons: Counter[str] = Counter()
        self.answers: Counter[tuple[str, str]] = Counter()
        self.results: Counter[Result] = Counter()
        self.attempts: Counter[tuple[str, str]] = Counter()
        self.accepted = 0
        self.endings: Counter[str] = Counter()
        self.solved: Counter[str] = Counter()
        self.seconds = array("d")
        self.first_words = array("d")
        self.days: Counter[tuple[date, bool]] = Counter()
        self.demand: Counter[tuple[int, int]] = Counter()
        self.off_shift: Counter[tuple[int, int]] = Counter()

    def add(self, record: RequestRecord, zone: tzinfo) -> None:
        """Count one request; its weekday and hour are those of the time zone."""
        asked = datetime.fromtimestamp(record.asked_at, zone)
        hour = (asked.weekday(), asked.hour)
        is_reached = record.result is Result.REACHED
        self.requests += 1
        self.reasons[record.reason] += 1
        self.answers[record.found, record.because] += 1
        self.results[record.result] += 1
        self.attempts.update(record.attempts)
        self.accepted += record.accepted
        self.days[asked.date(), is_reached] += 1
        self.demand[hour] += 1
        if record.result is Result.OFF_SHIFT:
            self.off_shift[hour] += 1
        if record.solved:
            self.solved[record.solved] += 1
        if record.seconds is not None:
            self.seconds.append(record.seconds)
            self.endings[record.ending] += 1
        if record.first_word_seconds is not None:
            self.first_words.append(record.first_word_seconds)
