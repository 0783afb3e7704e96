"""Count and time what the plugin asks of others: shifts, and vendors' HTTP requests."""

from __future__ import annotations

from collections.abc import Callable

from ..instrumentation import Kind, Observation, on_end
from .instruments import Instruments


class OperationTimes:
    """An observer of operations, in the threads in which they end."""

    def __init__(self, instruments: Instruments) -> None:
        """Take the metrics; nothing is observed yet."""
        self._metrics = instruments
        self._end: Callable[[], None] | None = None

    def start(self) -> None:
        """Observe what ends from now on."""
        if self._end is None:
            self._end = on_end(self.observe)

    def stop(self) -> None:
        """Observe no more."""
        if self._end is not None:
            self._end()
            self._end = None

    def observe(self, ended: Observation) -> None:
        """Take an operation that has ended."""
        if ended.kind is Kind.VENDOR_CALL:
            self._vendor_call(ended)
        elif ended.kind is Kind.SHIFT:
            self._shift_answer(ended)

    def _vendor_call(self, call: Observation) -> None:
        told = call.attributes
        labels = (told["vendor"], told["operation"], told.get("result"))
        self._metrics.vendor_calls.labels(*labels).observe(call.seconds)

    def _shift_answer(self, answer: Observation) -> None:
        told = answer.attributes
        if told.get("status") is None:
            return  # the desk does not have the skill
        desk = self._metrics.known_desk(told["desk"])
        self._metrics.shift_answers.labels(desk, told["status"], told["because"]).inc()
        age = told.get("age_seconds")
        if isinstance(age, (int, float)):
            self._metrics.report_age.labels(desk).observe(age)
