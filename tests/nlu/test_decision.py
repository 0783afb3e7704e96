"""What becomes of the ranking of the bot's own classifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_nlu.decision import Decision, decide

REQUEST = "human_handoff"


def ranking(*pairs):
    return [{"name": name, "confidence": confidence} for name, confidence in pairs]


def decided(before, confidence, threshold=0.5):
    first = before[0] if before else {"name": None, "confidence": 0.0}
    return decide(first, before, REQUEST, confidence, threshold)


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


def test_where_both_see_a_request_it_is_surer():
    decision = decided(ranking((REQUEST, 0.4), ("pay", 0.3)), 0.8)

    assert decision.name == "kept"
    assert decision.ranking == ranking((REQUEST, 0.9), ("pay", pytest.approx(0.1)))


def test_where_both_see_none_nothing_changes():
    assert decided(ranking(("greet", 0.7), (REQUEST, 0.3)), 0.1) == Decision("kept", [])


@pytest.mark.parametrize("before", [[], ranking((None, 0.0)), [{}], [{"confidence": 0.3}]])
def test_without_a_classifier_the_component_stands_alone(before):
    assert decided(before, 0.95).ranking == ranking((REQUEST, 0.95))
    assert decided(before, 0.1).ranking == []


def test_the_messages_intent_counts_where_the_ranking_is_another_classifiers():
    """Rasa's KeywordIntentClassifier sets the intent and leaves the ranking as it is."""
    first, before = {"name": "hours", "confidence": 1.0}, ranking(("greet", 0.5), (REQUEST, 0.4))

    assert decide(first, before, REQUEST, 0.1, 0.5).ranking == []
    promoted = decide(first, before, REQUEST, 0.95, 0.5)
    assert promoted.name == "promoted"
    assert [each["name"] for each in promoted.ranking] == [REQUEST, "hours", "greet"]
    keyword = {"name": REQUEST, "confidence": 1.0}
    assert decide(keyword, before, REQUEST, 0.1, 0.5).ranking[0]["name"] == "greet"


def test_intents_without_a_confidence_have_none():
    before = [{"name": "greet"}, {"name": "pay", "confidence": None}, {"confidence": 1.0}]

    assert decided(before, 0.95).ranking[1:] == ranking(("greet", 0.0), ("pay", 0.0))


def test_a_demoted_ranking_is_in_order():
    after = decided(ranking((REQUEST, 0.75), ("track", 0.1), ("pay", 0.15)), 0.4).ranking

    assert [each["name"] for each in after] == ["pay", "track", REQUEST]
    confidences = [each["confidence"] for each in after]
    assert confidences == sorted(confidences, reverse=True)


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
    after = decided(before, confidence, threshold).ranking or before

    assert (after[0]["name"] == REQUEST) == (confidence >= threshold)
    assert all(0 <= each["confidence"] <= 1 for each in after)
