"""`human_handoff.yml`: every wrong file gets a sentence that says what to write."""

import json
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
from tests.unit.changed_values import MISSING, TAKE_OUT, UNKNOWN, changed, expected
from tests.unit.handoff_settings.settings_file import FILE as F
from tests.unit.handoff_settings.settings_file import refusal, write

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


def test_desks_without_an_order_are_refused(here):
    path = write("desks: !!set {cm, parley}\nskills: {default: human}\n")

    assert refusal(path) == f"{F}: desks is wrong: write a list, because the order counts."


def test_a_reference_is_replaced_by_the_environment_variable(here):
    values = changed(VALID, "liveperson.account", "${ACCOUNT}")
    values["liveperson"]["skills"]["human"]["id"] = "1${PART}3"
    values["contact"] = {"refusals": ["${WORD}"], "ask": []}
    values["deadline_seconds"] = "${SECONDS}"

    environ = {"ACCOUNT": "9", "PART": "2", "WORD": "${no_more}", "SECONDS": "5"}
    configuration = load(write(values), environ)

    assert configuration.desks["liveperson"].skill_key("human") == "123"
    assert configuration.settings.contact.refusals == ["${no_more}"]
    assert configuration.settings.deadline_seconds == 5


MAILBOX = {"email": {"server": "mail.example", "sender": "bot@b.example", "to": ["a@b.example"]}}
MESSAGES = {"receivers": {"mailbox": MAILBOX}, "default": "mailbox"}


def test_a_skill_of_messages_and_a_heard_channel_that_no_desk_has_are_named_at_once(here):
    values = changed(VALID, "messages", {**MESSAGES, "skills": {"bilking": "mailbox"}})
    values["unanswered"] = {"agents_heard_on": ["liveperso", "web"]}

    channels = "is not one of the desks' channels: liveperson."
    assert refusal(write(values)).splitlines() == [
        f"{F}: messages.skills.bilking is wrong: no desk has this skill.",
        f"{F}: unanswered.agents_heard_on is wrong: 'liveperso' {channels} Did you mean "
        "liveperson?",
        f"{F}: unanswered.agents_heard_on is wrong: 'web' {channels}",
    ]


def test_a_skill_of_messages_and_a_heard_channel_that_a_desk_has_are_right(here):
    values = changed(VALID, "messages", {**MESSAGES, "skills": {"billing": "mailbox"}})
    values["unanswered"] = {"agents_heard_on": ["liveperson"]}
    assert load(write(values), {}).settings.messages.receiver_of("billing") == "mailbox"

    values["liveperson"]["channels"] = ["*"]
    values["unanswered"] = {"agents_heard_on": ["my_channel"]}
    assert load(write(values), {}).settings.unanswered.agents_heard_on == ["my_channel"]


SETTINGS = f"{F} must hold settings, one `name: value` a line."
NOT_YAML = " is not YAML. Check indents and quotes."


ALIASES = "Its aliases (`*name`) stand for too much: write out what they stand for."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", SETTINGS),
        ("- desks", SETTINGS),
        ("desks", SETTINGS),
        ("a: [", f"{F}, line 1{NOT_YAML}"),
        ("a: 1\nb: 'c\n", f"{F}, line 3{NOT_YAML}"),
        ("a: 1\na: 2\n", f"{F}, line 2 is not YAML. The same name stands there twice: keep one."),
        ("a: 2026-02-30", F + NOT_YAML),
        ("a: !!int x", F + NOT_YAML),
        ("a: !!int", F + NOT_YAML),
        ("a: !!bool x", F + NOT_YAML),
        ("a: &a [*a]", f"{F} is not YAML. {ALIASES}"),
        (b"a: \xff", f"{F} is not YAML. Save it as UTF-8."),
        (b"a: \x00", F + NOT_YAML),
    ],
)
def test_what_is_not_yaml_is_named_with_its_line(here, text, sentence):
    assert refusal(write(text)) == sentence


KNOWN = ", ".join(sorted(DESKS))
NO_SKILL = (
    "PATH is wrong: 'ghosts' does not stand in liveperson.skills. Write it there, or name the "
    "desks that have it in skills.desks."
)
NO_DESK = "PATH is wrong: name at least one of liveperson."
NO_VARIABLE = (
    "needs the environment variable {}, which is not set. Set it before you start the server."
)
NO_ZONE = "PATH is wrong: VALUE is not a time zone. Write one such as Europe/Amsterdam."
NO_LANGUAGE = "PATH is wrong: VALUE is not a language. Write one such as en or nl_NL."
NO_PATTERN = "PATH is wrong: VALUE is not a date pattern. Write one such as EEEE HH:mm."


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("desks", TAKE_OUT, MISSING),
        ("desks", [], f"PATH is empty. Name at least one of {KNOWN}."),
        (
            "desks",
            ["parrots"],
            f"PATH is wrong: 'parrots' is not one of {KNOWN}, and no section of this name says "
            "with `desk: module:Class` what it is.",
        ),
        ("skills", TAKE_OUT, MISSING),
        ("skills.default", TAKE_OUT, MISSING),
        ("skills.default", "ghosts", NO_SKILL),
        ("skills.fallback", "ghosts", NO_SKILL),
        ("skills.desks.billing", ["liveperson", "parrots"], NO_DESK),
        ("skills.desks.billing", [], NO_DESK),
        ("skills.desks.ghosts", ["liveperson"], NO_SKILL),
        ("colour", "red", UNKNOWN),
        ("contact.colour", "red", UNKNOWN),
        (
            "shift_cache",
            {"fresh_minutes": 61},
            "PATH.usable_minutes is wrong: it must not be less than fresh_minutes.",
        ),
        ("next_shift.time_zone", "Amsterdam", NO_ZONE),
        ("next_shift.time_zone", "Europe", NO_ZONE),
        ("next_shift.time_zone", "/etc/passwd", NO_ZONE),
        ("next_shift.locale", "xx", NO_LANGUAGE),
        ("next_shift.locale", "", NO_LANGUAGE),
        ("next_shift.within_a_week", "HHH", NO_PATTERN),
        ("next_shift.later", "g", NO_PATTERN),
        ("liveperson", TAKE_OUT, "PATH is missing. Write the section that says how to reach it."),
        ("liveperson", None, "PATH must be a list of settings, one `name: value` a line."),
        ("liveperson.login.secret", "${LP_SECRET}", f"PATH {NO_VARIABLE.format('LP_SECRET')}"),
        ("contact.refusals", ["deny", "${EMPTY}"], f"PATH.1 {NO_VARIABLE.format('EMPTY')}"),
        (
            "trigger_event",
            "${not-a-name}",
            "PATH is wrong: ${not-a-name} is not the name of an environment variable.",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_file_path_and_remedy(here, path, value, sentence):
    text = refusal(write(changed(VALID, path, value)), EMPTY="")

    assert text == expected(sentence, f"{F}: {path}", value)


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
    sentence = refusal(write(changed(VALID, path, value)))

    assert sentence.startswith(f"{F}: {path} is wrong: ")
    assert sentence.endswith(".")


def test_every_missing_setting_has_a_line(here):
    sentence = refusal(write("desks: [liveperson]\nskills: {}\nliveperson: {}\n"))
    assert sentence.startswith(expected(MISSING, f"{F}: skills.default", None))

    sentence = refusal(write(changed(VALID, "liveperson", {})))
    assert sorted(sentence.splitlines())[:-1] == [
        expected(MISSING, f"{F}: liveperson.account", None),
        f"{F}: liveperson.escalation is missing. Write it where a Conversation Builder bot owns "
        "the conversations, or write custom_endpoint where LivePerson calls this bot, or "
        "public_api for any other bot of Third-Party Bots.",
        expected(MISSING, f"{F}: liveperson.login", None),
        expected(MISSING, f"{F}: liveperson.region", None),
    ]
    assert refusal(write(changed(VALID, "liveperson.escalation", TAKE_OUT))).startswith(
        f"{F}: liveperson.escalation is missing. Write it where "
    )


def test_a_file_that_cannot_be_read_is_named_with_the_variable(here):
    sentence = (
        " cannot be read. Write the configuration there, or name another file in the environment "
        "variable HUMAN_HANDOFF_CONFIG."
    )

    assert refusal() == f"human_handoff.yml{sentence}"
    assert refusal(HUMAN_HANDOFF_CONFIG="no.yml") == f"no.yml{sentence}"
    assert refusal(here) == f"{here}{sentence}"
    write(VALID)
    assert load()


def test_a_space_in_the_name_of_a_folder_changes_nothing(here):
    path = write(changed(VALID, "skills.default", TAKE_OUT), "my bot/human_handoff.yml")
    assert refusal(path) == expected(MISSING, f"my bot/{F}: skills.default", None)

    path = write(changed(VALID, "skills.default", "${NO}"), "my bot/human_handoff.yml")
    assert refusal(path).startswith(f"my bot/{F}: skills.default needs ")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8811", "https://[::1]:8811/", "https://p/lp"])
def test_another_address_may_have_a_port_and_a_path(here, url):
    assert load(write(changed(VALID, "liveperson.urls", {"domains": url})), {})


def test_a_setting_under_its_former_name_is_read_with_one_warning(here, caplog):
    configuration = load(write(changed(VALID, "shift_board", {"fresh_minutes": 3})), {})

    assert configuration.settings.shift_cache.fresh_minutes == 3
    assert caplog.messages == [f"{F}: shift_board is called shift_cache now. Rename it."]


def test_a_desk_may_have_the_former_name_of_a_setting(here, caplog):
    desk = {"desk": "liveperson", **VALID["liveperson"]}
    values = {"desks": ["shift_board"], "skills": VALID["skills"], "shift_board": desk}

    assert list(load(write(values), {}).desks) == ["shift_board"]
    assert caplog.messages == []


def test_of_a_setting_under_both_names_the_former_one_is_not_a_setting(here, caplog):
    values = VALID | {"shift_board": {"fresh_minutes": 3}, "shift_cache": {"fresh_minutes": 4}}

    assert refusal(write(values)) == expected(UNKNOWN, f"{F}: shift_board", None)
    assert caplog.messages == []


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
        *("desks", "skills", "contact", "contact.ask", "deadline_seconds"),
        *("shift_cache", "shift_cache.fresh_minutes"),
        *("next_shift.time_zone", "next_shift.locale", "next_shift.within_a_week"),
        *("liveperson", "liveperson.urls", "liveperson.skills.human", "liveperson.login.secret"),
        *("liveperson.context_service", "liveperson.context_service.namespace"),
        *("liveperson.escalation.results", "liveperson.escalation.pass_context"),
    ]
)


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    return tmp_path_factory.mktemp("any") / "human_handoff.yml"


def loads_or_explains(path: Path, text: str) -> None:
    """Write a file; check that it is read, or refused with a sentence that names it."""
    path.write_text(text, encoding="utf-8")
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
def test_any_value_anywhere_is_taken_or_refused(target, path, value):
    loads_or_explains(target, json.dumps(changed(VALID, path, value)))


@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(list(VALID)), VALUES, max_size=4))
def test_any_settings_are_taken_or_refused(target, values):
    loads_or_explains(target, json.dumps(values))


@given(
    st.text(st.sampled_from("ab01.:- \n#&*!|>'\"%@`{}[],?~$<\t"), max_size=25)
    | st.text(max_size=25)
)
def test_any_text_is_taken_or_refused(target, text):
    loads_or_explains(target, text)
