"""CM.com as a desk: what it can do, who is on shift, and what nobody else may read."""

import logging
import socket
import traceback
from datetime import timedelta

import pytest
from responses import matchers

from actions.human_handoff.desk import Shift, ShiftStatus
from actions.human_handoff.errors import (
    ConfigurationError,
    SkillError,
    VendorConnectionError,
    VendorError,
    VendorResponseError,
)
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors import DESKS
from actions.human_handoff.vendors.cm import CM
from tests.unit.vendors.cm.cm_account import (
    CHAT,
    KEY,
    NOW,
    PATH,
    PRESENCE,
    SHOP,
    TOKEN,
    Says,
    desk,
    escalation,
    section,
)

QUARTER = timedelta(minutes=15)
ON = Shift(ShiftStatus.ON_SHIFT, as_of=NOW)


def test_the_desk_says_what_cm_can_do():
    assert DESKS["cm"] is CM
    assert (CM.vendor, CM.fresh_for) == ("CM.com", timedelta(seconds=20))
    assert CM.reports_shifts
    assert CM.carries_contact
    assert not CM.carries_message(None, "rest")
    assert not CM.reports_all_skills
    assert not CM.reports_openings
    assert not CM.tells_of_failures
    assert not CM.old_report_will_do


def test_building_a_desk_calls_nobody(http):
    assert desk()


# Skills


def test_a_skill_is_the_builders_own_word():
    agents = desk(skills={"billing": {"routing_keywords": "billing"}})

    assert [agents.skill_key(skill) for skill in ("human", "billing")] == ["human", "billing"]


@pytest.mark.parametrize("skill", ["ghosts", "", "Human", "human ", "1"])
def test_a_word_that_is_not_configured_is_no_skill(http, skill):
    with pytest.raises(SkillError, match="the skill is not configured"):
        desk().skill_key(skill)
    with pytest.raises(SkillError):
        desk().shift_report(skill, QUARTER)


# Who is on shift


@pytest.mark.parametrize(
    ("body", "status"), [("Online", ShiftStatus.ON_SHIFT), ("Offline", ShiftStatus.OFF_SHIFT)]
)
def test_a_report_is_of_the_one_skill_and_of_now(http, body, status):
    http.get(PRESENCE, body=body)

    report = desk(skills={"billing": {}}).shift_report("human", QUARTER)

    assert (report.as_of, report.shifts) == (NOW, {"human": Shift(status, as_of=NOW)})


@pytest.mark.parametrize(
    ("account", "skill", "query"),
    [
        ({}, {}, {"Channel": "WebChat"}),
        ({"channel": "WhatsApp", "referrer": SHOP}, {}, {"Channel": "WhatsApp", "referrer": SHOP}),
        (
            {"channel": "WhatsApp", "referrer": SHOP},
            {"channel": "Chat", "referrer": "+31 6 1"},
            {"Channel": "Chat", "referrer": "+31 6 1"},
        ),
        ({"referrer": SHOP}, {"referrer": ""}, {"Channel": "WebChat"}),
    ],
)
def test_a_skill_has_the_accounts_channel_and_web_store_or_its_own(http, account, skill, query):
    http.get(
        PRESENCE,
        body="Online",
        match=[matchers.query_param_matcher({"apikey": KEY, **query}, strict_match=True)],
    )

    report = desk(presence=account, skills={"human": skill}).shift_report("human", QUARTER)

    assert report.shifts == {"human": ON}


def test_a_refresh_asks_anew(http):
    asked = http.get(PRESENCE, body="Online")
    agents = desk()

    assert agents.refresh("human").shifts == agents.refresh("human").shifts == {"human": ON}
    assert asked.call_count == 2


def test_an_answer_that_makes_no_sense_is_no_report():
    with pytest.raises(VendorResponseError):
        desk(Says(b"<html>Online</html>")).shift_report("human", QUARTER)


# What nobody else may read

PRIVATE = (KEY, TOKEN, "Jane", "jane@", CHAT)
JANE = escalation("Jane Doe", "jane@example.org")


def test_no_secret_and_no_customer_is_in_a_repr():
    agents = desk()
    settings = read_settings(CM.Settings, section(), PATH)
    parts = [vars(part) for part in (agents._presence, agents._routing)]

    shown = repr(settings) + str(settings) + repr(agents) + repr(vars(agents)) + repr(parts)

    assert not [word for word in PRIVATE if word in shown]
    assert "Jane" not in repr(JANE)


def check(agents):
    agents.shift_report("human", QUARTER)


def hand_over(agents):
    agents.escalate(JANE)


@pytest.mark.parametrize("act", [check, hand_over])
@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_no_secret_and_no_customer_is_in_an_error(server, act, status):
    server.status, server.said = status, f"{KEY} {TOKEN} Jane".encode()
    agents = desk(urls={"presence": server.url, "router": server.url})

    with pytest.raises(VendorError) as caught:
        act(agents)

    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert not [word for word in PRIVATE if word in shown]


def test_no_secret_and_no_customer_is_in_a_log(server, caplog):
    caplog.set_level(logging.DEBUG)
    agents = desk(urls={"presence": server.url, "router": server.url})

    check(agents)
    hand_over(agents)

    assert KEY in server.heard[0]
    assert CHAT in server.heard[1]
    assert "urllib3" in caplog.text
    assert "GET /api/v1 HTTP" in caplog.text
    assert not [word for word in (KEY, TOKEN, "Jane", "jane@") if word in caplog.text]


def test_no_secret_is_in_an_error_or_a_log_where_nobody_listens(caplog):
    caplog.set_level(logging.DEBUG)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        agents = desk(urls={"presence": url, "router": url})

        for act in (check, hand_over):
            with pytest.raises(VendorConnectionError) as caught:
                act(agents)
            shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
            assert not [word for word in PRIVATE if word in shown]

    assert "Retrying" in caplog.text
    assert not [word for word in (KEY, TOKEN, "Jane", "jane@") if word in caplog.text]


def test_no_secret_is_in_the_error_of_a_wrong_section():
    with pytest.raises(ConfigurationError, match="is not a setting") as caught:
        desk(router={"token": TOKEN}, presence={"apikey": KEY})

    assert not [word for word in PRIVATE if word in repr(caught.value)]
