"""Every step of a request is reported as a handoff event, and the slots tell of the last one."""

import re
import time
from types import SimpleNamespace

import pytest

from actions.human_handoff.handoff_logic.known_names import KnownNames
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus, FollowTrigger
from actions.human_handoff.rasa_side.forms import ValidateHandoffForm
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from actions.human_handoff.rasa_side.unknown_names import warn_of_skill
from tests.unit.fake_desk import OFF, ON, UNKNOWN, Desk, handoff
from tests.unit.handoff_events.schema import SCHEMA
from tests.unit.outcomes import NO_SKILL, REFUSED, REQUESTED, SILENT, UNREACHABLE
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.rasa_tracker import NOW

DAY = 24 * 3600


def words(chat, *names):
    """Return these values of each event that was reported."""
    return [tuple(each[name] for name in names) for each in chat.reports]


def steps(chat):
    for each in chat.reports:
        SCHEMA.validate(each)
    return words(chat, "step", "outcome")


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (REQUESTED, "accepted"),
        (REFUSED, "refused"),
        (UNREACHABLE, "unreachable"),
        (SILENT, "unconfirmed"),
        (NO_SKILL, "not_possible"),
    ],
)
def test_an_attempt_has_one_outcome(outcome, word):
    chat = Chat(Desk(outcome))
    chat.request()

    assert steps(chat) == [("requested", None), ("attempted", word)]
    assert words(chat, "desk", "skill", "reason") == [("desk", "human", "asked")] * 2
    assert words(chat, "found", "because")[0] == ("on_shift", "reported")
    assert (chat.slot("reason"), chat.slot("outcome")) == ("asked", word)
    assert chat.slot("event") == chat.reports[-1]


@pytest.mark.parametrize(
    ("status", "outcome"), [(OFF, "off_shift"), (UNKNOWN, "unknown")], ids=["off", "unknown"]
)
def test_a_request_that_finds_nobody_has_an_outcome(status, outcome):
    chat = Chat(Desk(skills={"human": status}))
    chat.request()

    assert steps(chat) == [("requested", outcome)]
    assert words(chat, "desk", "found", "because") == [(None, status.value, "reported")]


def test_a_vendor_that_cannot_be_asked_is_why_nobody_knows():
    desk = Desk()
    desk.shift_errors.append(UNREACHABLE)
    chat = Chat(desk)
    chat.request()

    assert words(chat, "found", "because", "outcome") == [("unknown", "vendor_error", "unknown")]


def test_every_route_is_an_attempt():
    chat = Chat(handoff(Desk(REFUSED), Desk(REQUESTED)))
    chat.request()

    assert words(chat, "step", "desk", "outcome") == [
        ("requested", "a", None),
        ("attempted", "a", "refused"),
        ("attempted", "b", "accepted"),
    ]
    assert len(set(words(chat, "request"))) == 1


def test_a_later_failure_is_reported_for_the_route_that_had_accepted():
    chat = Chat(Desk(REQUESTED))
    chat.request()
    chat.fail_later()

    assert steps(chat)[1:] == [("attempted", "accepted"), ("failed_later", "failed_later")]
    assert words(chat, "desk", "skill")[-1] == ("desk", "human")


def test_a_failure_report_that_anybody_typed_reports_nothing():
    chat = Chat(Desk())
    chat.say("__agent_escalation_failed__", "human_handoff_failed", 1.0)
    chat.run(TransferFailed)

    assert chat.reports == []


def test_the_return_ends_the_request():
    chat = Chat(Desk(REQUESTED))
    chat.request()
    chat.run(Returned)
    chat.run(Returned)  # a second one is nobody's

    assert words(chat, "step", "ending", "desk")[2:] == [("ended", "returned", "desk")]
    assert len(set(words(chat, "request"))) == 1


@pytest.mark.parametrize("action", [Returned, SessionStart])
def test_what_nobody_gave_back_is_expired(action):
    long_ago = NOW - DAY - 1
    chat = Chat(Desk(), state="requested", state_since=long_ago, desk="desk", tried=["desk/human"])
    chat.run(action)

    assert words(chat, "step", "ending", "desk", "skill") == [("ended", "expired", "desk", "human")]
    assert words(chat, "reason") == [(None,)], "nothing is known of how it began"


def test_a_new_session_in_an_agents_chat_ends_nothing():
    chat = Chat(Desk(REQUESTED))
    chat.request()
    chat.start_session(SessionStart)

    assert steps(chat) == [("requested", None), ("attempted", "accepted")]
    assert chat.slot("event") == chat.reports[-1]


@pytest.mark.parametrize(
    "message",
    [("never mind, forget it",), ("/human_handoff_cancel", "human_handoff_cancel", 1.0)],
)
def test_who_leaves_the_form_has_cancelled(message):
    chat = Chat(Desk()).say("I want a person", "human_handoff")
    chat.run(CheckShiftStatus)
    chat.enter("human_handoff_form", "human_handoff_name").say(*message)
    chat.run(ValidateHandoffForm)

    assert steps(chat) == [("requested", None), ("cancelled", "cancelled")]
    assert words(chat, "desk", "skill")[-1] == ("desk", "human")


def test_after_too_many_failures_a_request_has_given_up():
    chat = Chat(handoff(Desk(REFUSED), failures_announced=0))
    chat.request()
    chat.request()

    assert steps(chat)[2:] == [("requested", "gave_up")]
    assert words(chat, "because")[-1] == ("gave_up",)
    assert len(set(words(chat, "request"))) == 2


def test_a_channel_without_a_desk_is_named():
    chat = Chat(Desk())
    chat.handoff._channels = {}
    chat.request()

    assert words(chat, "step", "because", "outcome") == [("requested", "no_desk", "not_possible")]


@pytest.mark.parametrize(
    ("skill", "told"),
    [
        ("billing", "billing."),
        ("humann", "humann. Did you mean human?"),
        ("hum an", "whose name is not shown. Did you mean human?"),
        ("human Jan", "whose name is not shown. Did you mean human?"),
        ("Jan Jansen 0612345678", "whose name is not shown."),
        ("hum\nan", "whose name is not shown."),
    ],
)
def test_a_skill_that_no_desk_has_is_named(caplog, skill, told):
    chat = Chat(Desk(skills={"human": ON}), skill=skill)
    chat.request()

    details = ("because", "outcome", "skill")
    assert words(chat, *details) == [("skill_not_found", "not_possible", "other")]
    line = next(line for line in caplog.messages if line.startswith("no transfer"))
    conversation, _, warning = line.removeprefix("no transfer in the conversation ").partition(": ")
    assert re.fullmatch("[0-9a-f]{40}", conversation)
    assert warning == (
        f"no desk of this channel has the skill {told} human_handoff.yml has human. "
        "Correct the slot human_handoff_skill, or write the skill under `skills` of a desk."
    )


def test_of_many_skills_the_last_ones_are_counted(caplog):
    names = KnownNames((), {f"skill{number}" for number in range(10)}, ())

    warn_of_skill("skill3", names)
    warn_of_skill("other", names)

    first, second = caplog.messages
    assert "has the skill skill3. human_handoff.yml has skill0, skill1, " in first
    assert "skill7 and 2 more. Correct" in second


def test_a_check_that_fails_reports_only_that(monkeypatch):
    chat = Chat(Desk()).say("I want a person", "human_handoff")
    monkeypatch.setattr("actions.human_handoff.rasa_side.before_transfer._new_request", None)
    chat.run(CheckShiftStatus)

    assert words(chat, "because", "outcome") == [("error", "unknown")]


def test_a_transfer_that_fails_in_between_is_unconfirmed(monkeypatch):
    chat = Chat(Desk(REQUESTED)).say("I want a person", "human_handoff")
    chat.run(CheckShiftStatus)
    for module in ("transfer", "transfer_events"):
        monkeypatch.setattr(f"actions.human_handoff.rasa_side.{module}.state_events", None)
    with pytest.raises(TypeError):
        chat.run(Escalate)
    monkeypatch.undo()
    monkeypatch.setattr("actions.human_handoff.rasa_side.transfer.escalation_of", None)
    chat.run(Escalate)

    assert steps(chat) == [("requested", None), ("attempted", "unconfirmed")]


def test_a_desk_that_is_no_longer_configured_is_not_possible():
    chat = Chat(Desk(), desk="gone", requested_skill="human")
    chat.run(Escalate)

    assert words(chat, "desk", "outcome") == [("other", "not_possible")]


def test_a_customer_whose_id_is_not_known_is_not_possible():
    chat = Chat(Desk(), desk="desk", requested_skill="human")
    chat.handoff._channels = {}
    chat.run(Escalate)

    assert words(chat, "desk", "outcome") == [("desk", "not_possible")]


@pytest.mark.parametrize(
    ("intent", "action", "reason"),
    [
        ("human_handoff", None, "asked"),
        ("contact_us", None, "asked"),
        ("faq", "action_human_handoff_follow_trigger", "trigger_event"),
        ("nlu_fallback", None, "misunderstood"),
        ("faq", "action_default_fallback", "misunderstood"),
        ("affirm", None, "offered"),
    ],
)
def test_a_request_has_a_reason(intent, action, reason):
    chat = Chat(Desk()).say("text", intent)
    if action:
        chat.action(action)
    chat.run(CheckShiftStatus)

    assert words(chat, "reason") == [(reason,)]


def test_a_repetition_after_a_crash_reports_the_same_event():
    chat = Chat(Desk()).say("I want a person", "human_handoff")
    first, second = (chat.dry_run(CheckShiftStatus).reports for _ in range(2))

    assert [each["id"] for each in first] == [each["id"] for each in second]


@pytest.mark.parametrize("slot", [None, "text", {"request": "x", "reason": "y"}, {"request": 3}])
def test_whatever_the_slot_holds_an_event_is_reported(slot):
    chat = Chat(Desk(), state="requested", desk="desk", tried=["desk/human"], event=slot)
    chat.run(Returned)

    assert words(chat, "step", "reason") == [("ended", None)]
    SCHEMA.validate(chat.reports[0])


def test_no_event_tells_who_the_customer_is():
    chat = Chat(Desk(REQUESTED), sender="+31612345678", name="Ada Lovelace", email="ada@x.nl")
    chat.request("I am Ada, call me")

    assert not [word for word in ("3161", "Ada", "ada@") if word in str(chat.reports)]


def test_each_attempt_of_one_action_has_a_time_of_its_own(monkeypatch):
    now = iter(range(1_790_000_000, 1_790_001_000))
    clock = SimpleNamespace(time=lambda: next(now), monotonic=time.monotonic)
    monkeypatch.setattr("actions.human_handoff.rasa_side.tracker.time", clock)
    chat = Chat(handoff(Desk(REFUSED), Desk(REFUSED), Desk(REQUESTED)))
    chat.request()

    times = [moment for (moment,) in words(chat, "time")]
    assert times == sorted(set(times))


def test_the_trigger_itself_reports_nothing():
    chat = Chat(Desk()).say("x", "faq").bot("One moment", triggerEvent="human_handoff")
    chat.run(FollowTrigger)

    assert chat.reports == []
