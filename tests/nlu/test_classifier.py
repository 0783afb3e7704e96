"""The component in Rasa's pipeline."""

import shutil

import pytest
from rasa.shared.nlu.training_data.message import Message

from human_handoff_nlu import HumanHandoffClassifier, classifier, version

GREET = {"name": "greet", "confidence": 0.9}
REQUEST = {"name": "human_handoff", "confidence": 0.9}
EXAMPLES = {
    "human_handoff": ["a person", "agent"],
    "greet": ["hello", "good morning"],
    "human_handoff_returned": ["__agent_returned__"],
}


def message(text, *ranking):
    made = Message.build(text)
    if ranking:
        made.set("intent", ranking[0], add_to_output=True)
        made.set("intent_ranking", list(ranking), add_to_output=True)
    return made


@pytest.fixture
def trained(components, training_data, few_sentences):
    components.make().train(training_data(**EXAMPLES))
    return components.load()


def test_a_request_is_promoted_and_the_parse_result_says_why(trained):
    request = message("so talk to a person", GREET)
    assert trained.process([request]) == [request]

    result = request.as_dict(only_output_properties=True)
    assert result["intent"]["name"] == result["intent_ranking"][0]["name"] == "human_handoff"
    assert result["human_handoff"] == {
        "confidence": result["intent"]["confidence"],
        "decision": "promoted",
        "because": ["talking to a person"],
        "classifier": GREET,
    }


def test_what_is_no_request_is_demoted(trained):
    ordinary = message("hi where is my parcel", REQUEST, {"name": "track", "confidence": 0.1})
    trained.process([ordinary])

    assert ordinary.get("intent")["name"] == "track"
    assert ordinary.get("human_handoff")["decision"] == "demoted"


@pytest.mark.parametrize("name", ["human_handoff_returned", "human_handoff_failed"])
def test_what_a_platform_sends_is_left_alone(trained, name):
    sent = message("talk to a person", {"name": name, "confidence": 1.0})
    trained.process([sent])

    assert sent.get("intent")["name"] == name
    assert sent.get("human_handoff") is None


@pytest.mark.parametrize("text", ["", None])
def test_a_message_without_a_text_is_left_alone(trained, text):
    empty = message(text)
    trained.process([empty])

    assert empty.get("intent") is None


def test_without_a_classifier_before_it_the_component_recognises_alone(trained):
    request = message("talk to a person")
    trained.process([request])

    assert request.get("intent")["name"] == "human_handoff"


def test_the_bots_own_examples_are_learnt(components, training_data, few_sentences):
    own = [f"please hand {what} over" for what in ("it", "the case", "the key", "this")] * 3
    components.make().train(training_data(**EXAMPLES, return_a_car=own))
    handing = message("hand the car over", REQUEST, GREET)
    components.load().process([handing])

    assert handing.get("intent")["name"] == "greet"


def test_training_twice_gives_the_same_model(components, training_data, few_sentences):
    models = []
    for _ in range(2):
        component = components.make()
        component.train(training_data(**EXAMPLES))
        models.append(component._model)

    assert (models[0].recognizer.weights == models[1].recognizer.weights).all()
    assert models[0].confidence("a person") == models[1].confidence("a person")


def test_a_stored_recogniser_is_as_sure_as_the_trained_one(
    components, training_data, few_sentences
):
    component = components.make()
    component.train(training_data(**EXAMPLES))

    before, after = component._model, components.load()._model
    assert before.confidence("agent") == pytest.approx(after.confidence("agent"))


def test_an_untrained_component_changes_nothing(components):
    request = message("talk to a person", GREET)
    components.make().process([request])

    assert request.get("intent") == GREET


def test_the_threshold_decides(components, training_data, few_sentences):
    components.make().train(training_data(**EXAMPLES))
    request = message("talk to a person", GREET)
    components.load(threshold=0.999999).process([request])

    assert request.get("intent") == GREET


@pytest.mark.parametrize("named", [set(), {"ask_agent"}], ids=["nowhere", "in a rule"])
def test_an_intent_without_examples_is_named_and_the_shipped_sentences_count(
    components, training_data, few_sentences, caplog, named
):
    """Rasa leaves out an intent with few examples, where it cross-validates."""
    data = training_data(greet=["hello", "good morning"], bye=["bye", "see you"])
    data.intents.update(named)
    components.make(intent="ask_agent").train(data)

    assert "the intent ask_agent has no examples. Copy" in caplog.text
    assert components.load()._model.confidence("well agent please") > 0.5


@pytest.mark.no_cover
def test_the_bots_own_examples_are_decided_as_they_are_labelled_by_a_small_model(
    components, training_data
):
    own = {
        "human_handoff": ["help", "0", "are you a human", "send a plumber"],
        "find_agent": ["agent please", "call me", "bel me even", "operator"],
    }
    components.make().train(training_data(**own, greet=["hello", "good morning"]))
    model = components.load()._model

    assert min(model.confidence(text) for text in own["human_handoff"]) > 0.9
    assert max(model.confidence(text) for text in own["find_agent"]) < 0.1
    (file,) = components.folder.rglob("model.npz")
    assert file.stat().st_size < 5_000_000


def test_a_model_of_another_version_leaves_messages_alone(
    components, training_data, few_sentences, monkeypatch, caplog
):
    components.make().train(training_data(**EXAMPLES))
    monkeypatch.setattr(classifier, "fingerprint", lambda: "another")
    request = message("talk to a person", GREET)
    components.load().process([request])

    assert request.get("intent") == GREET
    assert "Run `rasa train`" in caplog.text


@pytest.mark.parametrize("changed", ["grammar/en/requests.yml", "words/nl.yml", "features.py"])
def test_a_new_version_of_the_plugin_is_trained_again(tmp_path, monkeypatch, changed):
    package = tmp_path / "human_handoff_nlu"
    shutil.copytree(version.PACKAGE, package)
    monkeypatch.setattr(version, "PACKAGE", package)
    fingerprints = []
    for text in ("", "# another one"):
        (package / changed).write_text((package / changed).read_text() + text)
        version.fingerprint.cache_clear()
        fingerprints.append(HumanHandoffClassifier.fingerprint_addon({}))
    version.fingerprint.cache_clear()

    assert len(set(fingerprints)) == 2


def test_a_bot_in_a_language_that_is_not_known_is_refused_by_rasa():
    languages = HumanHandoffClassifier.supported_languages()

    assert languages == ["en", "nl", "en-GB", "en-US", "nl-NL", "nl-BE"]


def test_rasa_brings_what_the_component_needs():
    assert HumanHandoffClassifier.required_packages() == ["sklearn"]
