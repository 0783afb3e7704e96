"""Who scolds the machine, on the test sentences: the figures of docs/offers.md."""

from __future__ import annotations

from actions.human_handoff.handoff_logic.scolding import scolds_machine
from tests.docs.documents import read
from understanding.sentences import LANGUAGES, examples

SCOLDING = "scolds_machine"


def test_the_page_tells_what_is_measured_on_the_test_sentences() -> None:
    found, scolding, others, wrong = {}, {}, 0, 0
    for language in LANGUAGES:
        sentences = examples(language)
        hits = [each.family == SCOLDING for each in sentences if scolds_machine(each.text)]
        found[language], wrong = sum(hits), wrong + hits.count(False)
        scolding[language] = sum(each.family == SCOLDING for each in sentences)
        others += len(sentences) - scolding[language]
    page = " ".join(read("docs/offers.md").split())
    assert wrong == 0
    assert f"of the {sum(scolding.values())} test sentences that scold the machine" in page
    assert f"{sum(found.values())} are found" in page
    assert f"{found['en']} of {scolding['en']} in English" in page
    assert f"{found['nl']} of {scolding['nl']} in Dutch" in page
    assert f"none of {others:,} others" in page
