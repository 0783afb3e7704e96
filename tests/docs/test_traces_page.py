"""docs/traces.md has every span and every attribute."""

from __future__ import annotations

from actions.human_handoff.instrumentation import Kind
from actions.human_handoff.instrumentation.words import ERROR_TYPE, SPAN_ATTRIBUTES, span_name
from actions.human_handoff.vendor_http.observed_call import OTHER, CallResult
from tests.docs.documents import read, rows, section

PAGE = "docs/traces.md"
EXAMPLES = {"method": "POST", "operation": "transfer", "command": "get"}


def first_words(heading: str) -> list[str]:
    """Return what stands in backquotes first in each row of a section."""
    return [row[0].split("`")[1] for row in rows(section(PAGE, heading)) if "`" in row[0]]


def test_the_page_has_every_span_and_no_other() -> None:
    assert sorted(first_words("The spans")) == sorted(span_name(kind, EXAMPLES) for kind in Kind)


def test_the_page_has_every_attribute_and_no_other_and_every_result() -> None:
    expected = [*SPAN_ATTRIBUTES.values(), ERROR_TYPE, *(result.value for result in CallResult)]
    header_of_results = SPAN_ATTRIBUTES["result"]

    assert sorted(first_words("The attributes")) == sorted([*expected, header_of_results])


def test_the_page_says_what_a_request_can_be_for() -> None:
    (row,) = [
        each
        for each in rows(section(PAGE, "The attributes"))
        if "human_handoff.operation" in each[0]
    ]

    kinds = (Kind.SHIFT_REPORT, Kind.WAITING, Kind.TRANSFER, Kind.WEBHOOK)
    purposes = {OTHER, *(kind.value for kind in kinds)}
    assert set(row[1].split("`")[1::2]) == purposes


def test_the_page_warns_of_the_id_in_rasa_sdks_own_spans() -> None:
    assert "key: sender_id, action: delete" in read(PAGE)
