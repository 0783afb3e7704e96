"""The vendors' sections: every wrong setting gets a sentence that says what to write."""

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors import DESKS
from tests.unit.changed_values import MISSING, NO_URL, TAKE_OUT, UNKNOWN, changed, expected
from tests.unit.printed import printed
from tests.unit.vendors.accounts import AGENTS, BOT, LINK, SECRETS, SECTIONS, build, desk, section


def refusal(vendor, values):
    """Return the error of a section; no secret may be in its traceback."""
    with pytest.raises(ConfigurationError) as caught:
        build(vendor, values)
    assert not [secret for secret in SECRETS if secret in printed(caught.value)]
    return str(caught.value)


def test_the_shortest_section_of_cm_has_the_documented_addresses():
    settings = read_settings(DESKS["cm"].Settings, section("cm"), "f.yml: cm")

    assert settings.urls.presence == "https://presence.robinhq.com"
    assert settings.urls.router == "https://api.conversational.cm.com"
    assert (settings.presence.channel, settings.presence.referrer) == ("WebChat", None)
    assert settings.router.dialect == "rule_mutation"


def test_the_shortest_section_of_parley_sends_the_agents_what_is_known():
    shortest = section("parley", urls=None)
    settings = read_settings(DESKS["parley"].Settings, shortest, "f.yml: parley")

    assert settings.metadata == ["reason", "name", "email", "intent", "question"]
    assert settings.reason is None
    assert settings.signature_seconds == 300
    assert settings.urls.service_api == "https://api.parley.nu/serviceApi/v2.5"
    assert build("parley", shortest).vendor == "Parley"


def test_a_number_will_do_for_an_identification():
    agents = desk("parley", account=12345678, skills={"human": {"service": 7}})

    assert agents.skill_key("human") == "human"


@pytest.mark.parametrize("good", [LINK, "CMBot", "5", 5, "a:b_c.d"])
def test_an_id_may_be_a_guid_a_word_or_a_number(good):
    assert desk("cm", router={"technical_link_id": good, "bot_adapter": good})


ABSENT = [
    *("cm.presence", "cm.presence.api_key", "cm.skills"),
    *("cm.router", "cm.router.product_token", "cm.router.technical_link_id"),
    *("parley.service", "parley.account", "parley.secret", "parley.skills"),
    *("liveperson.account", "liveperson.skills.human.name", "liveperson.login.secret"),
    "liveperson.escalation.api_key",
]
NO_SETTINGS = [
    *("cm.urls.domains", "cm.skills.human.id"),
    *("parley.opening", "parley.skills.human.id", "parley.urls.client_api"),
]
MISSPELT = {
    "cm.presence.apikey": "api_key",
    "cm.router.adapter": "bot_adapter",
    "liveperson.acount": "account",
}
CM_ADAPTER = (
    "PATH is missing. Write the id that the Conversational Router shows, or your own list at "
    "f.yml: cm.router.mutations."
)
NOT_AN_ID = "is not an id. Write it as the Conversational Router shows it."
CM_ID = f"PATH is wrong: VALUE {NOT_AN_ID}"
CM_LINK = (
    "PATH is wrong: VALUE is not an id. Write the id of the technical link as the settings of the "
    "Conversational Router show it."
)
CM_SECRET = (
    "PATH is wrong: it is empty, or contains a space or a character beyond ASCII. Write it as "
    "CM.com shows it."
)
CM_NO_IDS = ["", " ", "<id>", "{TechnicalLinkId}", "a b", "a/b", "..", "é"]
CM_NO_CHANNELS = ["webchat", "CXWebConversations", "", "Voice"]
NO_URLS = ["", "api.parley.nu", "https://u:p@x.test", "https://x.test?apikey=s", "ftp://x"]
CM_NO_SECRETS = ["", " ", "s3cret\n", "s3 cret", "s3crét"]
CM_URL = NO_URL.format("https://api.conversational.cm.com")
RULE = {"$type": "ruleMutation", "action": "Enable", "operator": "And", "sourceAdapterId": "a"}
COMPONENT = {"$type": "disableComponent", "ComponentId": "CMBot"}


def without(mutation, name):
    return {key: value for key, value in mutation.items() if key != name}


MUTATIONS = [
    ([], " is empty. Write a mutation, or take the line out."),
    ([without(RULE, "action")], ".0.action is missing. A ruleMutation needs it."),
    ([RULE, without(RULE, "operator")], ".1.operator is missing. A ruleMutation needs it."),
    (
        [without(RULE, "sourceAdapterId")],
        ".0 names no adapter. Write sourceAdapterId or targetAdapterId.",
    ),
    (
        [without(COMPONENT, "ComponentId")],
        ".0.ComponentId is missing. A disableComponent needs it.",
    ),
    (
        [COMPONENT | {"action": "Disable"}],
        ".0.action is wrong: a disableComponent has no such field. Take the line out.",
    ),
    (
        [RULE | {"ComponentId": "CMBot"}],
        ".0.ComponentId is wrong: a ruleMutation has no such field. Take the line out.",
    ),
    ([RULE | {"targetAdapterId": "<id>"}], f".0.targetAdapterId is wrong: '<id>' {NOT_AN_ID}"),
    ([COMPONENT, COMPONENT | {"ComponentId": ""}], f".1.ComponentId is wrong: '' {NOT_AN_ID}"),
    ([without(RULE, "$type")], ".0.$type is missing. Write its value there."),
    ([RULE | {"chatId": "1"}], UNKNOWN.replace("PATH", ".0.chatId")),
]
PARLEY_NO_IDS = ["", " ", "two words", "a|b", "line\n"]
PARLEY_NAME = "PATH.name is empty. Write the agents' Service's name."
PARLEY_ID = "PATH is wrong: write the identification of {}, one word without a bar."
PARLEY_AGENTS_ID = PARLEY_ID.format("the agents' Service")
PARLEY_SECRET = "PATH is empty. Write the secret that Parley shares with the bot's Service."
PARLEY_SKILL = (
    "PATH is wrong: write either service, the identification of the agents' Service, or name, its "
    "name."
)
PARLEY_URL = NO_URL.format("https://api.parley.nu/serviceApi/v2.5")


LIVEPERSON_URL = NO_URL.format("https://api.liveperson.net")
LIVEPERSON_ESCALATION = (
    "PATH is missing. Write it where a Conversation Builder bot owns the conversations, or write "
    "custom_endpoint where LivePerson calls this bot, or public_api for any other bot of "
    "Third-Party Bots."
)
PUBLIC_API = {"login": {"username": "transfers", "app_key": "id", "secret": "hunter2"}}
LIVEPERSON_BOTH = (
    "PATH.channels is missing. Write the Rasa channels of the bot of Third-Party Bots, so that "
    "escalation is used on the others, or take one of both out."
)
LIVEPERSON_CONTEXT = (
    "PATH needs f.yml: liveperson.context_service. Write that section, or set pass_context to "
    "false."
)
LIVEPERSON_ID = (
    "PATH is wrong: VALUE is not a number. Write the skill's id from the address bar of "
    "Conversational Cloud."
)
NAMESPACE = (
    "PATH.namespace is wrong: write letters, digits and underscores, and none of consumer, "
    "conversation, custom, faas, operational, sde."
)
NO_NAMESPACES = ["", "shift-status-api", "é", "a b", "a/b", "a\n", "sde", "faas"]
NO_SUMMARIES = ["{phone}", "{name.first}", "{name!r}", "{email:>9}", "{", "{}"]
SUMMARY = (
    "PATH.1 is wrong: write text with {name}, {email}, {question}, {intent}, {said_before} in it."
)
NO_JMESPATH = "PATH is wrong: VALUE is no JMESPath. Write one such as ticket.number."


def rows(setting, values, sentence):
    return [(setting, value, sentence) for value in values]


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        *((setting, TAKE_OUT, MISSING) for setting in ABSENT),
        *((setting, "top-secret", UNKNOWN) for setting in NO_SETTINGS),
        *(
            (setting, "top-secret", f"{UNKNOWN} Did you mean {meant}?")
            for setting, meant in MISSPELT.items()
        ),
        ("cm.router.channel_adapter", TAKE_OUT, CM_ADAPTER),
        ("cm.router.bot_adapter", TAKE_OUT, CM_ADAPTER),
        ("cm.router.agent_adapter", TAKE_OUT, CM_ADAPTER),
        *rows("cm.router.technical_link_id", CM_NO_IDS, CM_LINK),
        *rows("cm.router.channel_adapter", CM_NO_IDS, CM_ID),
        *rows("cm.router.agent_adapter", CM_NO_IDS, CM_ID),
        (
            "cm.router.bot_adapter",
            "adapter-agents",
            "f.yml: cm.router: two of channel_adapter, bot_adapter, agent_adapter are the same. "
            "Write the ids of three adapters.",
        ),
        *rows("cm.presence.api_key", CM_NO_SECRETS, CM_SECRET),
        *rows("cm.router.product_token", CM_NO_SECRETS, CM_SECRET),
        *rows("cm.urls.presence", NO_URLS, CM_URL),
        *rows("cm.urls.router", NO_URLS, CM_URL),
        *(("cm.router.mutations", value, f"PATH{sentence}") for value, sentence in MUTATIONS),
        *rows("parley.service", PARLEY_NO_IDS, PARLEY_ID.format("the bot's Service")),
        *rows("parley.account", PARLEY_NO_IDS, PARLEY_ID.format("the account")),
        *rows("parley.skills.human.service", PARLEY_NO_IDS, PARLEY_AGENTS_ID),
        *rows("parley.secret", ["", "  "], PARLEY_SECRET),
        (
            "parley.skills",
            {},
            "PATH is empty. Write a line for each Service in which agents work, such as "
            "human: {name: Agent Service}.",
        ),
        ("parley.skills.human", {}, PARLEY_SKILL),
        ("parley.skills.human", {"service": AGENTS, "name": "Agent Service"}, PARLEY_SKILL),
        *rows("parley.skills.human", [{"name": ""}, {"name": " "}], PARLEY_NAME),
        (
            "parley.skills.human.service",
            BOT,
            "PATH is wrong: it is the bot's own Service. Write the one in which the agents work.",
        ),
        *rows("parley.urls.service_api", [*NO_URLS, "http://"], PARLEY_URL),
        ("liveperson.escalation", TAKE_OUT, LIVEPERSON_ESCALATION),
        ("liveperson.public_api", PUBLIC_API, LIVEPERSON_BOTH),
        ("liveperson.escalation.pass_context", True, LIVEPERSON_CONTEXT),
        *rows("liveperson.escalation.results.a", ["", "a[", "b[", "a ||"], NO_JMESPATH),
        *rows("liveperson.skills.human.id", ["human", "", "²", "1 2"], LIVEPERSON_ID),
        *(
            ("liveperson.context_service", {"developer_key": "x", "namespace": name}, NAMESPACE)
            for name in NO_NAMESPACES
        ),
        *(("liveperson.custom_endpoint.summary", ["fine", line], SUMMARY) for line in NO_SUMMARIES),
        ("liveperson.urls.domains", "api.liveperson.net", LIVEPERSON_URL),
        ("liveperson.urls.domains", "http://[::1", LIVEPERSON_URL),
        ("liveperson.urls.escalation", "https://me:hunter2@proxy", LIVEPERSON_URL),
        ("liveperson.urls.context_service", "https://proxy?key=hunter2", LIVEPERSON_URL),
    ],
)
def test_a_wrong_setting_is_named_with_a_remedy(setting, value, sentence):
    vendor, _, path = setting.partition(".")

    text = refusal(vendor, changed(SECTIONS[vendor], path, value))

    assert text == expected(sentence, f"f.yml: {setting}", value)


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("cm.router.dialect", "ruleMutation", " rule_mutation,"),
        *rows("cm.presence.channel", CM_NO_CHANNELS, ", WebChat,"),
        *rows("cm.skills.human.channel", CM_NO_CHANNELS, ", WebChat,"),
        ("cm.router.context.RoutingKeywords", "x", "RoutingKeywords for each chat."),
        ("cm.router.context.webstorereferrer", "x", "WebStoreReferrer for each chat."),
        ("cm.router.context.CustomerInfo", "x", "CustomerInfo for each chat."),
        *rows("parley.signature_seconds", [9, 3601, "soon"], ""),
        ("parley.metadata", "name", ""),
        ("parley.skills", ["human"], ""),
        ("parley.skills.human", AGENTS, ""),
        ("parley.reason", ["a"], ""),
        ("parley.secret", ["top-secret"], ""),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(setting, value, named):
    vendor, _, path = setting.partition(".")

    text = refusal(vendor, changed(SECTIONS[vendor], path, value))

    assert text.startswith(f"f.yml: {setting} is wrong: ")
    assert named in text


WRONG_WORDS = {
    "$type": ("rulemutation", " ruleMutation,"),
    "action": ("enable", " Enable,"),
    "operator": ("AND", " And,"),
}
OLDER = SECTIONS["cm"]["router"] | {"dialect": "disable_component"}
NO_ID = OLDER | {"component": "<id>"}


@pytest.mark.parametrize(
    ("setting", "value", "sentence", "named"),
    [
        ("parley.metadata", ["phone"], "0 is wrong: ", ""),
        *(
            ("cm.router.mutations", [RULE | {name: bad}], f"0.{name} is wrong: ", good)
            for name, (bad, good) in WRONG_WORDS.items()
        ),
        # The older dialect needs the id of a component.
        ("cm.router", OLDER, "component is missing. Write the id ", ""),
        ("cm.router", NO_ID, "component is wrong: '<id>' is not an id.", ""),
    ],
    ids=["number in a list", "type", "action", "operator", "no component", "no id"],
)
def test_a_wrong_value_inside_a_setting_is_named_with_its_place(setting, value, sentence, named):
    vendor, _, path = setting.partition(".")

    text = refusal(vendor, changed(SECTIONS[vendor], path, value))

    assert text.startswith(f"f.yml: {setting}.{sentence}")
    assert named in text
