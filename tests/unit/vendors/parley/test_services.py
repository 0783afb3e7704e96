"""GET services: in which Service the agents of a skill work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.errors import SkillError, VendorRefusedError, VendorResponseError
from actions.human_handoff.vendors.parley.services import AgentServices
from actions.human_handoff.vendors.parley.settings import SkillSettings
from tests.unit.vendors.accounts import AGENTS, BOT, SERVICES
from tests.unit.vendors.parley.payloads import JSON, answering, success

HUMAN = {"human": SkillSettings(name="Agent Service")}
SALES = {"identification": "sales1", "name": "Sales", "default": "false"}


def agents(api, **skills):
    """Return the agents' Services, by default those of a skill that is configured by a name."""
    return AgentServices(api, BOT, skills or HUMAN)


def service(identification, name):
    return {"identification": identification, "name": name, "default": "false"}


def test_an_identification_needs_no_question(service_api):
    identified = agents(service_api, human=SkillSettings(service=AGENTS))

    assert identified.identification("human") == AGENTS


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
    named = agents(service_api)
    with pytest.raises(SkillError, match="not exactly one Service has the name in the skill's set"):
        named.identification("human")

    http.replace("GET", SERVICES, json=documented("services"))
    assert named.identification("human") == AGENTS


def test_a_name_that_cannot_be_looked_up_is_the_vendors_failure(service_api, services):
    services(status=500)

    with pytest.raises(VendorRefusedError):
        agents(service_api).identification("human")


def test_a_skill_is_connected_if_its_service_is_listed(service_api, services):
    services()
    skills = {
        **HUMAN,
        "billing": SkillSettings(service=AGENTS),
        "sales": SkillSettings(service="sales1"),
        "offers": SkillSettings(name="Offers"),
    }

    connected = {"human": True, "billing": True, "sales": False, "offers": False}
    assert agents(service_api, **skills).connected() == connected


def test_a_report_also_learns_the_names_anew(http, service_api, services):
    services()
    named = agents(service_api)
    assert named.identification("human") == AGENTS

    http.replace("GET", SERVICES, json=success({"services": [service("new", "Agent Service")]}))
    assert named.connected() == {"human": True}
    assert named.identification("human") == "new"


@pytest.mark.parametrize("default", ["true", "false", True, False, None])
def test_whether_a_service_is_the_default_one_says_nothing(service_api, services, default):
    """`default` is a text in the document, and "false" is no falsehood in Python."""
    services({**service(AGENTS, "Agent Service"), "default": default})

    assert agents(service_api).connected() == {"human": True}


def test_agents_work_in_the_services_of_the_skills(service_api, services):
    asked = services(service(AGENTS, "Agent Service"), SALES)
    both = agents(service_api, sales=SkillSettings(service="sales1"), **HUMAN)

    assert both.includes("sales1")
    assert asked.call_count == 0
    assert both.includes(AGENTS)
    assert asked.call_count == 1
    assert not both.includes("other")
    assert asked.call_count == 1


SERVICE = st.fixed_dictionaries({}, optional={"identification": JSON, "name": JSON})


@given(JSON | st.fixed_dictionaries({"services": st.lists(SERVICE, max_size=4) | JSON}))
def test_any_list_is_read_or_makes_no_sense_and_never_names_the_bot(data):
    named = agents(answering(success(data)))

    try:
        connected = named.connected()
    except VendorResponseError:
        return
    assert list(connected) == ["human"]
    assert not named.includes(BOT)
    if connected["human"]:
        assert isinstance(named.identification("human"), str)
