"""What became of a transfer, and what each error means for it."""

import pytest

from actions.human_handoff.desk import TransferState
from actions.human_handoff.errors import (
    ConfigurationError,
    SkillError,
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.handoff_logic.outcome import (
    IN_PROGRESS,
    Failure,
    Outcome,
    failure_of,
    recorded_outcome,
)

RUNG = Route("desk", "human")


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (SkillError("s"), Failure.SKILL),
        (VendorConnectionError("V", "p"), Failure.UNREACHABLE),
        (VendorRefusedError("V", "p", 400), Failure.REFUSED),
        (VendorRefusedError("V", "p", 503), Failure.REFUSED),
        (VendorAuthenticationError("V", "p", 401), Failure.REFUSED),
        (VendorBusyError("V", "p"), Failure.REFUSED),
        (ConfigurationError("c"), Failure.REFUSED),
        (VendorSilenceError("V", "p"), Failure.UNCONFIRMED),
        (VendorResponseError("V", "p"), Failure.UNCONFIRMED),
        (VendorRefusedError("V", "p", 502), Failure.UNCONFIRMED),
        (VendorRefusedError("V", "p", 504), Failure.UNCONFIRMED),
    ],
)
def test_every_error_means_one_failure_and_unconfirmed_wherever_the_vendor_may_have_acted(
    error, failure
):
    assert failure_of(error) is failure


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        *[(state.value, Outcome(RUNG, state)) for state in TransferState],
        *[(failure.value, Outcome(RUNG, failure=failure)) for failure in Failure],
        (IN_PROGRESS, Outcome(RUNG, failure=Failure.UNCONFIRMED)),
    ],
)
def test_what_was_noted_is_the_outcome_of_a_repetition(word, outcome):
    assert recorded_outcome(RUNG, word) == outcome


def test_an_outcome_keeps_the_answers_values_and_does_not_show_them():
    outcome = Outcome(RUNG, TransferState.REQUESTED, slots={"ticket": "Ada"})

    assert outcome.slots == {"ticket": "Ada"}
    assert "Ada" not in repr(outcome)
    assert Outcome(RUNG, failure=Failure.REFUSED) == Outcome(RUNG, None, Failure.REFUSED, {})
