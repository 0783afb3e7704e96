"""Notice that a custom action has failed in a turn, which Rasa tells only to its log.

Rasa 3.6 (`MessageProcessor._run_action`): where the action server cannot be reached or answers
with an error, the exception is logged, the events of the action are lost, and the turn goes on. No
rule fits then, so that the bot says `utter_default` ("I did not understand that"), which is not
true, or nothing. The same happens with `action_session_start` before the first message.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_LOGGER = "rasa.core.processor"
_FUNCTION = "_run_action"
_DEFAULT_RESPONSE = "utter_default"


class ActionsOfTurn:
    """Whether the actions of one turn have failed, and what the bot has said since."""

    def __init__(self) -> None:
        self._is_silent_after_failure = False
        self._has_failed = False

    @property
    def ended_in_failure(self) -> bool:
        """Whether an action has failed and the bot has said nothing after that."""
        return self._is_silent_after_failure

    def action_failed(self) -> None:
        """Note that an action has failed."""
        self._has_failed = self._is_silent_after_failure = True

    def accepts(self, message: Mapping[str, Any]) -> bool:
        """Note a message of the bot; return False for `utter_default` after a failed action."""
        if self._has_failed and message.get("utter_action") == _DEFAULT_RESPONSE:
            return False
        self._is_silent_after_failure = False
        return True


class ActionFailedError(Exception):
    """A custom action has failed, and the bot has said nothing after that."""


_turn: ContextVar[ActionsOfTurn | None] = ContextVar("human_handoff_turn", default=None)


class _Observer(logging.Filter):
    """Sees Rasa's log lines about failed actions, and lets every line through."""

    def filter(self, record: logging.LogRecord) -> bool:
        turn = _turn.get()
        if turn is not None and record.funcName == _FUNCTION and record.exc_info:
            turn.action_failed()
        return True


_OBSERVER = _Observer()


@contextmanager
def observed_turn() -> Iterator[ActionsOfTurn]:
    """Observe the actions of the turn that Rasa handles in this block."""
    logging.getLogger(_LOGGER).addFilter(_OBSERVER)  # a filter that is there is not added again
    turn = ActionsOfTurn()
    token = _turn.set(turn)
    try:
        yield turn
    finally:
        _turn.reset(token)


def accepts(message: Mapping[str, Any]) -> bool:
    """Tell whether a message of the bot is sent; True outside an observed turn."""
    turn = _turn.get()
    return turn is None or turn.accepts(message)
