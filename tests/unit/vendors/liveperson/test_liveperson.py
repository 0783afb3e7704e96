"""LivePerson as a desk: which call is made when, and what stands in for which."""

import copy
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff.desk import Escalation, Shift, ShiftStatus, Transfer, TransferState
from actions.human_handoff.errors import ConfigurationError, SkillError, VendorRefusedError
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors.liveperson import LivePerson

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
QUARTER = timedelta(minutes=15)
SECTION = {
    "account": 12345678,
    "region": "eu",
    "skills": {"billing": {"id": 1, "name": "Billing"}, "human": {"id": "2", "name": "Human"}},
    "login": {"username": "bot", "app_key": "key", "secret": "s3cret"},
    "escalation": {"api_key": "s3cret", "chat_bot_id": "bot-1"},
    "urls": {"domains": "http://directory.test"},
}
ON, OFF = {"skillId": "1", "onShift": True}, {"skillId": "2", "onShift": False}
CONTEXT = "https://z2.context.liveperson.net/v1/account/12345678/shift_status"
PROPERTIES = f"{CONTEXT}/properties"
SHIFTS = "http://shifts.test/api/account/12345678/shift-status"
ESCALATION = (
    "https://platformservice-eu.botcentralapi.com/botservice-0.1/botcentral/livePersonAgent"
)


def section(**changes):
    values = copy.deepcopy(SECTION)
    for path, value in changes.items():
        if isinstance(value, dict):
            values.setdefault(path, {}).update(value)
        else:
            values[path] = value
    return values


def desk(**changes):
    settings = read_settings(LivePerson.Settings, section(**changes), "f.yml: liveperson")
    return LivePerson(settings, "f.yml: liveperson", clock=lambda: NOW)


def shared(**values):
    return desk(context_service={"developer_key": "s3cret", **values})


@pytest.fixture
def asked(http, lives):
    """Declare that LivePerson itself is asked, and what it says."""

    def declare(status=200, skills=(ON, OFF)):
        lives("agentVep", "login.test")
        lives("shiftstatus", "shifts.test")
        http.post("http://login.test/api/account/12345678/login", json={"bearer": "b"})
        return http.get(SHIFTS, status=status, json=list(skills))

    return declare


EXPECTED = {
    "1": Shift(ShiftStatus.ON_SHIFT, as_of=NOW),
    "2": Shift(ShiftStatus.OFF_SHIFT, as_of=NOW),
}


def published(age=timedelta(0), **properties):
    stamp = (NOW - age).isoformat().replace("+00:00", "Z")
    return {"timestamp": stamp, "1": ON, "2": OFF, **properties}


# Skills


def test_a_configured_skill_is_its_number_and_a_number_stands_for_itself():
    assert [desk().skill_key(skill) for skill in ("billing", "human", "77")] == ["1", "2", "77"]


@pytest.mark.parametrize("skill", ["ghosts", "", " 1", "1\n", "²", "١", "-1", "1.5", "1" * 21])
def test_a_word_that_is_neither_is_no_skill(skill):
    with pytest.raises(SkillError, match="the skill is not configured and is not a number"):
        desk().skill_key(skill)


@given(st.text())
def test_a_key_is_always_a_number(skill):
    try:
        key = KEYS.skill_key(skill)
    except SkillError:
        return
    assert key.isascii()
    assert key.isdecimal()


KEYS = desk()


@pytest.mark.parametrize("number", ["human", "", "²", "1 2"])
def test_a_skill_whose_id_is_no_number_is_told(number):
    with pytest.raises(ConfigurationError) as caught:
        desk(skills={"human": {"id": number, "name": "Human"}})

    assert str(caught.value).startswith(f"f.yml: liveperson.skills.human.id is wrong: {number!r} ")


def test_the_message_travels_with_the_transfer_but_not_on_every_channel():
    assert desk().carries_message("liveperson")
    assert not desk().carries_message("web")
    assert not desk().carries_message("cmdline")
    assert desk(escalation={"message_not_delivered_on": []}).carries_message("web")


# Who is on shift


def test_liveperson_itself_is_asked_where_nothing_is_shared(asked):
    asked()

    report = desk().shift_report("billing", QUARTER)

    assert (report.as_of, report.shifts) == (NOW, EXPECTED)


def test_building_a_desk_calls_nobody(http):
    assert shared()


@pytest.mark.parametrize("age", [timedelta(0), QUARTER, -QUARTER])
def test_what_another_bot_published_recently_will_do(http, age):
    http.get(PROPERTIES, json=published(age))

    report = shared().shift_report("billing", QUARTER)

    assert report.as_of == NOW - age
    assert report.shifts["1"] == Shift(ShiftStatus.ON_SHIFT, as_of=NOW - age)


@pytest.mark.parametrize(
    "answer",
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
def test_anything_else_shared_is_passed_over_and_replaced(http, asked, answer):
    http.get(PROPERTIES, **answer)
    asked()
    http.patch(
        PROPERTIES,
        status=204,
        match=[
            matchers.json_params_matcher(
                {"1": ON, "2": OFF, "timestamp": "2026-11-20T12:00:00.000Z"}
            )
        ],
    )
    http.get(PROPERTIES, json=published())

    assert shared().shift_report("billing", QUARTER).shifts == EXPECTED


def test_a_desk_that_only_reads_publishes_nothing(http, asked):
    http.get(PROPERTIES, json={})
    asked()

    assert shared(use="read").shift_report("billing", QUARTER).shifts == EXPECTED


def test_a_desk_that_only_publishes_reads_nothing_first(http, asked):
    asked()
    http.patch(PROPERTIES, status=204)
    http.get(PROPERTIES, json=published())

    assert shared(use="publish").shift_report("billing", QUARTER).shifts == EXPECTED


def test_a_report_that_cannot_be_published_is_still_a_report(http, asked, caplog):
    asked()
    http.patch(PROPERTIES, status=500)

    assert shared(use="publish").shift_report("billing", QUARTER).shifts == EXPECTED
    assert caplog.messages[0].startswith("shift status not published to the context service: ")


def test_a_refresh_asks_anew_and_publishes(http, asked):
    asked()
    http.patch(PROPERTIES, status=204)
    http.get(PROPERTIES, json=published())

    assert shared().refresh("billing").shifts == EXPECTED


def test_a_refresh_that_cannot_publish_says_so(http, asked):
    asked()
    http.patch(PROPERTIES, status=413)

    with pytest.raises(VendorRefusedError):
        shared().refresh("billing")


def test_a_skill_that_is_listed_twice_does_not_move_the_others(http, asked):
    """Each object is published under its own id, whatever stands before it."""
    asked(skills=[ON, ON, OFF])
    sent = http.patch(
        PROPERTIES,
        status=204,
        match=[
            matchers.json_params_matcher(
                {"1": ON, "2": OFF, "timestamp": "2026-11-20T12:00:00.000Z"}
            )
        ],
    )
    http.get(PROPERTIES, json={})

    shared().refresh("billing")

    assert sent.call_count == 1


def test_a_vendor_that_fails_is_an_error_and_then_answers_again(http, asked):
    asked(status=500)
    agents = desk()
    with pytest.raises(VendorRefusedError):
        agents.shift_report("billing", QUARTER)

    http.replace("GET", SHIFTS, json=[ON, OFF])
    assert agents.shift_report("billing", QUARTER).shifts == EXPECTED


# The transfer


def escalation(**values):
    return Escalation(**{"conversation_id": "c-1", "user_id": "u-1", "skill": "billing", **values})


@pytest.mark.parametrize(
    ("skill", "number", "name"), [("billing", "1", "Billing"), ("77", "77", "77")]
)
def test_a_transfer_names_the_skill_by_number_and_by_name(http, skill, number, name):
    http.post(
        ESCALATION,
        json={"id": 5},
        match=[
            matchers.json_params_matcher(
                {"agentSkillId": number, "agentSkillName": name}, strict_match=False
            )
        ],
    )
    agents = desk(escalation={"results": {"transfer": "id"}})

    assert agents.escalate(escalation(skill=skill)) == Transfer(
        TransferState.REQUESTED, {"transfer": 5}
    )


def test_a_skill_that_cannot_be_is_not_sent():
    with pytest.raises(SkillError):
        desk().escalate(escalation(skill="ghosts"))


def test_another_address_is_used_if_it_is_configured(http):
    http.post("http://proxy.test/lp/botservice-0.1/botcentral/livePersonAgent")

    desk(urls={"escalation": "http://proxy.test/lp/"}).escalate(escalation())


def passing(**values):
    return desk(
        escalation={"pass_context": True}, context_service={"developer_key": "s3cret"}, **values
    )


def test_what_the_bot_knows_is_passed_on_before_the_transfer(http):
    http.patch(
        f"{CONTEXT}/c-1/properties",
        status=204,
        match=[matchers.json_params_matcher({"intent": "pay", "message": "my bill"})],
    )
    http.post(ESCALATION)

    passing().escalate(escalation(intent="pay", question="my bill"))

    assert [call.request.method for call in http.calls] == ["PATCH", "POST"]


def test_a_bot_that_knows_nothing_passes_nothing_on(http):
    http.post(ESCALATION)

    passing().escalate(escalation())


def test_what_cannot_be_passed_on_does_not_stop_the_transfer(http, caplog):
    http.patch("http://ccs.test/v1/account/12345678/shift_status/c-1/properties", status=500)
    http.post(ESCALATION)

    transfer = passing(urls={"context_service": "http://ccs.test"}).escalate(
        escalation(intent="pay")
    )

    assert transfer.state is TransferState.REQUESTED
    assert caplog.messages == [
        "intent and question not stored in the context service: "
        "LivePerson: PATCH a conversation's properties answered 500"
    ]


def test_context_is_not_passed_on_unless_it_is_configured(http):
    http.post(ESCALATION)

    shared().escalate(escalation(intent="pay", question="my bill"))


def test_passing_context_on_needs_the_context_service():
    with pytest.raises(ConfigurationError, match="pass_context needs f"):
        desk(escalation={"pass_context": True})


def test_no_secret_is_in_a_repr():
    agents = passing()
    settings = read_settings(LivePerson.Settings, section(), "f.yml: liveperson")

    assert "s3cret" not in repr(settings) + str(settings) + repr(agents) + repr(vars(agents))
