"""Files that are not what their names say: a sentence, never a traceback."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.human_handoff.bot_files import read_bot, yaml_file

from .files import write

PATHS = ["config.yml", "domain.yml", "credentials.yml", "endpoints.yml", "data/nlu.yml"]

ALIASES = "Its aliases (`*name`) stand for too much: write out what they stand for."
# Ten lines that stand for ten to the power of ten values.
LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 11)
)
MERGED_LAUGHS = "a0: &a0 {x: y}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 11)
)


SIGN_LAUGHS = MERGED_LAUGHS.replace("&a", "&$a").replace("*a", "*$a")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("intents: [greet\n", ", line 2 is not YAML. Check indents and quotes."),
        ("a:\n\t- b\n", ", line 2 is not YAML. There is a tab: write spaces."),
        ("a: 1\na: 2\n", ", line 2 has the same name twice. Keep one of the two."),
        ("- a\n- b\n", " must have names with values (`name: value`), and has none."),
        ("words", " must have names with values (`name: value`), and has none."),
        (b"\xff\xfe\x00binary", " is not text in UTF-8. Save it as UTF-8."),
        ("a: &a [*a]\n", f" is not YAML. {ALIASES}"),
        (LAUGHS, f" is not YAML. {ALIASES}"),
        (MERGED_LAUGHS, f" is not YAML. {ALIASES}"),
        (SIGN_LAUGHS, f" is not YAML. {ALIASES}"),
        ("a: \x00", " is not YAML. Check indents and quotes."),
        ("a: 2026-02-30", " is not YAML. Check indents and quotes."),
        ('a: !!int ""', " is not YAML. Check indents and quotes."),
        ("a: !!omap [b: 1, b: 2]", " is not YAML. Check indents and quotes."),
        ("a: !!python/object:os.system x", ", line 1 is not YAML. Check indents and quotes."),
        ("x" * 60, None),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(
    tmp_path, path, content, sentence, monkeypatch
):
    if sentence is None:
        monkeypatch.setattr(yaml_file, "MOST_BYTES", 50)
        sentence = " is larger than 0 MB. Divide it."
    bot = read_bot(write(tmp_path, {path: content}))

    assert [(each.path, each.sentence) for each in bot.problems] == [(path, path + sentence)]


def test_a_file_that_is_nested_too_deeply_is_named(tmp_path):
    (problem,) = read_bot(write(tmp_path, {"config.yml": "[" * 1_500})).problems

    assert problem.sentence.endswith(" is not YAML. Check indents and quotes.")


def test_an_empty_file_is_no_problem(tmp_path):
    assert read_bot(write(tmp_path, dict.fromkeys(PATHS, ""))).problems == ()


def test_a_folder_with_a_files_name_is_named(tmp_path):
    (tmp_path / "config.yml").mkdir()

    (problem,) = read_bot(tmp_path).problems
    assert problem.sentence == "config.yml is not a file. Move away what has this name."


@pytest.mark.skipif(os.name != "posix", reason="a pipe is not a file")
def test_a_pipe_does_not_stop_the_reading(tmp_path):
    os.mkfifo(tmp_path / "config.yml")

    (problem,) = read_bot(tmp_path).problems
    assert "is not a file" in problem.sentence


def test_what_may_not_be_read_is_named(tmp_path, monkeypatch):
    write(tmp_path, {"config.yml": "", "data/rules.yml": ""})

    def refuse(self, *args, **kwargs):
        raise PermissionError(self)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse)

    assert [each.sentence for each in read_bot(tmp_path).problems] == [
        "config.yml cannot be read. Check its permissions.",
        "data cannot be read.",
    ]


def test_a_value_of_the_wrong_shape_is_named_where_it_matters(tmp_path):
    files = {
        "domain.yml": "intents: {a: b}\nslots: [a]\nresponses: 3\nforms:\nentities:\n- {}\n",
        "config.yml": "pipeline: supervised\npolicies: {}\nlanguage: 3\n",
        "data/rules.yml": "rules: {a: b}\nnlu: [3]\nstories:\n- story: s\n  steps: 7\n",
        "credentials.yml": "rest: 4\n",
        "endpoints.yml": "action_endpoint: [http]\n",
    }
    bot = read_bot(write(tmp_path, files))

    assert [each.sentence for each in bot.problems] == [
        "config.yml: pipeline must be a list, one `- name: …` a line.",
        "config.yml: policies must be a list, one `- name: …` a line.",
        "domain.yml: intents must be a list, one `- name` a line.",
        "domain.yml: slots must have names with values, one `name:` a line.",
        "domain.yml: responses must have names with values, one `name:` a line.",
    ]
    assert (bot.channels, bot.action_endpoint, bot.languages) == ({"rest": {}}, {}, ("3",))
    assert bot.data.stories[0].steps == ()


def test_a_folder_of_too_many_files_is_read_in_part(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_file, "MOST_FILES", 2)
    bot = read_bot(write(tmp_path, {f"data/{n}.yml": f"rules: [{{rule: r{n}}}]" for n in "abc"}))

    assert [rule.name for rule in bot.data.rules] == ["ra", "rb"]
    assert [each.sentence for each in bot.problems] == [
        "data has more than 2 files. The others are not read."
    ]


def test_code_that_is_no_text_is_named_and_the_others_are_read(tmp_path):
    code = 'class A:\n    def name(self): return "action_a"\n'
    bot = read_bot(write(tmp_path, {"actions/a.py": b"\xff", "actions/b.py": code}))

    assert [each.path for each in bot.problems] == ["actions/a.py"]
    assert [each.name for each in bot.actions] == ["action_a"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([*PATHS, "actions/a.py"]),
    content=st.binary(max_size=80)
    | st.text(alphabet="ab:-[]{}#&*!|>'\"\n\t ,?%@`\\0", max_size=80).map(str.encode),
)
def test_no_content_whatever_raises(tmp_path, path, content):
    read_bot(write(tmp_path, {path: content}))


def test_a_few_aliases_are_read(tmp_path):
    domain = "a: &a [greet]\nintents: *a\nresponses: {utter_a: [{text: '- *bold* words'}]}\n"
    bot = read_bot(write(tmp_path, {"domain.yml": domain}))

    assert bot.problems == ()
    assert bot.domain.has("intents", "greet")


def test_folders_of_the_bots_own_are_read_whatever_they_are_called(tmp_path):
    files = {"domain/models/a.yml": "intents: [a]", "domain/results/b.yml": "intents: [b]"}
    bot = read_bot(write(tmp_path, files))

    assert set(bot.domain.names["intents"]) == {"a", "b"}
