"""`human_handoff.yml`: every wrong file gets a sentence that says what to write."""

import copy
import json
import traceback
import warnings
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.handoff_settings.loader import Configuration, configuration_path, load
from actions.human_handoff.vendors import DESKS
from actions.human_handoff.vendors.liveperson import LivePerson
from tests import ROOT

VALID = {
    "desks": ["liveperson"],
    "skills": {"default": "human", "fallback": "billing"},
    "liveperson": {
        "account": "12345678",
        "region": "eu",
        "skills": {
            "human": {"id": "2438093750", "name": "Human"},
            "billing": {"id": "2438093710", "name": "Billing"},
        },
        "login": {"username": "bot", "app_key": "client-id", "secret": "hunter2"},
        "escalation": {"api_key": "hunter2", "chat_bot_id": "bot-1"},
    },
}
TAKE_OUT = object()
KNOWN = ", ".join(sorted(DESKS))
WRITE = "Write it there, or name the desks that have it in skills.desks."


def changed(path: str, value: object) -> dict:
    """Return the valid configuration with one value replaced or taken out."""
    values = copy.deepcopy(VALID)
    *sections, name = path.split(".")
    section = values
    for each in sections:
        section = section.setdefault(each, {})
    if value is TAKE_OUT:
        del section[name]
    else:
        section[name] = value
    return values


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working directory, so that the messages are the same everywhere."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(values: object, name: str = "human_handoff.yml") -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True, parents=True)
    text = values if isinstance(values, (str, bytes)) else json.dumps(values)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path | None = None, **environ: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(path, environ)
    error = caught.value
    printed = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    assert "hunter2" not in printed
    return str(error)


def test_the_file_of_the_repository_is_valid():
    configuration = load(ROOT / "human_handoff.yml", {})

    assert list(configuration.desks) == ["liveperson"]
    assert isinstance(configuration.desks["liveperson"], LivePerson)


def test_a_valid_file_becomes_settings_and_desks(here):
    configuration = load(write(VALID), {})

    assert configuration.settings.skills.fallback == "billing"
    assert configuration.desks["liveperson"].skill_key("billing") == "2438093710"


def test_no_secret_is_in_a_repr(here):
    configuration = load(write(VALID), {})
    section = LivePerson.Settings(**VALID["liveperson"])

    assert "hunter2" not in repr(configuration) + str(configuration.settings)
    assert "hunter2" not in repr(section) + str(section) + repr(vars(section))
    assert section.login.secret.get_secret_value() == "hunter2"


def test_the_file_is_beside_endpoints_yml_unless_the_environment_says(here):
    assert configuration_path({}) == Path("human_handoff.yml")
    assert configuration_path({"HUMAN_HANDOFF_CONFIG": ""}) == Path("human_handoff.yml")
    assert configuration_path({"HUMAN_HANDOFF_CONFIG": "/etc/h.yml"}) == Path("/etc/h.yml")

    write(VALID, "other.yml")
    assert load(environ={"HUMAN_HANDOFF_CONFIG": "other.yml"})


def test_a_reference_is_replaced_by_the_environment_variable(here):
    values = changed("liveperson.account", "${ACCOUNT}")
    values["liveperson"]["skills"]["human"]["id"] = "1${PART}3"
    values["skills"]["default"] = "human"
    values["contact"] = {"refusals": ["${WORD}"], "ask": []}
    values["deadline_seconds"] = "${SECONDS}"

    configuration = load(
        write(values), {"ACCOUNT": "9", "PART": "2", "WORD": "${no_more}", "SECONDS": "5"}
    )

    assert configuration.desks["liveperson"].skill_key("human") == "123"
    assert configuration.settings.contact.refusals == ["${no_more}"]
    assert configuration.settings.deadline_seconds == 5


F = "human_handoff.yml"
SETTINGS = f"{F} must hold settings, one `name: value` a line."
NOT_YAML = f"{F} is not YAML. Check indents and quotes."
MISSING = "is missing. Write its value there."
UNKNOWN = "is not a setting. Check the spelling, or take the line out."
LIVE = f"{F}: liveperson"
NAMESPACE = (
    f"{LIVE}.context_service.namespace is wrong: write letters, digits and underscores, "
    "and none of consumer, conversation, custom, faas, operational, sde."
)
URL = (
    "is wrong: write an address such as https://api.liveperson.net, without a user, a query "
    "or a fragment."
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", SETTINGS),
        ("- desks", SETTINGS),
        ("desks", SETTINGS),
        ("a: [", f"{F}, line 1 is not YAML. Check indents and quotes."),
        ("a: 1\nb: 'c\n", f"{F}, line 3 is not YAML. Check indents and quotes."),
        ("a: 1\na: 2\n", f"{F}, line 2 is not YAML. Check indents and quotes."),
        ("a: 2026-02-30", NOT_YAML),
        ("a: !!int x", NOT_YAML),
        ("a: !!bool x", NOT_YAML),
        ("a: &a [*a]", NOT_YAML),
        (b"a: \xff", NOT_YAML),
        (b"a: \x00", NOT_YAML),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(here, text, sentence):
    assert refusal(write(text)) == sentence


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("desks", TAKE_OUT, f"{F}: desks {MISSING}"),
        ("desks", [], f"{F}: desks is empty. Name at least one of {KNOWN}."),
        (
            "desks",
            ["parrots"],
            f"{F}: desks is wrong: 'parrots' is not one of {KNOWN}, and no section of this name "
            "says with `desk: module:Class` what it is.",
        ),
        ("skills", TAKE_OUT, f"{F}: skills {MISSING}"),
        ("skills.default", TAKE_OUT, f"{F}: skills.default {MISSING}"),
        (
            "skills.default",
            "ghosts",
            f"{F}: skills.default is wrong: 'ghosts' does not stand in liveperson.skills. {WRITE}",
        ),
        (
            "skills.fallback",
            "ghosts",
            f"{F}: skills.fallback is wrong: 'ghosts' does not stand in liveperson.skills. {WRITE}",
        ),
        (
            "skills.desks",
            {"billing": ["liveperson", "parrots"]},
            f"{F}: skills.desks.billing is wrong: name at least one of liveperson.",
        ),
        (
            "skills.desks",
            {"billing": []},
            f"{F}: skills.desks.billing is wrong: name at least one of liveperson.",
        ),
        (
            "skills.desks",
            {"ghosts": ["liveperson"]},
            f"{F}: skills.desks.ghosts is wrong: 'ghosts' does not stand in liveperson.skills. "
            f"{WRITE}",
        ),
        ("colour", "red", f"{F}: colour {UNKNOWN}"),
        ("contact.colour", "red", f"{F}: contact.colour {UNKNOWN}"),
        (
            "shift_cache",
            {"fresh_minutes": 61},
            f"{F}: shift_cache.usable_minutes is wrong: it must not be less than fresh_minutes.",
        ),
        (
            "next_shift.time_zone",
            "Amsterdam",
            f"{F}: next_shift.time_zone is wrong: 'Amsterdam' is not a time zone. Write one such "
            "as Europe/Amsterdam.",
        ),
        (
            "next_shift.time_zone",
            "Europe",
            f"{F}: next_shift.time_zone is wrong: 'Europe' is not a time zone. Write one such "
            "as Europe/Amsterdam.",
        ),
        (
            "next_shift.time_zone",
            "/etc/passwd",
            f"{F}: next_shift.time_zone is wrong: '/etc/passwd' is not a time zone. Write one "
            "such as Europe/Amsterdam.",
        ),
        (
            "next_shift.locale",
            "xx",
            f"{F}: next_shift.locale is wrong: 'xx' is not a language. Write one such as en or "
            "nl_NL.",
        ),
        (
            "next_shift.locale",
            "",
            f"{F}: next_shift.locale is wrong: '' is not a language. Write one such as en or "
            "nl_NL.",
        ),
        (
            "next_shift.within_a_week",
            "HHH",
            f"{F}: next_shift.within_a_week is wrong: 'HHH' is not a date pattern. Write one such "
            "as EEEE HH:mm.",
        ),
        (
            "next_shift.later",
            "g",
            f"{F}: next_shift.later is wrong: 'g' is not a date pattern. Write one such as EEEE "
            "HH:mm.",
        ),
        (
            "liveperson",
            TAKE_OUT,
            f"{F}: liveperson is missing. Write the section that says how to reach it.",
        ),
        ("liveperson", None, f"{LIVE} must be a list of settings, one `name: value` a line."),
        ("liveperson.account", TAKE_OUT, f"{LIVE}.account {MISSING}"),
        ("liveperson.acount", "1", f"{LIVE}.acount {UNKNOWN}"),
        ("liveperson.skills.human.name", TAKE_OUT, f"{LIVE}.skills.human.name {MISSING}"),
        (
            "liveperson.skills.human.id",
            "human",
            f"{LIVE}.skills.human.id is wrong: 'human' is not a number. Write the skill's id as "
            "it stands in the address bar of Conversational Cloud.",
        ),
        (
            "liveperson.skills.human.id",
            "²",
            f"{LIVE}.skills.human.id is wrong: '²' is not a number. Write the skill's id as "
            "it stands in the address bar of Conversational Cloud.",
        ),
        ("liveperson.login.secret", TAKE_OUT, f"{LIVE}.login.secret {MISSING}"),
        ("liveperson.escalation.api_key", TAKE_OUT, f"{LIVE}.escalation.api_key {MISSING}"),
        (
            "liveperson.escalation.results",
            {"a": "b["},
            f"{LIVE}.escalation.results.a is wrong: 'b[' is not a JMESPath expression.",
        ),
        (
            "liveperson.escalation.results",
            {"a": ""},
            f"{LIVE}.escalation.results.a is wrong: '' is not a JMESPath expression.",
        ),
        (
            "liveperson.escalation.pass_context",
            True,
            f"{LIVE}.escalation.pass_context needs {LIVE}.context_service. Write that section, "
            "or set pass_context to false.",
        ),
        (
            "liveperson.context_service",
            {"developer_key": "hunter2", "namespace": "shift-status-api"},
            NAMESPACE,
        ),
        (
            "liveperson.context_service",
            {"developer_key": "hunter2", "namespace": "faas"},
            NAMESPACE,
        ),
        ("liveperson.urls", {"domains": "api.liveperson.net"}, f"{LIVE}.urls.domains {URL}"),
        ("liveperson.urls", {"domains": "http://[::1"}, f"{LIVE}.urls.domains {URL}"),
        (
            "liveperson.urls",
            {"escalation": "https://me:hunter2@proxy"},
            f"{LIVE}.urls.escalation {URL}",
        ),
        (
            "liveperson.urls",
            {"context_service": "https://proxy?key=hunter2"},
            f"{LIVE}.urls.context_service {URL}",
        ),
        (
            "liveperson.login.secret",
            "${LP_SECRET}",
            f"{LIVE}.login.secret needs the environment variable LP_SECRET, which is not set. "
            "Set it before starting the action server.",
        ),
        (
            "contact.refusals",
            ["deny", "${EMPTY}"],
            f"{F}: contact.refusals.1 needs the environment variable EMPTY, which is not set. "
            "Set it before starting the action server.",
        ),
        (
            "trigger_event",
            "${not-a-name}",
            f"{F}: trigger_event is wrong: ${{not-a-name}} is not the name of an environment "
            "variable.",
        ),
    ],
)
def test_a_wrong_setting_is_told_with_file_path_and_remedy(here, path, value, sentence):
    assert refusal(write(changed(path, value)), EMPTY="") == sentence


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("liveperson.login.secret", ["hunter2"]),
        ("liveperson.login.secret", {"hunter2": "hunter2"}),
        ("liveperson.escalation.api_key", ["hunter2"]),
        ("liveperson.context_service.developer_key", ["hunter2"]),
        ("liveperson.region", "hunter2"),
        ("liveperson.account", ["hunter2"]),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_and_not_repeated(here, path, value):
    sentence = refusal(write(changed(path, value)))

    assert sentence.startswith(f"{F}: {path} is wrong: ")
    assert sentence.endswith(".")


def test_every_missing_setting_has_a_line(here):
    sentence = refusal(write("desks: [liveperson]\nskills: {}\nliveperson: {}\n"))
    assert sentence == f"{F}: skills.default {MISSING}"

    sentence = refusal(write(changed("liveperson", {})))
    assert sorted(sentence.splitlines()) == [
        f"{LIVE}.{name} {MISSING}" for name in ("account", "login", "region", "skills")
    ]
    assert refusal(write(changed("liveperson.escalation", TAKE_OUT))).startswith(
        f"{LIVE}.escalation is missing. Write it where "
    )


def test_a_file_that_cannot_be_read_is_named_with_the_variable(here):
    sentence = (
        "{} cannot be read. Write the configuration there, or name another file in the "
        "environment variable HUMAN_HANDOFF_CONFIG."
    )

    assert refusal() == sentence.format("human_handoff.yml")
    assert refusal(HUMAN_HANDOFF_CONFIG="no.yml") == sentence.format("no.yml")
    assert refusal(here) == sentence.format(here)
    write(VALID)
    assert load()


def test_a_space_in_the_name_of_a_folder_changes_nothing(here):
    path = write(changed("skills.default", TAKE_OUT), "my bot/human_handoff.yml")
    assert refusal(path) == f"my bot/{F}: skills.default {MISSING}"

    path = write(changed("skills.default", "${NO}"), "my bot/human_handoff.yml")
    assert refusal(path).startswith(f"my bot/{F}: skills.default needs ")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8811", "https://[::1]:8811/", "https://p/lp"])
def test_another_address_may_have_a_port_and_a_path(here, url):
    assert load(write(changed("liveperson.urls", {"domains": url})), {})


# Any file at all


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["human", "liveperson", "${A}", "Europe/Paris", "nl", "http://x", "a[0]"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
PATHS = st.sampled_from(
    [
        *(f"{section}.{name}" for section in ("liveperson", "skills") for name in VALID[section]),
        "desks",
        "skills",
        "liveperson",
        "liveperson.urls",
        "liveperson.context_service",
        "liveperson.context_service.namespace",
        "liveperson.escalation.results",
        "liveperson.escalation.pass_context",
        "liveperson.skills.human",
        "liveperson.login.secret",
        "contact",
        "contact.ask",
        "shift_cache",
        "shift_cache.fresh_minutes",
        "next_shift.time_zone",
        "next_shift.locale",
        "next_shift.within_a_week",
        "deadline_seconds",
    ]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("any")


def loads_or_tells(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ruamel and jmespath warn of old habits
        try:
            configuration = load(path, {"A": "a"})
        except ConfigurationError as error:
            assert str(error).startswith(str(path))  # noqa: PT017 - either is right
        else:
            assert isinstance(configuration, Configuration)


@given(path=PATHS, value=VALUES)
@example(path="liveperson.account", value="\ud800")
@example(path="shift_cache.fresh_minutes", value=float("inf"))
@example(path="next_shift.within_a_week", value="HHH")
def test_any_value_anywhere_is_taken_or_told(folder, path, value):
    target = folder / "human_handoff.yml"
    target.write_text(json.dumps(changed(path, value)))

    loads_or_tells(target)


@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(list(VALID)), VALUES, max_size=4))
def test_any_settings_are_taken_or_told(folder, values):
    target = folder / "human_handoff.yml"
    target.write_text(json.dumps(values))

    loads_or_tells(target)


@given(
    st.text(st.sampled_from("ab01.:- \n#&*!|>'\"%@`{}[],?~$<\t"), max_size=25)
    | st.text(max_size=25)
)
def test_any_text_is_taken_or_told(folder, text):
    target = folder / "human_handoff.yml"
    target.write_text(text, encoding="utf-8")

    loads_or_tells(target)
