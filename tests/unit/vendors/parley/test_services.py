"""GET services: in which Service the agents of a skill work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.errors import SkillError, VendorRefusedError, VendorResponseError
from actions.human_handoff.vendors.parley.service_api import ServiceAPI
from actions.human_handoff.vendors.parley.services import AgentServices
from actions.human_handoff.vendors.parley.settings import SkillSettings
from tests.unit.vendors.parley.parley_stage import AGENTS, BOT, JSON, SIGNATURE, URL, Says, success

NAMED = {"human": SkillSettings(name="Agent Service")}
IDENTIFIED = {"human": SkillSettings(service=AGENTS)}
SALES = {"identification": "sales1", "name": "Sales", "default": "false"}


def agents(api, **skills):
    return AgentServices(api, BOT, skills)


def service(identification, name):
    return {"identification": identification, "name": name, "default": "false"}


def test_an_identification_needs_no_question(service_api):
    assert agents(service_api, **IDENTIFIED).identification("human") == AGENTS


def test_a_name_is_looked_up_once_and_kept(service_api, services):
    asked = services()
    found = agents(service_api, **NAMED)

    assert [found.identification("human") for _ in range(3)] == [AGENTS] * 3
    assert asked.call_count == 1


@pytest.mark.parametrize(
    "listed",
    [
        [service("sales1", "Sales")],
        [service("x", "agent service")],
        [service("x", None)],
        [service(BOT, "Agent Service")],
        [service("x", "Agent Service"), service("y", "Agent Service")],
        [{"identification": "x"}],
    ],
    ids=["another", "other letters", "none", "the bot's", "two", "absent"],
)
def test_a_name_that_is_not_one_services_is_no_skill_until_it_is(
    http, service_api, services, listed, documented
):
    services(*listed)
    found = agents(service_api, **NAMED)
    with pytest.raises(SkillError, match="exactly one Service has the name in the skill's set"):
        found.identification("human")

    http.replace("GET", f"{URL}/services", json=documented("services"))
    assert found.identification("human") == AGENTS


def test_a_name_that_cannot_be_looked_up_is_the_vendors_failure(service_api, services):
    services(status=500)

    with pytest.raises(VendorRefusedError):
        agents(service_api, **NAMED).identification("human")


def test_a_skill_is_connected_if_its_service_is_listed(service_api, services, caplog):
    services()
    skills = {
        **NAMED,
        "billing": SkillSettings(service=AGENTS),
        "sales": SkillSettings(service="sales1"),
        "offers": SkillSettings(name="Offers"),
    }

    assert agents(service_api, **skills).connected() == {
        "human": True,
        "billing": True,
        "sales": False,
        "offers": False,
    }
    assert caplog.messages == [
        "Parley lists no Service, or more than one, for the skill sales",
        "Parley lists no Service, or more than one, for the skill offers",
    ]


def test_a_report_also_learns_the_names_anew(http, service_api, services):
    services()
    found = agents(service_api, **NAMED)
    assert found.identification("human") == AGENTS

    http.replace(
        "GET",
        f"{URL}/services",
        json=success({"services": [service("new", "Agent Service")]}),
    )
    assert found.connected() == {"human": True}
    assert found.identification("human") == "new"


@pytest.mark.parametrize("default", ["true", "false", True, False, None])
def test_whether_a_service_is_the_default_one_says_nothing(service_api, services, default):
    """`default` is a text in the document, and "false" is no falsehood in Python."""
    services({**service(AGENTS, "Agent Service"), "default": default})

    assert agents(service_api, **NAMED).connected() == {"human": True}


def test_agents_work_in_the_services_of_the_skills(service_api, services):
    asked = services(service(AGENTS, "Agent Service"), SALES)
    found = agents(service_api, sales=SkillSettings(service="sales1"), **NAMED)

    assert found.includes("sales1")
    assert asked.call_count == 0
    assert found.includes(AGENTS)
    assert asked.call_count == 1
    assert not found.includes("other")
    assert asked.call_count == 1


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], "services", {}, {"services": None}, {"services": {}}),
        *({"services": [None]}, {"services": [{}]}, {"services": [{"identification": 5}]}),
        {"services": [SALES, {"name": "Agent Service"}]},
    ],
)
def test_a_list_that_is_not_as_documented_makes_no_sense(http, service_api, data, documented):
    http.get(f"{URL}/services", json=success(data))
    found = agents(service_api, **NAMED)
    with pytest.raises(VendorResponseError, match=r"Services are not a list|has no identification"):
        found.connected()

    http.replace("GET", f"{URL}/services", json=documented("services"))
    assert found.connected() == {"human": True}


SERVICE = st.fixed_dictionaries({}, optional={"identification": JSON, "name": JSON})


@given(JSON | st.fixed_dictionaries({"services": st.lists(SERVICE, max_size=4) | JSON}))
def test_any_list_is_read_or_makes_no_sense_and_never_names_the_bot(data):
    found = agents(ServiceAPI(Says(success(data)), URL, SIGNATURE), **NAMED)

    try:
        there = found.connected()
    except VendorResponseError:
        return
    assert list(there) == ["human"]
    assert not found.includes(BOT)
    if there["human"]:
        assert isinstance(found.identification("human"), str)
