"""What becomes of the ranking of the bot's own classifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_nlu.decision import decide

REQUEST = "human_handoff"


def ranking(*pairs):
    return [{"name": name, "confidence": confidence} for name, confidence in pairs]


def decided(before, confidence, threshold=0.5):
    return decide(before, REQUEST, confidence, threshold)


def test_a_request_that_the_classifier_missed_is_promoted():
    decision = decided(ranking(("greet", 0.9), ("goodbye", 0.1)), 0.8)

    assert decision.name == "promoted"
    assert decision.ranking[0] == {"name": REQUEST, "confidence": 0.9}
    assert [each["confidence"] for each in decision.ranking[1:]] == pytest.approx([0.09, 0.01])


def test_the_bots_fallback_does_not_overrule_the_components_threshold():
    first, second = decided(ranking(("greet", 1.0)), 0.5).ranking

    assert first["confidence"] >= 0.9
    assert first["confidence"] - second["confidence"] >= 0.8


def test_what_the_classifier_took_for_a_request_is_demoted():
    decision = decided(ranking((REQUEST, 0.6), ("pay", 0.35), ("greet", 0.05)), 0.1)

    assert decision.name == "demoted"
    assert [each["name"] for each in decision.ranking] == ["pay", "greet", REQUEST]
    assert decision.ranking[0]["confidence"] == pytest.approx(0.7)


def test_an_intent_that_the_classifier_hardly_saw_stays_for_the_fallback():
    decision = decided(ranking((REQUEST, 0.95), ("pay", 0.03)), 0.1)

    assert decision.ranking[0] == {"name": "pay", "confidence": pytest.approx(0.06)}


@pytest.mark.parametrize(
    ("first", "confidence"), [(REQUEST, 0.9), ("greet", 0.1)], ids=["request", "none"]
)
def test_where_both_agree_the_first_intent_stays(first, confidence):
    before = ranking((first, 0.7), ("pay", 0.3))
    decision = decided(before, confidence)

    assert (decision.name, decision.ranking[0]["name"]) == ("kept", first)


@pytest.mark.parametrize("before", [[], ranking((None, 0.0))])
def test_without_a_classifier_the_component_stands_alone(before):
    assert decided(before, 0.95).ranking == ranking((REQUEST, 0.95))
    assert decided(before, 0.1).ranking == before


def test_a_bot_with_no_other_intent_has_none():
    assert decided(ranking((REQUEST, 1.0)), 0.1).ranking[0] == {"name": None, "confidence": 0.0}


@given(
    st.lists(st.floats(0, 1), max_size=5),
    st.integers(0, 5),
    st.floats(0, 1),
    st.floats(0.01, 0.99),
)
def test_the_first_intent_is_the_request_if_and_only_if_it_is_sure(
    confidences, place, confidence, threshold
):
    names = [f"intent_{number}" for number in range(len(confidences))]
    before = ranking(*zip(names, sorted(confidences, reverse=True)))
    before.insert(min(place, len(before)), {"name": REQUEST, "confidence": 0.5})
    after = decided(before, confidence, threshold).ranking

    assert (after[0]["name"] == REQUEST) == (confidence >= threshold)
    assert all(0 <= each["confidence"] <= 1 for each in after)
