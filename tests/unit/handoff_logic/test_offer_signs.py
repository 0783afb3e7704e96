"""What shows that the bot is no help."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_events.vocabulary import Occasion
from actions.human_handoff.handoff_logic.offer_signs import RECENT_MESSAGES, sign_of
from actions.human_handoff.handoff_logic.repeated_questions import Message
from actions.human_handoff.handoff_settings.offers import OffersSettings

ALL = OffersSettings()
MISUNDERSTOOD = Message("qwertz", "nlu_fallback", is_misunderstood=True)
QUESTION = Message("when are you open", "ask_opening_hours")
THANKS = Message("thanks", "thank")
SCOLDING = Message("stupid bot", "insult")


@pytest.mark.parametrize(
    ("messages", "sign"),
    [
        ([], None),
        ([THANKS], None),
        ([MISUNDERSTOOD], None),
        ([MISUNDERSTOOD, MISUNDERSTOOD], Occasion.MISUNDERSTANDINGS),
        ([MISUNDERSTOOD, THANKS, MISUNDERSTOOD], None),
        ([THANKS, MISUNDERSTOOD, MISUNDERSTOOD], None),
        ([QUESTION, THANKS, QUESTION], Occasion.REPEATED_QUESTION),
        ([THANKS, QUESTION, QUESTION], None),
        ([SCOLDING], Occasion.SCOLDING),
        ([THANKS, SCOLDING], None),
        ([replace(SCOLDING, is_misunderstood=True), MISUNDERSTOOD], Occasion.SCOLDING),
    ],
)
def test_the_latest_messages_show_it(messages, sign):
    assert sign_of(messages, ALL) is sign


def test_each_sign_can_be_switched_off():
    off = OffersSettings(misunderstandings=0, repeated_question=False, scolding=False)
    for messages in ([SCOLDING], [MISUNDERSTOOD] * 9, [QUESTION, QUESTION]):
        assert sign_of(messages, ALL)
        assert sign_of(messages, off) is None


def test_a_question_from_long_ago_is_forgotten():
    between = [Message(f"tell me about number {number}", "ask") for number in range(20)]
    assert sign_of([QUESTION, *between[: RECENT_MESSAGES - 1], QUESTION], ALL)
    assert not sign_of([QUESTION, *between[:RECENT_MESSAGES], QUESTION], ALL)


@given(st.lists(st.booleans(), max_size=8), st.integers(1, 5))
def test_misunderstandings_count_in_a_row_alone(misunderstood, limit):
    settings = OffersSettings(misunderstandings=limit, repeated_question=False, scolding=False)
    messages = [Message("x", "ask", is_misunderstood=each) for each in misunderstood]
    in_a_row = (*misunderstood, False).index(False)
    assert (sign_of(messages, settings) is not None) == (in_a_row >= limit)
