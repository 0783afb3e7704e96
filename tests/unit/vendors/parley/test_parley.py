"""Parley as a desk: which call is made when, and what the agents are told."""

import traceback
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.human_handoff.desk import (
    Contact,
    Escalation,
    Shift,
    ShiftReport,
    ShiftStatus,
    Transfer,
    TransferState,
)
from actions.human_handoff.errors import (
    ConfigurationError,
    SkillError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
)
from actions.human_handoff.ownership import Owner, Ownership
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors import DESKS
from actions.human_handoff.vendors.parley import Parley
from tests.unit.vendors.parley.parley_stage import AGENTS, BOT, JSON, NOW, URL, Says, success

QUARTER = timedelta(minutes=15)
OWNER = f"{URL}/users/20/owner"
ON, OFF = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT
JANE = Contact("Jane Doe", "jane@example.org")


def desk(api=None, **changes):
    section = {
        "service": BOT,
        "account": "0W4qcE5aXoKq9OzvHxj2",
        "secret": "top-secret",
        "skills": {"human": {"service": AGENTS}},
        "urls": {"service_api": URL},
        **changes,
    }
    settings = read_settings(Parley.Settings, section, "f.yml: parley")
    return Parley(settings, "f.yml: parley", api=api, clock=lambda: NOW)


def named(**changes):
    return desk(skills={"human": {"name": "Agent Service"}}, **changes)


def escalation(**values):
    return Escalation(**{"conversation_id": "c-1", "user_id": "20", "skill": "human", **values})


def test_it_is_a_desk_with_owners_and_says_what_it_can_do():
    agents = desk()

    assert DESKS["parley"] is Parley
    assert isinstance(agents, Ownership)
    assert agents.carries_contact
    assert agents.reports_all_skills
    assert not agents.reports_shifts
    assert not agents.reports_openings
    assert not agents.tells_of_failures


def test_building_a_desk_calls_nobody(http):
    assert named()


def test_a_wrong_section_is_told_when_the_desk_is_built():
    with pytest.raises(ConfigurationError, match="skills is empty"):
        desk(skills={})


def test_a_skill_is_the_builders_word():
    assert desk().skill_key("human") == "human"


@pytest.mark.parametrize("skill", ["ghosts", "", AGENTS, BOT, "1", "Human"])
def test_any_other_word_is_no_skill_and_nothing_is_sent(http, skill):
    with pytest.raises(SkillError, match="Parley: the skill is not configured"):
        desk().skill_key(skill)
    with pytest.raises(SkillError):
        desk().escalate(escalation(skill=skill))


@pytest.mark.parametrize("channel", ["parley", "rest", ""])
def test_the_transfer_message_is_the_bots_to_say(channel):
    assert not desk().carries_message(channel)


# Who is there


def test_one_list_of_services_answers_for_every_skill(services):
    asked = services()
    skills = {
        "human": {"service": AGENTS},
        "billing": {"name": "Agent Service"},
        "sales": {"service": "sales1"},
    }

    assert desk(skills=skills).shift_report("human", QUARTER) == ShiftReport(
        NOW,
        {
            "human": Shift(ON, as_of=NOW),
            "billing": Shift(ON, as_of=NOW),
            "sales": Shift(OFF, as_of=NOW),
        },
    )
    assert asked.call_count == 1


def test_a_refresh_asks_anew(services):
    asked = services()
    agents = desk()

    agents.refresh("human")
    agents.refresh("human")

    assert asked.call_count == 2


def test_a_list_that_fails_is_an_error_and_then_it_answers_again(http, services, documented):
    services(status=500)
    agents = desk()
    with pytest.raises(VendorRefusedError):
        agents.shift_report("human", QUARTER)

    http.replace("GET", f"{URL}/services", json=documented("services"))
    assert agents.shift_report("human", QUARTER).shifts["human"].status is ON


@given(JSON)
def test_any_list_is_a_report_of_every_skill_or_makes_no_sense(data):
    agents = desk(Says(success(data)))

    try:
        report = agents.shift_report("human", QUARTER)
    except VendorResponseError:
        return
    assert list(report.shifts) == ["human"]
    assert report.shifts["human"].status in (ON, OFF)


# The transfer


def test_the_agents_are_told_what_is_known_field_by_field(http, signed, documented):
    http.put(
        OWNER,
        json=documented("owner_changed"),
        match=signed(
            {
                "newOwner": AGENTS,
                "metadata": {
                    "reason": "question_too_complex",
                    "name": "Jane Doe",
                    "email": "jane@example.org",
                    "intent": "pay",
                    "question": "what of my bill",
                },
            }
        ),
    )
    asked = escalation(contact=JANE, intent="pay", question="what of my bill", message="Hold on.")

    transfer = desk(reason="question_too_complex").escalate(asked)

    assert transfer == Transfer(TransferState.WITH_AGENT)
    assert b"Hold on." not in http.calls[0].request.body


@pytest.mark.parametrize(
    ("changes", "values", "metadata"),
    [
        ({}, {}, {}),
        ({}, {"contact": JANE}, {"name": "Jane Doe", "email": "jane@example.org"}),
        ({}, {"contact": Contact(None, "j@x.test")}, {"email": "j@x.test"}),
        ({}, {"contact": Contact("", ""), "intent": "", "question": ""}, {}),
        ({"metadata": []}, {"contact": JANE, "intent": "pay"}, {}),
        ({"metadata": ["intent", "reason"]}, {"contact": JANE, "intent": "a"}, {"intent": "a"}),
        ({"metadata": ["reason"], "reason": "why"}, {"contact": JANE}, {"reason": "why"}),
        ({"metadata": ["name"], "reason": "why"}, {"contact": JANE}, {"name": "Jane Doe"}),
    ],
)
def test_only_what_is_configured_and_known_is_told(http, signed, changes, values, metadata):
    http.put(OWNER, json=success({}), match=signed({"newOwner": AGENTS, "metadata": metadata}))

    assert desk(**changes).escalate(escalation(**values)).state is TransferState.WITH_AGENT


@pytest.mark.parametrize(
    ("user_id", "path"), [("20", "20"), (None, "c-1"), ("", "c-1"), ("a/b", "a%2Fb")]
)
def test_the_user_is_the_channels_or_the_conversation(http, user_id, path):
    http.put(f"{URL}/users/{path}/owner", json=success({}))

    desk().escalate(escalation(user_id=user_id))

    assert http.calls[0].request.url.endswith(f"/users/{path}/owner")


def test_a_name_is_looked_up_before_the_first_transfer_alone(http, services, signed):
    services()
    http.put(OWNER, json=success({}), match=signed({"newOwner": AGENTS, "metadata": {}}))
    agents = named()

    agents.escalate(escalation())
    agents.escalate(escalation())

    assert [call.request.method for call in http.calls] == ["GET", "PUT", "PUT"]


def test_a_name_that_nobody_has_transfers_nothing(services):
    services({"identification": "x", "name": "Sales", "default": "false"})

    with pytest.raises(SkillError):
        named().escalate(escalation())


@pytest.mark.parametrize(
    ("answer", "may_have_acted"),
    [
        ({"status": 400, "json": {"status": "ERROR"}}, False),
        ({"status": 401}, False),
        ({"status": 403}, False),
        ({"status": 429}, False),
        ({"status": 500}, False),
        ({"status": 502}, True),
        ({"status": 504}, True),
        ({"json": {"status": "ERROR", "notifications": [{"message": "owner_gone"}]}}, False),
        ({"json": {"status": "ERROR", "notifications": [{"message": "no Jane Doe"}]}}, False),
        ({"json": {"data": {"name": "Jane Doe"}}}, True),
        ({"body": "<html>Jane Doe</html>"}, True),
        ({"body": ""}, True),
    ],
)
def test_a_transfer_that_fails_is_told_apart_keeps_secrets_and_may_be_asked_for_again(
    http, caplog, answer, may_have_acted
):
    caplog.set_level("DEBUG")
    http.put(OWNER, **answer)
    agents = desk(reason="private reason")
    asked = escalation(contact=JANE, intent="pay", question="my private bill")

    with pytest.raises(VendorError) as caught:
        agents.escalate(asked)

    assert caught.value.may_have_acted is may_have_acted
    error = caught.value
    printed = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    printed += repr(error) + caplog.text + repr(asked) + repr(agents) + repr(vars(agents))
    for private in ("top-secret", "Jane", "jane@", "private bill", "users/20"):
        assert private not in printed
    http.replace("PUT", OWNER, json=success({}))
    assert agents.escalate(asked).state is TransferState.WITH_AGENT


@given(JSON)
@example(success({}))
def test_no_answer_but_a_success_is_a_transfer(said):
    try:
        transfer = desk(Says(said)).escalate(escalation())
    except VendorError as error:
        assert isinstance(error, (VendorRefusedError, VendorResponseError))  # noqa: PT017
    else:
        assert said["status"] == "SUCCESS"
        assert transfer == Transfer(TransferState.WITH_AGENT)


# Whose the user is


@pytest.mark.parametrize(
    ("data", "owner"),
    [
        ({"owner": BOT}, Owner.BOT),
        ({"owner": {"identification": BOT}}, Owner.BOT),
        ({"identification": BOT}, Owner.BOT),
        ({"owner": AGENTS}, Owner.AGENTS),
        ({"owner": {"identification": AGENTS}}, Owner.AGENTS),
        ({"owner": "sales1"}, Owner.SOMEBODY_ELSE),
        ({"owner": BOT.upper()}, Owner.SOMEBODY_ELSE),
        ({"owner": None}, Owner.UNKNOWN),
        ({}, Owner.UNKNOWN),
        (None, Owner.UNKNOWN),
    ],
)
def test_an_owner_is_the_bot_the_agents_somebody_else_or_unknown(http, signed, data, owner):
    http.get(OWNER, json=success(data), match=signed())

    assert desk().owner("20") is owner


@pytest.mark.parametrize(
    ("data", "owner", "listed"),
    [(AGENTS, Owner.AGENTS, 1), ("sales1", Owner.SOMEBODY_ELSE, 1), (BOT, Owner.BOT, 0)],
)
def test_a_name_is_looked_up_where_it_matters(http, request, data, owner, listed):
    if listed:
        request.getfixturevalue("services")()
    http.get(OWNER, json=success({"owner": data}))
    agents = named()

    assert agents.owner("20") is owner
    assert agents.owner("20") is owner
    assert sum(call.request.url.endswith("/services") for call in http.calls) == listed


def test_an_owner_that_is_not_told_is_an_error_and_then_it_is_told(http):
    http.get(OWNER, status=500)
    with pytest.raises(VendorRefusedError):
        desk().owner("20")

    http.replace("GET", OWNER, json=success({"owner": AGENTS}))
    assert desk().owner("20") is Owner.AGENTS


@given(JSON | st.fixed_dictionaries({"owner": JSON}))
@example({"owner": BOT})
@example({"owner": {"identification": BOT}})
def test_any_answer_is_an_owner_and_the_bot_only_where_it_stands(data):
    owner = desk(Says(success(data))).owner("20")

    assert owner in Owner
    inner = data.get("owner", data) if isinstance(data, dict) else None
    said = inner.get("identification") if isinstance(inner, dict) else inner
    assert (owner is Owner.BOT) == (said == BOT)


def test_a_user_is_given_back_by_the_same_call(http, signed):
    http.put(OWNER, json=success({}), match=signed({"newOwner": BOT, "metadata": {}}))

    assert desk(reason="why").give_back("20") is None


def test_a_user_that_is_not_given_back_is_an_error_and_then_is(http):
    http.put(OWNER, json={"status": "ERROR"})
    with pytest.raises(VendorRefusedError):
        desk().give_back("20")

    http.replace("PUT", OWNER, json=success({}))
    assert desk().give_back("20") is None
