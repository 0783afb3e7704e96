"""Keys that cannot be sent, names that are empty, and addresses that would give a key away."""

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.vendor_http.urls import is_safe_url
from tests.unit.changed_values import changed
from tests.unit.vendors.accounts import SECTIONS, build

LIVEPERSON_KEYS = [
    "liveperson.login.app_key",
    "liveperson.login.secret",
    "liveperson.login.access_token",
    "liveperson.login.access_token_secret",
    "liveperson.escalation.api_key",
    "liveperson.escalation.chat_bot_id",
    "liveperson.context_service.developer_key",
]
KEYS = [*LIVEPERSON_KEYS, "cm.presence.api_key", "cm.router.product_token", "parley.secret"]
LOCAL = [
    "http://localhost",
    "http://sandbox:8815/lp",
    "http://127.0.0.1:8811",
    "http://127.8.0.1",
    "http://10.1.2.3",
    "http://172.16.0.1:80",
    "http://192.168.1.2/x",
    "http://169.254.1.1",
    "http://[::1]:8811",
    "http://[fd00::1]",
]
PUBLIC = [
    "http://api.liveperson.net",
    "http://8.8.8.8",
    "http://172.32.0.1",
    "http://203.0.113.7",
    "http://[2001:4860:4860::8888]",
    "http://[::ffff:8.8.8.8]",
    "http://134744072",  # 8.8.8.8, as `inet_aton` reads it
    "http://0x08080808",
    "http://127.evil.example",
    "http://10.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1@evil.example",
]


def refusal(setting, value):
    vendor, _, path = setting.partition(".")
    with pytest.raises(ConfigurationError) as caught:
        build(vendor, changed(SECTIONS[vendor], path, value))
    return str(caught.value)


@pytest.mark.parametrize("setting", KEYS)
@pytest.mark.parametrize("value", ["", " ", "hunter2\n", "hunter2\r\n", " hunter2", "hunter2\x00"])
def test_a_key_that_is_empty_or_ends_in_a_line_break_is_refused_at_start(setting, value):
    text = refusal(setting, value)

    assert text.startswith(f"f.yml: {setting} is ")
    assert "Write " in text
    assert "hunter2" not in text


@pytest.mark.parametrize("key", ["a", "hunter2", "-._~+/=", "x" * 4096])
@pytest.mark.parametrize("setting", KEYS)
def test_a_key_as_the_vendor_shows_it_is_accepted(setting, key):
    vendor, _, path = setting.partition(".")

    assert build(vendor, changed(SECTIONS[vendor], path, key))


@pytest.mark.parametrize(
    "setting",
    [
        "liveperson.skills.human.name",
        "liveperson.login.username",
        "liveperson.account",
        "parley.skills.human.name",
    ],
)
@pytest.mark.parametrize("value", ["", " ", "Human\n", "\tHuman"])
def test_a_name_that_is_empty_or_ends_in_a_line_break_is_refused_at_start(setting, value):
    if setting.startswith("parley"):
        setting, value = "parley.skills.human", {"name": value}

    assert refusal(setting, value).startswith(f"f.yml: {setting}")


def test_a_name_may_have_a_space_and_any_letter():
    section = changed(SECTIONS["liveperson"], "skills.human.name", "Menschen für Rückfragen")

    assert build("liveperson", changed(section, "login.username", "rasa bot"))


@pytest.mark.parametrize("vendor", ["liveperson", "cm", "parley"])
def test_the_empty_name_of_a_skill_is_refused_at_start(vendor):
    skills = {"": next(iter(SECTIONS[vendor]["skills"].values()))}

    text = refusal(f"{vendor}.skills", {**SECTIONS[vendor]["skills"], **skills})

    assert f"f.yml: {vendor}.skills is wrong: one of the names is empty." in text


@pytest.mark.parametrize(
    "setting",
    [
        "liveperson.urls.domains",
        "liveperson.urls.escalation",
        "liveperson.urls.context_service",
        "cm.urls.presence",
        "cm.urls.router",
        "parley.urls.service_api",
    ],
)
def test_an_address_that_would_send_a_key_over_a_public_network_is_refused(setting):
    text = refusal(setting, "http://vendor.example")

    assert text == (
        f"f.yml: {setting} is wrong: http:// would send keys and customers' data over a public "
        "network for all to read. Write https://."
    )
    vendor, _, path = setting.partition(".")
    assert build(vendor, changed(SECTIONS[vendor], path, "http://sandbox:8811"))


@pytest.mark.parametrize("url", [*LOCAL, "https://api.liveperson.net", "https://8.8.8.8"])
def test_http_is_safe_to_this_machine_a_private_network_and_a_name_without_a_dot(url):
    assert is_safe_url(url)


@pytest.mark.parametrize("url", [*PUBLIC, "", "ftp://localhost", "localhost", "http://[", "http:"])
def test_http_to_a_public_host_is_not_safe(url):
    assert not is_safe_url(url)
