"""LivePerson as a desk: which call is made when, and what stands in for which."""

from datetime import timedelta

import pytest
from responses import matchers

from actions.human_handoff import Shift, ShiftStatus, Transfer, TransferState, errors
from actions.human_handoff.vendor_http.deadline import at_most, current_operation
from actions.human_handoff.vendors.liveperson.context_service import ContextService
from actions.human_handoff.vendors.liveperson.transfer_ways import TIME_FOR_CONTEXT_SECONDS
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import CONTEXT, ESCALATION, LOGIN, NOW, PROPERTIES, SHIFTS

QUARTER = timedelta(minutes=15)
ON, OFF = {"skillId": "1", "onShift": True}, {"skillId": "2", "onShift": False}
KEY = {"developer_key": "s3cret"}
EXPECTED = {
    "1": Shift(ShiftStatus.ON_SHIFT, as_of=NOW),
    "2": Shift(ShiftStatus.OFF_SHIFT, as_of=NOW),
}


def desk(**changes):
    return accounts.desk("liveperson", **changes)


def shared(**values):
    """A desk that shares shift status in the context service."""
    return desk(context_service=KEY | values)


def escalation(**values):
    asked = {"conversation_id": "c-1", "user_id": "u-1", "skill": "billing"}
    return accounts.escalation(**(asked | values))


def published(age=timedelta(0), **properties):
    stamp = (NOW - age).isoformat().replace("+00:00", "Z")
    return {"timestamp": stamp, "1": ON, "2": OFF, **properties}


@pytest.fixture
def asked(http, lives):
    """Declare that LivePerson itself is asked, and what it answers."""

    def declare(status=200, skills=(ON, OFF)):
        lives("agentVep", "login.test")
        lives("shiftstatus", "shifts.test")
        http.post(LOGIN, json={"bearer": "b"})
        return http.get(SHIFTS, status=status, json=list(skills))

    return declare


@pytest.fixture
def publishing(http):
    """Declare that a report is published, and with which status it is answered."""

    def declare(status=204, listed=None):
        properties = {"1": ON, "2": OFF, "timestamp": "2026-11-20T12:00:00.000Z"}
        match = [matchers.json_params_matcher(properties)]
        sent = http.patch(PROPERTIES, status=status, match=match)
        if status == 204:
            http.get(PROPERTIES, json=published() if listed is None else listed)
        return sent

    return declare


# Who is on shift


def test_liveperson_itself_is_asked_where_nothing_is_shared(asked):
    asked()

    report = desk().shift_report("billing", QUARTER)

    assert (report.as_of, report.shifts) == (NOW, EXPECTED)


@pytest.mark.parametrize("age", [timedelta(0), QUARTER, -QUARTER])
def test_what_another_bot_published_recently_will_do(http, age):
    http.get(PROPERTIES, json=published(age))

    report = shared().shift_report("billing", QUARTER)

    assert report.as_of == NOW - age
    assert report.shifts["1"] == Shift(ShiftStatus.ON_SHIFT, as_of=NOW - age)


@pytest.mark.parametrize(
    "response",
    [
        {"json": published(QUARTER + timedelta(seconds=1))},
        {"json": published(timedelta(days=-365))},
        {"json": {}},
        {"status": 404},
        {"status": 500},
        {"json": published(**{"1": "on"})},
        {"json": published(**{"1": {"skillId": 1}})},
        {"body": "<html>"},
    ],
    ids=["old", "future", "empty", "nobody", "down", "no object", "no status", "rubbish"],
)
def test_anything_else_shared_is_passed_over_and_replaced(http, asked, publishing, response):
    http.get(PROPERTIES, **response)
    asked()
    publishing()

    assert shared().shift_report("billing", QUARTER).shifts == EXPECTED


def test_a_desk_that_only_reads_publishes_nothing(http, asked):
    http.get(PROPERTIES, json={})
    asked()

    assert shared(use="read").shift_report("billing", QUARTER).shifts == EXPECTED


def test_a_desk_that_only_publishes_reads_nothing_first(asked, publishing):
    asked()
    publishing()

    assert shared(use="publish").shift_report("billing", QUARTER).shifts == EXPECTED


def test_a_report_that_cannot_be_published_is_still_a_report(asked, publishing, caplog):
    asked()
    publishing(status=500)

    assert shared(use="publish").shift_report("billing", QUARTER).shifts == EXPECTED
    assert caplog.messages[0].startswith("shift status not published to the context service: ")


def test_a_refresh_asks_anew_and_publishes(asked, publishing):
    asked()
    publishing()

    assert shared().refresh("billing").shifts == EXPECTED


def test_a_refresh_that_cannot_publish_is_an_error(asked, publishing):
    asked()
    publishing(status=413)

    with pytest.raises(errors.VendorRefusedError):
        shared().refresh("billing")


def test_a_skill_that_is_listed_twice_does_not_move_the_others(asked, publishing):
    """Each object is published under its own id, whatever stands before it."""
    asked(skills=[ON, ON, OFF])
    sent = publishing(listed={})

    shared().refresh("billing")

    assert sent.call_count == 1


# The transfer


@pytest.mark.parametrize(
    ("skill", "number", "name"), [("billing", "1", "Billing"), ("77", "77", "77")]
)
def test_a_transfer_names_the_skill_by_number_and_by_name(http, skill, number, name):
    named = {"agentSkillId": number, "agentSkillName": name}
    match = [matchers.json_params_matcher(named, strict_match=False)]
    http.post(ESCALATION, json={"id": 5}, match=match)
    agents = desk(escalation={"results": {"transfer": "id"}})

    transfer = agents.escalate(escalation(skill=skill))

    assert transfer == Transfer(TransferState.REQUESTED, {"transfer": 5})


def passing(**values):
    """A desk that passes intent and question on in the context service."""
    return desk(escalation={"pass_context": True}, context_service=KEY, **values)


def test_what_the_bot_knows_is_passed_on_before_the_transfer(http):
    known = {"intent": "pay", "message": "my bill"}
    match = [matchers.json_params_matcher(known)]
    http.patch(f"{CONTEXT}/c-1/properties", status=204, match=match)
    http.post(ESCALATION)

    passing().escalate(escalation(intent="pay", question="my bill"))

    assert [call.request.method for call in http.calls] == ["PATCH", "POST"]


def test_nothing_is_passed_on_where_the_transfer_needs_the_time(http, caplog):
    http.post(ESCALATION)

    with at_most(TIME_FOR_CONTEXT_SECONDS - 0.1):
        passing().escalate(escalation(intent="pay", question="my bill"))

    assert [call.request.method for call in http.calls] == ["POST"]
    assert "not stored, because the transfer needs the time" in caplog.text


def test_publishing_takes_no_longer_than_two_seconds_of_the_customers_time(
    asked, publishing, monkeypatch
):
    left, publish = [], ContextService.publish

    def timed(*arguments):
        left.append(current_operation.get().seconds_left())
        publish(*arguments)

    monkeypatch.setattr(ContextService, "publish", timed)
    asked()
    publishing()

    with at_most(30):
        shared(use="publish").shift_report("billing", timedelta(0))

    assert left == [pytest.approx(2.0, abs=0.1)]


@pytest.mark.parametrize(
    ("agents", "known"), [(passing(), {}), (shared(), {"intent": "pay", "question": "my bill"})]
)
def test_nothing_is_passed_on_unless_something_is_known_and_it_is_configured(http, agents, known):
    http.post(ESCALATION)

    assert agents.escalate(escalation(**known)).state is TransferState.REQUESTED


def test_what_cannot_be_passed_on_does_not_stop_the_transfer(http, caplog):
    http.patch("https://ccs.test/v1/account/12345678/shift_status/c-1/properties", status=500)
    http.post(ESCALATION)
    agents = passing(urls={"context_service": "https://ccs.test"})

    assert agents.escalate(escalation(intent="pay")).state is TransferState.REQUESTED
    assert caplog.messages == [
        "intent and question not stored in the context service: "
        "LivePerson: PATCH a conversation's properties answered 500"
    ]
