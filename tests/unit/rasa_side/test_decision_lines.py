"""Every decision is one line of the log, on success as well, with key, desk, skill and host."""

import asyncio
import json
import logging
import re
import threading

import pytest

from actions.human_handoff.errors import VendorRefusedError
from actions.human_handoff.handoff_events.vocabulary import Decision
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.take_back import LeaveQueue, NobodyCame
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from actions.human_handoff.vendor_http.asked_host import note_host
from tests.unit.fake_desk import OFF, Desk, available, handoff
from tests.unit.outcomes import REFUSED, REQUESTED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.test_take_back import TakesBack, Waiting

PERSONAL = "+31612345678"


class AskedDesk(Desk):
    """A desk whose calls go to hosts."""

    def shift_report(self, skill, max_age):
        note_host("shifts.example.com")
        return super().shift_report(skill, max_age)

    def escalate(self, escalation):
        note_host("login.example.com")
        note_host("transfers.example.com")
        return super().escalate(escalation)


class AskedBack(TakesBack):
    """A desk that is asked for a conversation at a host."""

    def take_back(self, conversation_id, user_id):
        note_host("back.example.com")
        super().take_back(conversation_id, user_id)


@pytest.fixture
def lines(caplog):
    """Return a function that returns the decisions of the log, each checked."""
    caplog.set_level(logging.INFO)

    def decisions():
        found = []
        for record in caplog.records:
            text = record.getMessage()
            if text.startswith("handoff decision: "):
                document = json.loads(text.partition(": ")[2])
                assert record.levelno == logging.INFO
                assert document == record.human_handoff
                assert re.fullmatch("[0-9a-f]{40}", document["conversation"])
                Decision(document["decision"])
                found.append(document)
        assert PERSONAL not in caplog.text
        return found

    return decisions


def hosts(chat):
    return [(each["step"], each["host"]) for each in chat.reports]


def test_the_events_of_a_transfer_name_the_host_that_was_asked_last():
    chat = Chat(AskedDesk(REQUESTED))
    chat.request()
    chat.run(Returned)

    assert hosts(chat) == [
        ("requested", "shifts.example.com"),
        ("attempted", "transfers.example.com"),
        ("ended", None),
    ]


def test_a_refusal_names_the_host_too():
    chat = Chat(AskedDesk(REFUSED))
    chat.request()

    assert hosts(chat)[1] == ("attempted", "transfers.example.com")


def test_a_fresh_report_in_memory_asks_no_host():
    bot = handoff(AskedDesk(), shift_cache={"fresh_minutes": 5, "usable_minutes": 5})
    first, second = Chat(bot), Chat(bot)
    for chat in (first, second):
        chat.say("I want a person", "human_handoff")
        chat.run(CheckShiftStatus)

    assert hosts(first) == [("requested", "shifts.example.com")]
    assert hosts(second) == [("requested", None)]


def test_all_who_wait_for_one_report_learn_which_host_was_asked():
    going_on = threading.Event()

    class Slow(AskedDesk):
        def shift_report(self, skill, max_age):
            report = super().shift_report(skill, max_age)
            assert going_on.wait(10)
            return report

    bot = handoff(Slow())

    def asked():
        chat = Chat(bot).say("I want a person", "human_handoff")
        return chat.execute(CheckShiftStatus)

    async def both():
        asyncio.get_running_loop().call_later(0.1, going_on.set)
        return await asyncio.gather(asked(), asked())

    results = asyncio.run(both())
    assert [each.reports[0]["host"] for each in results] == ["shifts.example.com"] * 2


def test_a_desk_that_has_no_free_thread_has_no_host(monkeypatch):
    bot = handoff(AskedDesk())
    reports = bot._availability._cache._reports
    monkeypatch.setattr(reports, "_refresh", lambda question: None)
    monkeypatch.setattr(reports._calls["desk"], "join", broken)

    assert available(bot).shift.status.value == "unknown"


async def broken(*_):
    raise VendorRefusedError("Stand-in", "no", 500)


def test_a_conversation_that_is_taken_back_names_the_host(monkeypatch):
    waiting = Waiting(AskedBack(REQUESTED), monkeypatch)
    waiting.nobody_comes()

    assert hosts(waiting.chat)[-1] == ("ended", "back.example.com")


def test_the_bot_tells_why_agents_keep_a_conversation(monkeypatch, lines):
    refusal = VendorRefusedError("Stand-in", "no", 409)
    waiting = Waiting(AskedBack(REQUESTED, answers=[refusal, refusal]), monkeypatch)
    waiting.nobody_comes()
    waiting.chat.say("/human_handoff_cancel", "human_handoff_cancel", 1.0)
    waiting.chat.run(LeaveQueue)
    waiting.nobody_comes(is_due=False)

    told = [(each["decision"], each["because"], each["host"]) for each in lines()]
    assert told == [
        ("not_taken_back", "refused", "back.example.com"),
        ("not_taken_back", "refused", "back.example.com"),
        ("not_taken_back", "too_early", None),
    ]
    assert {(each["desk"], each["skill"], each["reason"]) for each in lines()} == {
        ("desk", "human", "asked")
    }


def test_an_agent_who_wrote_keeps_the_conversation(monkeypatch, lines):
    waiting = Waiting(TakesBack(REQUESTED), monkeypatch)
    waiting.records.agent_wrote("customer-1")
    waiting.nobody_comes(is_due=False)

    assert [each["because"] for each in lines()] == ["agent_wrote"]


def test_an_agent_who_wrote_meanwhile_gets_the_conversation_again(monkeypatch, lines):
    desk = TakesBack(REQUESTED, REQUESTED)
    waiting = Waiting(desk, monkeypatch)
    desk.during = lambda: waiting.records.agent_wrote("customer-1")
    waiting.nobody_comes()

    assert [each["decision"] for each in lines()] == ["with_agents_again", "not_taken_back"]


@pytest.mark.parametrize("action", [CheckShiftStatus, Escalate, SessionStart])
def test_what_agents_have_stays_with_them(action, lines):
    chat = Chat(Desk(REQUESTED), sender=PERSONAL)
    chat.request()
    chat.run(action)

    assert [each["decision"] for each in lines()] == ["with_agents"]


@pytest.mark.parametrize("action", [Escalate, TransferFailed, Returned, LeaveQueue, NobodyCame])
def test_where_nothing_was_requested_nothing_is_done(action, lines):
    chat = Chat(Desk(), sender=PERSONAL).say("x", "human_handoff_cancel")
    chat.run(action)

    (line,) = lines()
    assert (line["decision"], line["desk"], line["reason"]) == ("nothing_requested", None, None)


def test_a_request_without_another_route_says_so_with_the_failure(lines):
    chat = Chat(Desk(REFUSED), sender=PERSONAL)
    chat.request()

    (line,) = lines()
    assert (line["decision"], line["because"]) == ("no_route_left", "refused")
    assert (line["desk"], line["skill"], line["reason"]) == ("desk", "human", "asked")


def test_a_failure_that_is_reported_twice_is_a_decision(lines):
    chat = Chat(handoff(Desk(REQUESTED), Desk(REQUESTED)))
    chat.request()
    chat.fail_later()
    chat.fail_later()

    assert [each["decision"] for each in lines()] == ["repeated_report"]


def test_a_slot_that_holds_something_else_is_not_written(lines):
    slots = {"failure": PERSONAL, "tried": [f"{PERSONAL}/x"], "desk": PERSONAL}
    chat = Chat(Desk(skills={"x": OFF}), state="failed", requested_skill="x", **slots)
    chat.run(TransferFailed)

    (line,) = lines()
    assert (line["desk"], line["because"]) == ("other", None)
