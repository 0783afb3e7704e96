"""Parley as a desk: which call is made when, and what the agents receive."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.human_handoff import (
    Contact,
    Owner,
    Shift,
    ShiftReport,
    ShiftStatus,
    SkillError,
    Transfer,
    TransferState,
    errors,
)
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import AGENTS, BOT, JANE, NOW, SERVICE_API, SERVICES
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.parley.payloads import JSON, success

QUARTER = timedelta(minutes=15)
OWNER = f"{SERVICE_API}/users/20/owner"
ON, OFF = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT


def desk(api=None, **changes):
    return accounts.desk("parley", api, **changes)


def named(**changes):
    """A desk whose agents' Service is configured by its name."""
    return desk(skills={"human": {"name": "Agent Service"}}, **changes)


def escalation(**values):
    return accounts.escalation(**{"conversation_id": "c-1", "user_id": "20", **values})


# Who is there


def test_one_list_of_services_answers_for_every_skill(services):
    asked = services()
    skills = {"billing": {"name": "Agent Service"}, "sales": {"service": "sales1"}}

    shifts = {"human": ON, "billing": ON, "sales": OFF}
    assert desk(skills=skills).shift_report("human", QUARTER) == ShiftReport(
        NOW, {skill: Shift(status, as_of=NOW) for skill, status in shifts.items()}
    )
    assert asked.call_count == 1


@given(JSON)
def test_any_list_is_a_report_of_every_skill_or_makes_no_sense(data):
    agents = desk(FixedVendor(success(data)))

    try:
        report = agents.shift_report("human", QUARTER)
    except errors.VendorResponseError:
        return
    assert list(report.shifts) == ["human"]
    assert report.shifts["human"].status in (ON, OFF)


# The transfer


def test_the_agents_get_what_is_known_field_by_field(http, signed, documented):
    metadata = {
        "reason": "question_too_complex",
        "name": "Jane Doe",
        "email": "jane@example.org",
        "intent": "pay",
        "question": "what of my bill",
    }
    sent = signed({"newOwner": AGENTS, "metadata": metadata})
    http.put(OWNER, json=documented("owner_changed"), match=sent)
    request = escalation(contact=JANE, intent="pay", question="what of my bill", message="Hold on.")

    transfer = desk(reason="question_too_complex").escalate(request)

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
def test_only_what_is_configured_and_known_is_sent(http, signed, changes, values, metadata):
    http.put(OWNER, json=success({}), match=signed({"newOwner": AGENTS, "metadata": metadata}))

    assert desk(**changes).escalate(escalation(**values)).state is TransferState.WITH_AGENT


@pytest.mark.parametrize(
    ("user_id", "path"), [("20", "20"), (None, "c-1"), ("", "c-1"), ("a/b", "a%2Fb")]
)
def test_the_user_is_the_channels_or_the_conversation(http, user_id, path):
    http.put(f"{SERVICE_API}/users/{path}/owner", json=success({}))

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


@given(JSON)
@example(success({}))
def test_no_answer_but_a_success_is_a_transfer(payload):
    try:
        transfer = desk(FixedVendor(payload)).escalate(escalation())
    except (errors.VendorRefusedError, errors.VendorResponseError):
        return
    assert payload["status"] == "SUCCESS"
    assert transfer == Transfer(TransferState.WITH_AGENT)


# The owner of a user


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
    assert sum(call.request.url == SERVICES for call in http.calls) == listed


@given(JSON | st.fixed_dictionaries({"owner": JSON}))
@example({"owner": BOT})
@example({"owner": {"identification": BOT}})
def test_any_answer_is_an_owner_and_the_bot_only_where_it_stands(data):
    owner = desk(FixedVendor(success(data))).owner("20")

    assert owner in Owner
    inner = data.get("owner", data) if isinstance(data, dict) else None
    named_owner = inner.get("identification") if isinstance(inner, dict) else inner
    assert (owner is Owner.BOT) == (named_owner == BOT)


def test_a_user_is_given_back_by_the_same_call(http, signed):
    http.put(OWNER, json=success({}), match=signed({"newOwner": BOT, "metadata": {}}))

    assert desk(reason="why").give_back("20") is None


@pytest.mark.parametrize(("user", "owned"), [("20", "20"), (None, "c-1")])
def test_the_bot_takes_a_user_back_by_that_call_too(http, signed, user, owned):
    address = OWNER.replace("/20/", f"/{owned}/")
    http.put(address, json=success({}), match=signed({"newOwner": BOT, "metadata": {}}))

    assert desk().takes_back
    desk().take_back("c-1", user)
