"""Every metric, with its labels; `docs/metrics.md` explains them.

The values of all labels are from closed lists: the words of handoff events, the configured desks,
and the vendors' hosts and calls.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import product

from ..handoff_events.vocabulary import OTHER, Because, Ending, Outcome, RequestReason
from ..shift import ShiftStatus

PREFIX = "human_handoff_"
SECONDS_OF_A_CALL = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0)
# The limits of `shift_cache` are among them by default.
SECONDS_OF_A_REPORT = (10.0, 60.0, 300.0, 900.0, 1800.0, 3600.0, 10_800.0, 86_400.0)

_ON, _OFF, _UNKNOWN = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT, ShiftStatus.UNKNOWN
# What a check can find, and why.
FINDINGS = (
    *product((_ON, _OFF, _UNKNOWN), (Because.REPORTED, Because.OUT_OF_DATE)),
    (_OFF, Because.OPENING_HOURS),
    (_UNKNOWN, Because.VENDOR_ERROR),
    (_UNKNOWN, Because.SKILL_NOT_FOUND),
    (_UNKNOWN, Because.NO_DESK),
    (_UNKNOWN, Because.GAVE_UP),
    (_UNKNOWN, Because.ERROR),
)
# What can become of an attempt at once.
OUTCOMES = (
    Outcome.ACCEPTED,
    Outcome.REFUSED,
    Outcome.UNREACHABLE,
    Outcome.UNCONFIRMED,
    Outcome.NOT_POSSIBLE,
)


class Instruments:
    """The metrics of one process.

    Attributes:
        desks: The names of the configured desks.
        registry: Tells the values of all metrics of this process.
    """

    def __init__(self, desks: Collection[str]) -> None:
        """Create all metrics; what can be counted begins at zero, so that the first is seen."""
        # An optional package: rasa-sdk 3.21 imports this module also where it is missing.
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.desks = frozenset(desks)
        self.registry = CollectorRegistry()
        self.requests = Counter(
            f"{PREFIX}requests_total",
            "Requests for a person, by why they were made and what was found.",
            ["reason", "found", "because"],
            registry=self.registry,
        )
        self.attempts = Counter(
            f"{PREFIX}attempts_total",
            "Attempts of a transfer, by desk and what became of them at once.",
            ["desk", "outcome"],
            registry=self.registry,
        )
        self.failed_later = Counter(
            f"{PREFIX}failed_later_total",
            "Transfers that the vendor accepted and that failed later: untrue promises.",
            ["desk"],
            registry=self.registry,
        )
        self.cancelled = Counter(
            f"{PREFIX}cancelled_total",
            "Requests that the customer cancelled in the contact form.",
            registry=self.registry,
        )
        self.messages = Counter(
            f"{PREFIX}messages_total",
            "Messages and callbacks that customers left, by whether they are in the state store.",
            ["step"],
            registry=self.registry,
        )
        self.choices = Counter(
            f"{PREFIX}choices_total",
            "Customers who were asked whether to wait, by why and what they chose.",
            ["occasion", "choice"],
            registry=self.registry,
        )
        self.offers = Counter(
            f"{PREFIX}offers_total",
            "Persons that the bot has offered by itself, and offers that were declined.",
            ["step"],
            registry=self.registry,
        )
        self.solved = Counter(
            f"{PREFIX}solved_total",
            "Customers who told whether agents had solved it, by desk and answer.",
            ["desk", "step"],
            registry=self.registry,
        )
        self.endings = Counter(
            f"{PREFIX}endings_total",
            "Conversations that became the bot's again, by desk and how.",
            ["desk", "ending"],
            registry=self.registry,
        )
        self.shift_answers = Counter(
            f"{PREFIX}shift_answers_total",
            "Answers whether somebody is on shift, by desk, status and where it comes from.",
            ["desk", "status", "because"],
            registry=self.registry,
        )
        self.report_age = Histogram(
            f"{PREFIX}shift_report_age_seconds",
            "Age of the vendor's report that an answer was taken from.",
            ["desk"],
            registry=self.registry,
            buckets=SECONDS_OF_A_REPORT,
        )
        self.vendor_calls = Histogram(
            f"{PREFIX}vendor_call_seconds",
            "Duration of HTTP requests to vendors, by what was asked and what came of it.",
            ["vendor", "operation", "result"],
            registry=self.registry,
            buckets=SECONDS_OF_A_CALL,
        )
        self.host_left_alone = Gauge(
            f"{PREFIX}host_left_alone",
            "1 from when a host keeps failing, and is hardly called, until a call has succeeded.",
            ["host"],
            registry=self.registry,
            multiprocess_mode="livemax",
        )
        self.waiting_in_memory = Gauge(
            f"{PREFIX}events_waiting_in_memory",
            "Handoff events that wait in this server until the state store takes them.",
            ["sink"],
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.given_up = Counter(
            f"{PREFIX}events_given_up_total",
            "Handoff events that a sink gave up: it has not got them, but for some whose outcome "
            "the state store did not tell.",
            ["sink"],
            registry=self.registry,
        )
        self._begin_at_zero()

    def known_desk(self, name: object) -> str:
        """Return the label's value of a desk."""
        return name if isinstance(name, str) and name in self.desks else OTHER

    def _begin_at_zero(self) -> None:
        for reason, (found, because) in product(RequestReason, FINDINGS):
            self.requests.labels(reason.value, found.value, because.value)
        # The last conversations of a desk that was taken out still end, or fail.
        for desk in (*self.desks, OTHER):
            self.failed_later.labels(desk)
            for outcome in OUTCOMES:
                self.attempts.labels(desk, outcome.value)
            for ending in Ending:
                self.endings.labels(desk, ending.value)
