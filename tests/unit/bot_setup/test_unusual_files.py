"""Files as other editors and other people write them: read, added to, and given back."""

import pytest

from tests.unit.bot_files.files import write

from .conftest import FILES, contents

INIT = ("init", "--vendor", "parley", "--yes")
BOM = "\ufeff"
ANCHORS = """\
version: "3.1"
own: &from_anything
- type: from_text
intents: &intents
- greet
- ask_hours
slots: &slots
    a: &slot
        type: text
        mappings: *from_anything
    b:
        <<: *slot
        influence_conversation: false
responses:
  utter_hours: &hours
  - text: "Nine to five"
  utter_other: *hours
"""
ANCHORED_PIPELINE = """\
pipeline: &all
- &tokens {name: WhitespaceTokenizer}
- name: DIETClassifier
- &last
  name: FallbackClassifier
"""


def in_every_text(change):
    return {path: change(text) for path, text in FILES.items() if path != "actions/__init__.py"}


@pytest.mark.parametrize(
    "files",
    [
        in_every_text(lambda text: text.replace("\n", "\r\n")),
        in_every_text(lambda text: BOM + text),
        in_every_text(lambda text: BOM + text.rstrip("\n").replace("\n", "\r\n")),
        {"domain.yml": ANCHORS},
        {"config.yml": ANCHORED_PIPELINE},
        {"domain.yml": "# our domain\n&domain # all of it\nintents:\n- greet\n"},
        {"domain.yml": 'responses:\n  utter_a:\n  - text: "a\tb"\n'},
        {".env": "PARLEY_SECRET=x\n", ".env.example": "MINE=\r\n"},
    ],
    ids=["windows", "bom", "both", "anchors", "pipeline", "anchored", "tab in a text", ".env"],
)
def test_such_files_are_added_to_once_and_given_back(bot, command, files):
    write(bot, files)
    before = contents(bot)
    done = command(*INIT)
    installed = contents(bot)

    assert done.exit_code == 0, done.output
    assert command("init", "--yes").exit_code == 0
    assert contents(bot) == installed
    assert all(installed[path].count(b"\r") == 0 for path in files if "\r" not in str(files[path]))
    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


def test_a_section_that_another_one_repeats_is_left_to_the_bot_builder(bot, command):
    domain = ANCHORS + "e2e_actions: *intents\n"
    write(bot, {"domain.yml": domain})
    done = command(*INIT)

    assert done.exit_code == 1
    assert "domain.yml cannot be added to safely" in done.output
    assert (bot / "domain.yml").read_text(encoding="utf-8") == domain


@pytest.mark.parametrize("path", ["config.yml", "credentials.yml", "domain.yml", "endpoints.yml"])
def test_a_file_that_says_null_stays_and_is_left_to_the_bot_builder(bot, command, path):
    write(bot, {path: "null\n"})

    done = command(*INIT)

    assert done.exit_code == 1
    assert f"  {path} cannot be added to safely" in done.output
    assert (bot / path).read_text() == "null\n"


def test_who_has_an_env_file_is_told_that_it_stays(bot, command):
    write(bot, {".env": "MINE=x\n"})
    output = command(*INIT).output

    assert (
        "set PARLEY_SERVICE, PARLEY_ACCOUNT, PARLEY_SECRET, PARLEY_WEBHOOK_TOKEN, "
        "PARLEY_RETURN_TOKEN: your .env stays as it is" in output
    )
    assert (bot / ".env").read_bytes() == b"MINE=x\n"


def test_each_value_that_nobody_else_knows_is_asked_for_with_its_line(bot, command):
    output = command("init", "--vendor", "liveperson", "--yes").output
    questions = output.partition("Questions, to be answered in these lines:\n")[2]
    asked = questions.partition("Then:")[0].strip().splitlines()

    assert len(asked) == 3
    for line in asked:
        place, _, question = line.strip().partition(": ")
        path, _, number = place.partition(", line ")
        written = (bot / path).read_text(encoding="utf-8").splitlines()[int(number) - 1]
        assert written.endswith(f"# TO DO: {question}")
        assert "?" in question
    assert "Questions" not in command(*INIT).output
