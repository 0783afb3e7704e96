"""Who does not want to wait any more is understood; what may be for an agent is left alone."""

import pytest

from actions.human_handoff.handoff_logic.leave_answers import leaves_queue

LEAVES = [
    *("never mind", "Nevermind!", "stop", "cancel", "forget it", "I found it, never mind"),
    *("I don't want to wait any longer", "can't wait", "I am not waiting", "quit"),
    *("laat maar", "hoeft niet meer", "ik wil niet meer wachten", "annuleer"),
]
STAYS = [
    *("", "no", "yes", "hello?", "how long do I have to wait?", "I can wait", "is anybody there?"),
    *("how do I cancel my order", "hoe lang moet ik wachten?", "thanks", "my order is 1234"),
    "I would like to stop my subscription because the price went up twice this year",
]


@pytest.mark.parametrize("text", LEAVES)
def test_who_leaves(text):
    assert leaves_queue(text)


@pytest.mark.parametrize("text", STAYS)
def test_who_does_not(text):
    assert not leaves_queue(text)


def test_a_button():
    assert leaves_queue("/human_handoff_cancel", "human_handoff_cancel")
    assert not leaves_queue("/human_handoff_wait", "human_handoff_wait")
    assert not leaves_queue("hello", "human_handoff_cancel"), "Rasa may be wrong"
