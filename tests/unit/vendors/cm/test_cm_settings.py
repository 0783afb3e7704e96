"""The section `cm`: every wrong or missing setting is told by its name, with what to write."""

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors.cm import CM
from tests.unit.vendors.cm.cm_account import LINK, desk, section

RULE = {"$type": "ruleMutation", "action": "Enable", "operator": "And", "sourceAdapterId": "a"}
COMPONENT = {"$type": "disableComponent", "ComponentId": "CMBot"}


def problem(**changes):
    with pytest.raises(ConfigurationError) as caught:
        desk(**changes)
    return str(caught.value)


def without(mutation, *names, **more):
    return {**{name: value for name, value in mutation.items() if name not in names}, **more}


def test_a_section_of_the_required_settings_has_the_documented_addresses():
    settings = read_settings(CM.Settings, section(), "f.yml: cm")

    assert settings.urls.presence == "https://presence.robinhq.com"
    assert settings.urls.router == "https://api.conversational.cm.com"
    assert (settings.presence.channel, settings.presence.referrer) == ("WebChat", None)
    assert settings.router.dialect == "rule_mutation"


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("presence", "api_key"),
        ("router", "product_token"),
        ("router", "technical_link_id"),
    ],
)
def test_a_setting_that_everybody_needs_is_told(part, name):
    assert problem(**{part: {name: None}}) == (
        f"f.yml: cm.{part}.{name} is missing. Write its value there."
    )


@pytest.mark.parametrize("part", ["presence", "router", "skills"])
def test_a_part_that_everybody_needs_is_told(part):
    values = section()
    del values[part]

    with pytest.raises(ConfigurationError, match=rf"^f.yml: cm.{part} is missing\."):
        read_settings(CM.Settings, values, "f.yml: cm")


@pytest.mark.parametrize("name", ["channel_adapter", "bot_adapter", "agent_adapter"])
def test_an_adapter_that_is_missing_is_told(name):
    assert problem(router={name: None}) == (
        f"f.yml: cm.router.{name} is missing. Write the id that the Conversational Router shows, "
        "or your own list at f.yml: cm.router.mutations."
    )


def test_a_component_that_is_missing_is_told():
    assert problem(router={"dialect": "disable_component"}).startswith(
        "f.yml: cm.router.component is missing. Write the id "
    )


@pytest.mark.parametrize("bad", ["", " ", "<id>", "{TechnicalLinkId}", "a b", "a/b", "..", "é"])
@pytest.mark.parametrize("name", ["technical_link_id", "channel_adapter", "agent_adapter"])
def test_an_id_that_cannot_be_one_is_told(name, bad):
    told = problem(router={name: bad})

    assert told.startswith(f"f.yml: cm.router.{name} is wrong: {bad!r} is not an id. Write ")


def test_a_component_that_cannot_be_one_is_told():
    assert problem(router={"dialect": "disable_component", "component": "<id>"}).startswith(
        "f.yml: cm.router.component is wrong: '<id>' is not an id."
    )


@pytest.mark.parametrize("good", [LINK, "CMBot", "5", 5, "a:b_c.d"])
def test_an_id_may_be_a_guid_a_word_or_a_number(good):
    assert desk(router={"technical_link_id": good, "bot_adapter": good})


def test_two_adapters_that_are_the_same_are_told():
    assert problem(router={"bot_adapter": "adapter-agents"}) == (
        "f.yml: cm.router: two of channel_adapter, bot_adapter, agent_adapter are the same. "
        "Write the ids of three adapters."
    )


@pytest.mark.parametrize("bad", ["", " ", "s3cret\n", "s3 cret", "s3crét"])
@pytest.mark.parametrize(("part", "name"), [("presence", "api_key"), ("router", "product_token")])
def test_a_secret_that_cannot_be_sent_is_told_and_not_shown(part, name, bad):
    told = problem(**{part: {name: bad}})

    assert told == (
        f"f.yml: cm.{part}.{name} is wrong: it is empty, or contains a space or a character "
        "beyond ASCII. Write it as CM.com shows it."
    )


@pytest.mark.parametrize("bad", ["webchat", "CXWebConversations", "", "Voice"])
def test_a_channel_that_presence_does_not_know_is_told(bad):
    for place, changes in {
        "presence.channel": {"presence": {"channel": bad}},
        "skills.human.channel": {"skills": {"human": {"channel": bad}}},
    }.items():
        told = problem(**changes)
        assert told.startswith(f"f.yml: cm.{place} is wrong: ")
        assert "'WebChat'" in told


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"presence": {"apikey": "x"}}, "presence.apikey"),
        ({"router": {"adapter": "x"}}, "router.adapter"),
        ({"urls": {"domains": "https://x.test"}}, "urls.domains"),
        ({"skills": {"human": {"id": "1"}}}, "skills.human.id"),
    ],
)
def test_a_setting_that_does_not_exist_is_told(changes, place):
    assert problem(**changes) == (
        f"f.yml: cm.{place} is not a setting. Check the spelling, or take the line out."
    )


def test_a_dialect_that_does_not_exist_is_told():
    told = problem(router={"dialect": "ruleMutation"})

    assert told.startswith("f.yml: cm.router.dialect is wrong: ")
    assert "'rule_mutation'" in told


@pytest.mark.parametrize("key", ["RoutingKeywords", "webstorereferrer", "CustomerInfo"])
def test_a_pair_that_is_ours_is_told(key):
    told = problem(router={"context": {key: "x"}})

    assert told.startswith(f"f.yml: cm.router.context.{key} is wrong: ")
    assert told.endswith("Take the line out; keywords and referrer belong to a skill.")


@pytest.mark.parametrize(
    "bad", ["", "presence.robinhq.com", "https://u:p@x.test", "https://x.test?apikey=s", "ftp://x"]
)
@pytest.mark.parametrize("name", ["presence", "router"])
def test_an_address_that_is_none_is_told(name, bad):
    assert problem(urls={name: bad}) == (
        f"f.yml: cm.urls.{name} is wrong: write an address such as "
        "https://api.conversational.cm.com, without a user, a query or a fragment."
    )


@pytest.mark.parametrize(
    ("mutations", "told"),
    [
        ([], " is empty. Write a mutation, or take the line out."),
        (
            [without(RULE, "action")],
            ".0.action is missing. A ruleMutation needs it.",
        ),
        (
            [RULE, without(RULE, "operator")],
            ".1.operator is missing. A ruleMutation needs it.",
        ),
        (
            [without(RULE, "sourceAdapterId")],
            ".0 names no adapter. Write sourceAdapterId or targetAdapterId.",
        ),
        (
            [without(COMPONENT, "ComponentId")],
            ".0.ComponentId is missing. A disableComponent needs it.",
        ),
        (
            [{**COMPONENT, "action": "Disable"}],
            ".0.action is wrong: a disableComponent has no such field. Take the line out.",
        ),
        (
            [{**RULE, "ComponentId": "CMBot"}],
            ".0.ComponentId is wrong: a ruleMutation has no such field. Take the line out.",
        ),
        (
            [{**RULE, "targetAdapterId": "<id>"}],
            ".0.targetAdapterId is wrong: '<id>' is not an id. Write it as the Conversational "
            "Router shows it.",
        ),
        (
            [COMPONENT, {**COMPONENT, "ComponentId": ""}],
            ".1.ComponentId is wrong: '' is not an id. Write it as the Conversational Router "
            "shows it.",
        ),
        (
            [without(RULE, "$type")],
            ".0.$type is missing. Write its value there.",
        ),
        (
            [{**RULE, "chatId": "1"}],
            ".0.chatId is not a setting. Check the spelling, or take the line out.",
        ),
    ],
)
def test_a_mutation_of_ones_own_that_is_not_whole_is_told(mutations, told):
    assert problem(router={"mutations": mutations}) == f"f.yml: cm.router.mutations{told}"


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("$type", "rulemutation", "'ruleMutation'"),
        ("action", "enable", "'Enable'"),
        ("operator", "AND", "'And'"),
    ],
)
def test_a_word_in_the_wrong_case_is_told(name, bad, good):
    told = problem(router={"mutations": [{**RULE, name: bad}]})

    assert told.startswith(f"f.yml: cm.router.mutations.0.{name} is wrong: ")
    assert good in told
