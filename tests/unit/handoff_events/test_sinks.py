"""Where events are sent."""

import json
import logging

from actions.human_handoff.handoff_events.event import HandoffEvent
from actions.human_handoff.handoff_events.sinks import LogSink, Sinks
from actions.human_handoff.handoff_events.vocabulary import Step

EVENT = HandoffEvent(Step.REQUESTED, 1_790_000_000, "a" * 40, "b" * 40)


class Collecting:
    def __init__(self):
        self.documents = []

    def send(self, document):
        self.documents.append(document)


def test_every_sink_gets_the_document():
    first, second = Collecting(), Collecting()

    sent = Sinks([first, second]).send(EVENT)

    assert sent == EVENT.document()
    assert first.documents == second.documents == [sent]


def test_the_log_has_the_document_in_one_line(caplog):
    with caplog.at_level(logging.INFO):
        LogSink().send(EVENT.document())

    line = caplog.messages[0]
    assert "\n" not in line
    assert line.startswith("handoff event: {")
    assert json.loads(line.partition(": ")[2]) == EVENT.document()
