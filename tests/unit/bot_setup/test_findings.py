"""What a bot builder is told about the bot."""

import pytest

from tests.unit.bot_files.files import write

INIT = ("init", "--vendor", "parley", "--yes")
SESSION_START = """\
class Mine:
    def name(self):
        return "action_session_start"
"""


def test_what_was_found_is_said_first(bot, command):
    output = command(*INIT).output

    for line in (
        "language: en",
        "domain: domain.yml (2 intents, 0 slots)",
        "pipeline: WhitespaceTokenizer, DIETClassifier, FallbackClassifier",
        "policies: RulePolicy",
        "data: 1 rules, 0 stories, examples of 0 intents",
        "channels: rest",
        "action server: none named in endpoints.yml",
        "actions of its own: 0",
    ):
        assert f"  {line}\n" in output


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"config.yml": "policies: [{name: TEDPolicy}]\n"}, "Add `- name: RulePolicy` to"),
        ({"actions/mine.py": SESSION_START}, "actions/mine.py, line 1: Mine defines"),
        ({"actions/mine.py": f"!\n{SESSION_START}"}, "line 4: a class defines"),
        ({"domain.yml": "session_config: {session_expiration_time: 0}\n"}, "sessions never end"),
        ({"config.yml": "pipeline: [{name: KeywordIntentClassifier}]\n"}, "for a keyword"),
        ({"data/broken.yml": "a: [\n"}, "data/broken.yml, line 2 is not YAML"),
    ],
)
def test_what_does_not_fit_is_named_with_what_to_do(bot, command, files, sentence):
    write(bot, files)
    done = command(*INIT)

    assert done.exit_code == 1
    assert sentence in done.output.partition("To do by hand:")[2]


def test_a_bot_without_rest_is_not_told_about_it(bot, command):
    assert "keep it away from browsers" in command(*INIT).output
    write(bot, {"credentials.yml": "", "config.yml": ""})
    output = command(*INIT).output

    assert "keep it away from browsers" not in output
    assert "language: not written in config.yml" in output
    assert "pipeline: Rasa's default" in output


def test_a_bot_without_a_domain_has_none(bot, command):
    (bot / "domain.yml").unlink()

    assert "domain: none (0 intents" in command(*INIT).output
