"""`parley` in `human_handoff.yml`: every wrong setting gets a sentence that says what to write."""

import copy

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors.parley import Parley
from tests.unit.vendors.parley.parley_stage import AGENTS, BOT

PATH = "f.yml: parley"
VALID = {
    "service": BOT,
    "account": "0W4qcE5aXoKq9OzvHxj2",
    "secret": "top-secret",
    "skills": {"human": {"service": AGENTS}, "billing": {"name": "Billing"}},
}


def parley(**changes):
    values = {**copy.deepcopy(VALID), **changes}
    section = {name: value for name, value in values.items() if value is not None}
    return Parley(read_settings(Parley.Settings, section, PATH), PATH)


def refusal(**changes):
    with pytest.raises(ConfigurationError) as caught:
        parley(**changes)
    assert "top-secret" not in str(caught.value)
    return str(caught.value)


def test_the_shortest_section_is_valid_and_tells_the_agents_what_is_known():
    settings = read_settings(Parley.Settings, VALID, PATH)

    assert settings.metadata == ["reason", "name", "email", "intent", "question"]
    assert settings.reason is None
    assert settings.signature_seconds == 300
    assert settings.urls.service_api == "https://api.parley.nu/serviceApi/v2.5"
    assert parley().vendor == "Parley"


def test_a_number_will_do_for_an_identification():
    assert parley(account=12345678, skills={"human": {"service": 7}}).skill_key("human") == "human"


@pytest.mark.parametrize("name", ["service", "account", "secret", "skills"])
def test_what_is_missing_is_named(name):
    assert refusal(**{name: None}) == f"{PATH}.{name} is missing. Write its value there."


@pytest.mark.parametrize("wrong", ["", " ", "two words", "a|b", "line\n"])
@pytest.mark.parametrize(
    ("name", "whose"), [("service", "the bot's Service"), ("account", "the account")]
)
def test_an_identification_that_cannot_be_one_is_told(name, whose, wrong):
    assert refusal(**{name: wrong}) == (
        f"{PATH}.{name} is wrong: write the identification of {whose}, one word without a bar."
    )


@pytest.mark.parametrize("wrong", ["", " ", "two words", "a|b"])
def test_a_skills_identification_that_cannot_be_one_is_told(wrong):
    assert refusal(skills={"human": {"service": wrong}}) == (
        f"{PATH}.skills.human.service is wrong: write the identification of the agents' Service, "
        "one word without a bar."
    )


@pytest.mark.parametrize("secret", ["", "  "])
def test_an_empty_secret_is_told(secret):
    assert refusal(secret=secret) == (
        f"{PATH}.secret is empty. Write the secret that Parley shares with the bot's Service."
    )


def test_no_skill_at_all_is_told():
    assert refusal(skills={}) == (
        f"{PATH}.skills is empty. Write a line for each Service in which agents work, such as "
        "human: {name: Agent Service}."
    )


@pytest.mark.parametrize("skill", [{}, {"service": AGENTS, "name": "Agent Service"}])
def test_a_skill_has_an_identification_or_a_name(skill):
    assert refusal(skills={"human": skill}) == (
        f"{PATH}.skills.human is wrong: write either service, the identification of the agents' "
        "Service, or name, its name."
    )


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_told(name):
    assert refusal(skills={"human": {"name": name}}) == (
        f"{PATH}.skills.human.name is empty. Write the agents' Service's name."
    )


def test_the_bots_own_service_has_no_agents():
    assert refusal(skills={"human": {"service": BOT}}) == (
        f"{PATH}.skills.human.service is wrong: it is the bot's own Service. Write the one in "
        "which the agents work."
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.parley.nu",
        "ftp://x.test",
        "http://user:word@x.test",
        "http://x.test?a=1",
        "http://",
    ],
)
def test_an_address_that_cannot_be_one_is_told(url):
    assert refusal(urls={"service_api": url}) == (
        f"{PATH}.urls.service_api is wrong: write an address such as "
        "https://api.parley.nu/serviceApi/v2.5, without a user, a query or a fragment."
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"metadata": ["phone"]}, "metadata.0"),
        ({"metadata": "name"}, "metadata"),
        ({"signature_seconds": 9}, "signature_seconds"),
        ({"signature_seconds": 3601}, "signature_seconds"),
        ({"signature_seconds": "soon"}, "signature_seconds"),
        ({"skills": ["human"]}, "skills"),
        ({"skills": {"human": AGENTS}}, "skills.human"),
        ({"reason": ["a"]}, "reason"),
        ({"secret": ["top-secret"]}, "secret"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(changes, named):
    assert refusal(**changes).startswith(f"{PATH}.{named} is wrong: ")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"opening": "late"}, "opening"),
        ({"skills": {"human": {"id": "1"}}}, "skills.human.id"),
        ({"urls": {"client_api": "http://x.test"}}, "urls.client_api"),
    ],
)
def test_a_setting_that_does_not_exist_is_named(changes, named):
    assert refusal(**changes) == (
        f"{PATH}.{named} is not a setting. Check the spelling, or take the line out."
    )


def test_no_secret_is_in_a_repr():
    settings = read_settings(Parley.Settings, VALID, PATH)
    agents = parley()

    printed = repr(settings) + str(settings) + repr(agents) + repr(vars(agents))
    assert "top-secret" not in printed
    assert settings.secret.get_secret_value() == "top-secret"
