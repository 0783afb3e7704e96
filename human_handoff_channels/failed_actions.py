"""Notice that a custom action has failed in a turn, which Rasa tells only to its log.

Rasa 3.6 (`MessageProcessor._run_action`): where the action server cannot be reached or answers
with an error, the exception is logged, the events of the action are lost, and the turn goes on. No
rule fits then, so that the bot says `utter_default` ("I did not understand that"), which is not
true, or nothing. The same happens with `action_session_start` before the first message.

Rasa saves the metadata of a message with its turn. So the failure is noted there: after a crash,
another server that gets the message again finds it together with the turn.
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
# It comes after the bot's answer, which stands without it, and has nothing to say most often. It is
# named so in Rasa's log line.
_OFFER_ACTION = "'action_human_handoff_offer'"
# The field of a message's metadata: missing where no action has failed, True where the customer
# must be told so, False where the bot has said something else, or is to be silent.
_FIELD = "human_handoff_failure"

Metadata = dict[str, Any]


class ActionsOfTurn:
    """Whether the actions of one turn have failed, and what the bot has said since.

    Attributes:
        ended_in_failure: An action has failed and the bot has said nothing after that.
    """

    def __init__(self, metadata: Metadata, tells_failure: bool) -> None:
        """Take the metadata of the turn's message, and whether the customer is told a failure."""
        self.ended_in_failure = False
        self._metadata = metadata
        self._tells_failure = tells_failure

    def action_failed(self) -> None:
        """Note that an action has failed."""
        self._note(ended_in_failure=True)

    def accepts(self, message: Mapping[str, Any]) -> bool:
        """Note a message of the bot; return False for `utter_default` after a failed action."""
        if not is_true(message, self._metadata):
            return False
        if _FIELD in self._metadata:
            self._note(ended_in_failure=False)
        return True

    def _note(self, *, ended_in_failure: bool) -> None:
        self.ended_in_failure = ended_in_failure
        self._metadata[_FIELD] = ended_in_failure and self._tells_failure


def is_true(message: Mapping[str, Any], metadata: Metadata) -> bool:
    """Tell whether the bot may say a message; it may not say `utter_default` after a failure.

    Args:
        message: What the bot says.
        metadata: That of the customer's message.
    """
    return _FIELD not in metadata or message.get("utter_action") != _DEFAULT_RESPONSE


def must_be_told(metadata: Metadata) -> bool:
    """Tell whether the turn of the message with this metadata ended in a failure to be told."""
    return metadata.get(_FIELD) is True


class ActionFailedError(Exception):
    """A custom action has failed, and the bot has said nothing after that."""


_turn: ContextVar[ActionsOfTurn | None] = ContextVar("human_handoff_turn", default=None)


class _Observer(logging.Filter):
    """Sees Rasa's log lines about failed actions, and lets every line through."""

    def filter(self, record: logging.LogRecord) -> bool:
        turn = _turn.get()
        has_failed = record.funcName == _FUNCTION and bool(record.exc_info)
        if turn is not None and has_failed and _OFFER_ACTION not in record.getMessage():
            turn.action_failed()
        return True


_OBSERVER = _Observer()


@contextmanager
def observed_turn(metadata: Metadata, *, tells_failure: bool) -> Iterator[ActionsOfTurn]:
    """Observe the actions of the turn that Rasa handles in this block.

    Args:
        metadata: That of the message; a failure is noted in it.
        tells_failure: Whether the customer is told a failure.
    """
    logging.getLogger(_LOGGER).addFilter(_OBSERVER)  # a filter that is there is not added again
    turn = ActionsOfTurn(metadata, tells_failure)
    token = _turn.set(turn)
    try:
        yield turn
    finally:
        _turn.reset(token)


def accepts(message: Mapping[str, Any]) -> bool:
    """Tell whether a message of the bot is sent; True outside an observed turn."""
    turn = _turn.get()
    return turn is None or turn.accepts(message)
