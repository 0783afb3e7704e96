"""What holds of every vendor's desk before and beside its calls."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff import (
    AgentDesk,
    Ownership,
    SettingsModel,
    Shift,
    SkillError,
    TransferState,
    VendorConnectionError,
)
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors import DESKS
from tests.unit.printed import printed
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import AGENTS, BOT, CHAT, JANE, desk, escalation, section

QUARTER = timedelta(minutes=15)
ANY = re.compile(".*")
SKILLS = {"cm": {"billing": {}}, "liveperson": {}, "parley": {}}
# What each desk declares, where it is not what `AgentDesk` says for all.
DECLARED = {
    "cm": {
        "vendor": "CM.com",
        "channels": ("cm",),
        "carries_contact": True,
        "old_report_will_do": False,
        "takes_back": True,
        "fresh_for": timedelta(seconds=20),
    },
    "liveperson": {
        "vendor": "LivePerson",
        "channels": ("liveperson",),
        "reports_openings": True,
        "reports_all_skills": True,
        "tells_of_failures": True,
    },
    "parley": {
        "vendor": "Parley",
        "channels": ("parley",),
        "carries_contact": True,
        "reports_all_skills": True,
        "reports_shifts": False,
        "takes_back": True,
    },
}
OURS = {"sends_by_vendor_api": True}
VENDORS = pytest.mark.parametrize("vendor", sorted(DESKS))


def test_every_vendor_is_a_desk_with_settings_of_its_own():
    assert DESKS
    for name, kind in DESKS.items():
        assert issubclass(kind, AgentDesk)
        assert issubclass(kind.Settings, SettingsModel)
        assert kind.vendor
        assert name == name.lower()


def test_a_desk_that_publishes_nothing_refreshes_by_asking_anew():
    class Acme(AgentDesk):
        vendor, Settings = "Acme", SettingsModel

        def __init__(self) -> None:
            self.asked = []

        def shift_report(self, *question):
            self.asked.append(question)
            return "report"

        skill_key = carries_message = escalate = None

    acme = Acme()

    assert acme.refresh("human") == "report"
    assert [(skill, age.total_seconds()) for skill, age in acme.asked] == [("human", 0)]


@pytest.mark.parametrize("call", ["cm presence", "parley services"], indirect=True)
def test_a_refresh_asks_anew(http, call):
    asked = http.add(call.method, call.url, **call.accepted)
    agents = call.client()

    for _ in range(2):
        assert agents.refresh("human").shifts == {"human": Shift(call.result, as_of=accounts.NOW)}
    assert asked.call_count == 2


@VENDORS
def test_a_desk_declares_what_its_vendor_can_do(vendor):
    names = [name for name in AgentDesk.__annotations__ if name != "Settings"]
    defaults = {name: getattr(AgentDesk, name, None) for name in names}

    assert {name: getattr(DESKS[vendor], name) for name in names} == defaults | OURS | DECLARED[
        vendor
    ]
    assert isinstance(desk(vendor), Ownership) is (vendor == "parley")


@VENDORS
def test_a_desk_that_is_not_asked_to_tells_no_waiting_time_and_calls_nobody(http, vendor):
    agents = desk(vendor)

    assert not agents.tells_waiting_time
    assert agents.waiting("human") is None


@VENDORS
def test_building_a_desk_calls_nobody(http, vendor):
    assert desk(vendor)


@pytest.mark.parametrize(
    ("vendor", "skill", "key"),
    [
        ("cm", "human", "human"),
        ("cm", "billing", "billing"),
        ("liveperson", "human", "2"),
        ("liveperson", "billing", "1"),
        ("liveperson", "77", "77"),
        ("parley", "human", "human"),
    ],
)
def test_a_configured_skill_has_a_key_and_a_number_is_a_key_at_liveperson(vendor, skill, key):
    assert desk(vendor, skills=SKILLS[vendor]).skill_key(skill) == key


@pytest.mark.parametrize(
    ("vendor", "skill"),
    [
        *(("cm", skill) for skill in ["ghosts", "", "Human", "human ", "1"]),
        *(("parley", skill) for skill in ["ghosts", "", AGENTS, BOT, "1", "Human"]),
        *(
            ("liveperson", skill)
            for skill in ["ghosts", "", " 1", "1\n", "²", "١", "-1", "1.5", "1" * 21]
        ),
    ],
)
def test_any_other_word_is_no_skill_and_nothing_is_sent(http, vendor, skill):
    agents = desk(vendor)

    with pytest.raises(SkillError, match=f"{agents.vendor}: the skill is not configured"):
        agents.skill_key(skill)
    with pytest.raises(SkillError):
        agents.escalate(escalation(skill=skill))
    if not agents.reports_all_skills:
        with pytest.raises(SkillError):
            agents.shift_report(skill, QUARTER)


@given(st.text())
def test_a_key_of_liveperson_is_always_a_number(skill):
    try:
        key = LIVEPERSON.skill_key(skill)
    except SkillError:
        return
    assert key.isascii()
    assert key.isdecimal()


LIVEPERSON = desk("liveperson")


@pytest.mark.parametrize(
    ("vendor", "changes", "channel", "carries"),
    [
        ("cm", {}, "rest", False),
        ("parley", {}, "parley", False),
        ("parley", {}, "rest", False),
        ("parley", {}, "", False),
        ("liveperson", {}, "liveperson", True),
        ("liveperson", {}, "web", False),
        ("liveperson", {}, "cmdline", False),
        ("liveperson", {"escalation": {"message_not_delivered_on": []}}, "web", True),
    ],
)
def test_the_transfer_carries_the_message_where_the_vendor_shows_it(
    vendor, changes, channel, carries
):
    assert desk(vendor, **changes).carries_message(channel) is carries


@pytest.mark.parametrize(
    ("vendor", "changed", "documented"),
    [
        ("cm", "router", accounts.MUTATIONS),
        ("liveperson", "escalation", accounts.ESCALATION),
    ],
)
def test_another_address_is_used_if_it_is_configured(http, vendor, changed, documented):
    http.post(f"https://proxy.test/path{urlsplit(documented).path}")
    agents = desk(vendor, urls={changed: "https://proxy.test/path/"})

    assert agents.escalate(escalation()).state is TransferState.REQUESTED


def transfer(agents, chat_id):
    agents.escalate(escalation(conversation_id=chat_id))


def owner(agents, chat_id):
    agents.owner(chat_id)


@pytest.mark.parametrize("chat_id", ["", ".", "..", "\ud800"])
@pytest.mark.parametrize(
    ("vendor", "act"), [("cm", transfer), ("parley", transfer), ("parley", owner)]
)
def test_an_id_that_no_address_can_hold_is_not_sent(http, vendor, act, chat_id):
    agents = desk(vendor)

    with pytest.raises(VendorConnectionError) as caught:
        act(agents, chat_id)

    problem = "nothing was sent, the id cannot stand in an address"
    assert str(caught.value) == f"{agents.vendor}: {problem}"
    assert not caught.value.may_have_acted


# What nobody else may read


@VENDORS
def test_no_secret_and_no_customer_is_in_a_repr(vendor):
    changes = {} if vendor != "liveperson" else {"context_service": {"developer_key": "d3veloper"}}
    agents = desk(vendor, **changes)
    settings = read_settings(DESKS[vendor].Settings, section(vendor, **changes), "f.yml")
    parts = [vars(part) for part in vars(agents).values() if hasattr(part, "__dict__")]

    shown = repr(settings) + str(settings) + repr(agents) + repr(vars(agents)) + repr(parts)

    assert not [secret for secret in accounts.SECRETS if secret in shown]
    request = escalation(contact=JANE, message="for Jane", question="what of jane@x.test")
    assert not [word for word in accounts.PRIVATE if word in repr(request) + str(request)]


def check(agents):
    agents.shift_report("human", QUARTER)


def hand_over(agents):
    agents.escalate(escalation(contact=JANE))


def reached_at(vendor, url):
    """A desk whose vendor is at one URL."""
    names = {"cm": ("presence", "router"), "parley": ("service_api",)}[vendor]
    return desk(vendor, urls=dict.fromkeys(names, url))


def test_no_secret_and_no_customer_is_in_a_log(httpserver, caplog):
    caplog.set_level(logging.ERROR, "werkzeug")  # the stand-in's own log
    caplog.set_level(logging.DEBUG)
    httpserver.expect_request(ANY).respond_with_data("Online")
    agents = reached_at("cm", httpserver.url_for(""))

    check(agents)
    hand_over(agents)

    presence, mutations = (request.full_path for request, _ in httpserver.log)
    assert accounts.KEY in presence
    assert CHAT in mutations
    assert "urllib3" in caplog.text
    assert "GET /… HTTP" in caplog.text
    assert not [word for word in accounts.PRIVATE if word in caplog.text]


@pytest.mark.parametrize("vendor", ["cm", "parley"])
@pytest.mark.parametrize("act", [check, hand_over])
def test_no_secret_is_in_an_error_or_a_log_where_nobody_listens(closed_port, caplog, vendor, act):
    caplog.set_level(logging.DEBUG)

    with pytest.raises(VendorConnectionError) as caught:
        act(reached_at(vendor, closed_port))

    assert not [word for word in (*accounts.PRIVATE, CHAT) if word in printed(caught.value)]
    assert "Retrying" in caplog.text
    assert "Incremented Retry" in caplog.text
    assert not [word for word in accounts.PRIVATE if word in caplog.text]
