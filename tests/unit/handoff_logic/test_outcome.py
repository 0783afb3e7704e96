"""What became of a transfer, and what each error means for it."""

import pytest

from actions.human_handoff import TransferState, errors
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.handoff_logic.outcome import (
    Failure,
    Outcome,
    failure_of,
    recorded_outcome,
)

ROUTE = Route("desk", "human")


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (errors.SkillError("s"), Failure.SKILL),
        (errors.VendorConnectionError("V", "p"), Failure.UNREACHABLE),
        (errors.VendorRefusedError("V", "p", 400), Failure.REFUSED),
        (errors.VendorRefusedError("V", "p", 500), Failure.UNCONFIRMED),
        (errors.VendorRefusedError("V", "p", 503), Failure.REFUSED),
        (errors.VendorAuthenticationError("V", "p", 401), Failure.REFUSED),
        (errors.VendorBusyError("V", "p"), Failure.REFUSED),
        (errors.ConfigurationError("c"), Failure.UNCONFIRMED),
        (ValueError("a bug in a desk"), Failure.UNCONFIRMED),
        (errors.VendorSilenceError("V", "p"), Failure.UNCONFIRMED),
        (errors.VendorResponseError("V", "p"), Failure.UNCONFIRMED),
        (errors.VendorRefusedError("V", "p", 502), Failure.UNCONFIRMED),
        (errors.VendorRefusedError("V", "p", 504), Failure.UNCONFIRMED),
    ],
)
def test_every_error_means_one_failure_and_unconfirmed_wherever_the_vendor_may_have_acted(
    error, failure
):
    assert failure_of(error) is failure
    if isinstance(error, errors.VendorError):
        assert error.may_have_acted is (failure is Failure.UNCONFIRMED)


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        *[(state.value, Outcome(ROUTE, state)) for state in TransferState],
        *[(failure.value, Outcome(ROUTE, failure=failure)) for failure in Failure],
        (None, Outcome(ROUTE, failure=Failure.UNCONFIRMED)),
    ],
)
def test_what_was_noted_is_the_outcome_of_a_repetition(record, outcome):
    assert recorded_outcome(ROUTE, record) == outcome


def test_an_outcome_keeps_the_answers_values_and_does_not_show_them():
    outcome = Outcome(ROUTE, TransferState.REQUESTED, slots={"ticket": "Ada"})

    assert outcome.slots == {"ticket": "Ada"}
    assert "Ada" not in repr(outcome)
    assert Outcome(ROUTE, failure=Failure.REFUSED) == Outcome(ROUTE, None, Failure.REFUSED, {})
