"""Every span of whole conversations: whose trace it is in, what it says, and what it never says."""

import json
import re

import pytest

from actions.human_handoff.handoff_events.vocabulary import Outcome, RequestReason
from actions.human_handoff.instrumentation.words import ERROR_TYPE, SPAN_ATTRIBUTES
from actions.human_handoff.rasa_side.return_to_bot import Returned
from demo.webhook_receiver import SECRET
from tests.traces.receiver import ROOT_SPAN
from tests.traces.traced_chat import PERSONAL, TracedChat

CHECK, TRANSFER = "human_handoff.check", "human_handoff.transfer"
REPORTED = "human_handoff.failure_report"
REASON, OUTCOME = "human_handoff.reason", "human_handoff.outcome"
ALLOWED = {*SPAN_ATTRIBUTES.values(), ERROR_TYPE}


def spans_of(traced, chat):
    """Return all spans of a conversation, when every request has ended."""
    return [
        span
        for trace, requests in chat.traces.items()
        for span in (traced.spans.trace_of(trace, requests) if requests else [])
    ]


def named(spans, name):
    return [span for span in spans if span.name == name]


def words(spans, name, *attributes):
    """Return these attributes of every span of this name, without the common prefix."""
    return [
        tuple(span.attributes.get(f"human_handoff.{attribute}") for attribute in attributes)
        for span in named(spans, name)
    ]


def accepted(traced):
    """Play a conversation that is transferred and given back."""
    chat = TracedChat(traced.server.url)
    chat.asks_for_a_person()
    assert chat.slot("state") in ("requested", "with_agent")
    chat.say("__agent_returned__", "human_handoff_returned")
    chat.run(Returned)
    return chat


def refused(traced):
    """Play a conversation whose transfer the vendor refuses."""
    traced.control.fault(traced.vendor.transfer_calls[-1], "status", status=400)
    chat = TracedChat(traced.server.url)
    chat.asks_for_a_person()
    assert chat.slot("state") == "failed"
    return chat


def failed_later(traced):
    """Play a conversation whose transfer fails after it was accepted."""
    chat = TracedChat(traced.server.url)
    chat.asks_for_a_person()
    chat.fail_later()
    return chat


def silent(traced):
    """Play a conversation whose transfer the vendor does not answer."""
    traced.control.fault(traced.vendor.transfer_calls[-1], "reset")
    chat = TracedChat(traced.server.url)
    chat.asks_for_a_person()
    assert chat.slot("state") == "failed"
    return chat


CONVERSATIONS = [accepted, refused, failed_later, silent]


@pytest.mark.parametrize("play", CONVERSATIONS)
def test_every_span_of_a_turn_is_in_rasas_trace_below_the_span_of_rasa_sdk(traced, play):
    chat = play(traced)

    for trace, requests in chat.traces.items():
        if not requests:
            continue
        spans = traced.spans.trace_of(trace, requests)
        by_id = {span.id: span for span in spans}
        for span in spans:
            if span.name == ROOT_SPAN:
                assert span.parent == chat.parent
                continue
            while span.name != ROOT_SPAN:
                span = by_id[span.parent]
    assert {span.name for span in spans_of(traced, chat)} >= {
        CHECK, TRANSFER, "human_handoff.shift", "ActionExecutor.run", "set_if_absent state_store"
    }  # fmt: skip


@pytest.mark.parametrize("play", CONVERSATIONS)
def test_each_check_and_each_attempt_has_the_words_of_its_event(traced, play):
    chat = play(traced)
    spans = spans_of(traced, chat)

    for name, step in ((CHECK, "requested"), (TRANSFER, "attempted"), (REPORTED, "failed_later")):
        reported = [
            tuple(event[word] for word in ("desk", "skill", "reason", "outcome"))
            for event in chat.reports
            if event["step"] == step
        ]
        assert words(spans, name, "desk", "skill", "reason", "outcome") == reported
    for attempt in named(spans, TRANSFER) + named(spans, REPORTED):
        assert attempt.attributes[REASON] in {word.value for word in RequestReason}
        assert attempt.attributes[OUTCOME] in {word.value for word in Outcome}
        assert attempt.text.count(f'"{REASON}"') == attempt.text.count(f'"{OUTCOME}"') == 1
    attempts = words(spans, TRANSFER, "outcome")
    expected = {
        accepted: [("accepted",)],
        refused: [("refused",)],
        failed_later: [("accepted",)],
        silent: [("unconfirmed",)],
    }
    assert attempts == expected[play]


@pytest.mark.parametrize("desk_and_server", ["cm"], indirect=True)
def test_a_check_that_finds_nobody_says_why(traced):
    traced.vendor.set_shift(False)

    chat = TracedChat(traced.server.url)
    chat.asks_for_a_person()

    spans = spans_of(traced, chat)
    found = ("off_shift", "reported", "asked", "off_shift")
    assert words(spans, CHECK, "shift_status", "because", "reason", "outcome") == [found]
    (shift,) = named(spans, "human_handoff.shift")
    assert shift.attributes["human_handoff.desk"] == traced.desk
    assert 0 <= shift.attributes["human_handoff.report_age_seconds"] < 5
    assert "status" not in shift.status


def test_vendor_calls_follow_the_conventions_of_opentelemetry(traced):
    chat = refused(traced)

    calls = [span for span in spans_of(traced, chat) if "http.request.method" in span.attributes]
    assert {span.attributes["human_handoff.operation"] for span in calls} <= {
        "shift_report", "transfer"
    }  # fmt: skip
    for span in calls:
        method = span.attributes["http.request.method"]
        assert span.name == f"{method} {span.attributes['human_handoff.operation']}"
        assert '"kind": "SPAN_KIND_CLIENT"' in span.text
        assert span.attributes["server.address"] == "127.0.0.1"
        assert span.attributes["server.port"] > 1023
        assert span.attributes["human_handoff.vendor"] == traced.vendor.desk.vendor
    (failed,) = [span for span in calls if span.attributes["http.response.status_code"] == 400]
    assert failed.attributes["human_handoff.operation"] == "transfer"
    assert (failed.attributes["error.type"], failed.attributes["human_handoff.call_result"]) == (
        "400",
        "4xx",
    )
    assert failed.status == {"code": "STATUS_CODE_ERROR"}
    for span in spans_of(traced, chat):
        if "db.system.name" in span.attributes:
            assert span.attributes["db.system.name"] == "sqlite"
            assert span.name == f"{span.attributes['db.operation.name']} state_store"


def test_each_event_is_a_line_of_the_log_with_time_and_level(traced):
    chat = refused(traced)
    assert spans_of(traced, chat)

    line = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ INFO +\S+ +- handoff event: (\{.*\})$"
    logged = re.findall(line, traced.server.process.log_text(), re.M)
    steps = [json.loads(text)["step"] for text in logged]
    assert {"requested", "attempted"} <= set(steps)


def test_no_span_says_what_the_customer_typed_or_who_she_is_or_any_secret(traced, webhook):
    chats = [play(traced) for play in CONVERSATIONS]
    every = [span for chat in chats for span in spans_of(traced, chat)]
    every += traced.spans.wait_until(
        lambda spans: any(span.name == "POST webhook" for span in spans)
    )
    senders = [chat.sender for chat in chats]
    secrets = [*traced.vendor.secrets, SECRET]

    assert len(every) > 50
    for span in every:
        if not span.is_ours:
            # rasa-sdk itself names the conversation; docs/traces.md says how to remove it.
            assert not [word for word in PERSONAL if word in _without_ids(span).lower()], span
            continue
        assert set(span.attributes) <= ALLOWED, span
        text = span.text.lower()
        assert not [word for word in (*PERSONAL, *senders, *secrets) if word.lower() in text], span
        # No URL, no path, no hash, no text of an error, and nothing but words where words are.
        assert "/" not in text, span
        assert "events" not in json.loads(span.text), span
        assert set(span.status) <= {"code"}, span
        for value in span.attributes.values():
            assert isinstance(value, (int, float)) or re.fullmatch(r"[\w .]{1,40}", value), span


def _without_ids(span):
    attributes = json.loads(span.text)["attributes"] if span.attributes else []
    kept = [each for each in attributes if each["key"] not in ("sender_id", "message_id")]
    return json.dumps([span.name, kept, span.status])


def test_without_a_trace_of_rasa_each_request_is_a_trace_of_its_own(traced):
    chat = TracedChat(traced.server.url, parent="")
    before = {span.trace for span in traced.spans.spans()}

    chat.asks_for_a_person()

    def has_transferred(spans):
        new = [span for span in spans if span.trace not in before]
        transferred = {span.trace for span in named(new, TRANSFER)}
        return [span for span in named(new, ROOT_SPAN) if span.trace in transferred]

    spans = traced.spans.wait_until(has_transferred)
    (transfer,) = [span for span in named(spans, TRANSFER) if span.trace not in before]
    in_trace = [span for span in spans if span.trace == transfer.trace]
    assert [span.parent for span in in_trace if span.name == ROOT_SPAN] == [""]
    assert not named(in_trace, CHECK)


def test_what_servers_do_without_a_customer_makes_no_trace_but_the_webhook(traced, webhook):
    accepted(traced)
    spans = traced.spans.wait_until(
        lambda spans: any(span.name == "POST webhook" for span in spans)
    )

    roots = {span.name for span in spans if not span.parent}
    assert roots <= {"human_handoff.webhook", ROOT_SPAN}
    (call, *_) = named(spans, "POST webhook")
    (post,) = [span for span in spans if span.id == call.parent]
    assert (post.name, post.parent) == ("human_handoff.webhook", "")
