"""docs/offers.md: its settings, its examples of rules, its responses."""

from __future__ import annotations

import re

from actions.human_handoff.handoff_logic.offer_signs import RECENT_MESSAGES
from actions.human_handoff.handoff_settings.offers import OffersSettings
from tests.docs.documents import action_names, blocks, read, rows, section, settings_table, yaml

PAGE = "docs/offers.md"


def test_the_example_and_the_table_have_every_setting_with_its_default() -> None:
    table = settings_table(PAGE)
    table.pop("offers")
    told = {name: yaml(row[2].strip("`")) for name, row in table.items()}
    example = yaml(blocks(PAGE, "yaml")[0].text)["offers"]
    assert told == dict(OffersSettings()) == dict(example)


def test_the_names_in_the_examples_are_those_of_the_domain() -> None:
    actions = action_names(yaml(read("actions/human_handoff/domain.yml")))
    named = set(re.findall(r"\baction_human_handoff_\w+", read(PAGE)))
    assert named == {"action_human_handoff_misunderstood", "action_human_handoff_offer"}
    assert named <= actions


def test_the_table_has_every_response_of_an_offer() -> None:
    told = {row[0].strip("`") for row in rows(section(PAGE, "What the customer reads"))[1:]}
    domain = yaml(read("actions/human_handoff/domain.yml"))["responses"]
    assert told <= set(domain)
    assert {name for name in domain if "offer" in name and "message" not in name} <= told


def test_the_page_tells_how_many_messages_are_compared() -> None:
    assert f"the latest {RECENT_MESSAGES} messages" in " ".join(read(PAGE).split())
