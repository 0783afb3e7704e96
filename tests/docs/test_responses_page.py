"""docs/responses.md: each sentence, and when it is said, as the unit tests hold the bot to it."""

from __future__ import annotations

from tests.docs.documents import read, rows, yaml
from tests.unit.rasa_side.when_said import WHEN_SAID

PAGE = "docs/responses.md"


def test_the_table_has_every_sentence_of_the_domain_in_its_order_with_its_condition() -> None:
    in_order = yaml(read("actions/human_handoff/domain.yml"))["responses"]
    table = [(name.strip("`"), only_where) for name, only_where in rows(read(PAGE))[1:]]

    assert table == [(name, WHEN_SAID[name].only_where) for name in in_order]
