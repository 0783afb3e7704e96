"""What may happen to a bot while, and after, `human-handoff init` and `remove` write into it."""

import fcntl
import os
import re

import pytest
import typer

from actions.human_handoff.bot_files import plugin_files
from actions.human_handoff.bot_setup import writing
from actions.human_handoff.bot_setup.record import FILE

from .conftest import contents

INIT = ("init", "--vendor", "parley", "--yes")
OTHER = ("init", "--vendor", "cm", "--language", "nl", "--yes")


def interrupted(monkeypatch, after, error=KeyboardInterrupt):
    """Let the writing stop after so many files."""
    replace, written = writing._replace, []

    def one(file, content):
        if len(written) == after:
            raise error
        written.append(file)
        replace(file, content)

    monkeypatch.setattr(writing, "_replace", one)


@pytest.mark.parametrize("after", range(1, 9))
def test_an_interrupted_change_of_the_vendor_is_taken_out_whole(bot, command, monkeypatch, after):
    before = contents(bot)
    command(*INIT)
    with monkeypatch.context() as patched:
        interrupted(patched, after)
        command(*OTHER)

    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


def test_init_after_an_interrupted_one_is_as_if_nothing_had_been(bot, command, monkeypatch):
    command(*OTHER)
    wanted = contents(bot)
    command("remove", "--yes")
    command(*INIT)
    with monkeypatch.context() as patched:
        interrupted(patched, 4)
        command(*OTHER)

    assert command(*OTHER).exit_code == 0
    assert contents(bot) == wanted


def test_what_is_changed_while_init_asks_is_not_overwritten(bot, command, monkeypatch):
    def edit(question):
        (bot / "domain.yml").write_text("intents: [mine]\n", encoding="utf-8")
        return True

    monkeypatch.setattr(typer, "confirm", edit)
    done = command("init", "--vendor", "parley")

    assert done.exit_code == 2
    assert "Meanwhile the bot's files have changed, so nothing was written." in done.output
    assert (bot / "domain.yml").read_text(encoding="utf-8") == "intents: [mine]\n"
    assert not (bot / FILE).exists()


def test_what_is_changed_while_remove_asks_is_not_overwritten(bot, command, monkeypatch):
    def edit(question):
        (bot / "human_handoff.yml").write_text("mine", encoding="utf-8")
        return True

    command(*INIT)
    monkeypatch.setattr(typer, "confirm", edit)

    assert command("remove").exit_code == 2
    assert (bot / "human_handoff.yml").read_text(encoding="utf-8") == "mine"
    assert (bot / "data/human_handoff/rules.yml").exists()


def test_two_inits_do_not_write_at_the_same_time(bot, command):
    before = contents(bot)
    folder = os.open(bot, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    done = command(*INIT)
    os.close(folder)

    assert done.exit_code == 2
    assert "Another `human-handoff init` or `remove` is at work" in done.output
    assert contents(bot) == before
    assert command(*INIT).exit_code == 0


def test_a_full_disk_is_a_sentence_and_leaves_no_half_file(bot, command, monkeypatch):
    before = contents(bot)
    error = OSError(28, "No space left on device", str(bot / "human_handoff.yml"))
    with monkeypatch.context() as patched:
        interrupted(patched, 3, error)
        done = command(*INIT)

    assert done.exit_code == 2
    assert "human_handoff.yml cannot be written (No space left on device)." in done.output
    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


def test_a_file_that_cannot_take_its_place_leaves_nothing_behind(bot):
    (bot / "place").mkdir()
    before = contents(bot)

    with pytest.raises(OSError, match="place"):
        writing._replace(bot / "place", b"x")
    assert contents(bot) == before


@pytest.mark.parametrize("path", ["domain.yml", "data/human_handoff/nlu.yml"])
def test_what_a_killed_init_has_half_written_is_removed(bot, command, path):
    before = contents(bot)
    command(*INIT)
    writing._part(bot / path).write_text("intents:", encoding="utf-8")

    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


def crlf(bot):
    for path in contents(bot):
        file = bot / path
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def test_a_checkout_with_other_line_ends_is_no_change(bot, command):
    (bot / "endpoints.yml").write_text("tracker_store:\n  type: in_memory", encoding="utf-8")
    command(*INIT)
    record = (bot / FILE).read_bytes()
    crlf(bot)
    (bot / FILE).write_bytes(record)

    assert "Nothing to write" in command("init", "--yes").output
    assert command("remove", "--yes").exit_code == 0
    after = contents(bot)
    assert set(after) >= {"config.yml", "domain.yml"}
    assert not [path for path in after if "handoff" in path]
    assert after["endpoints.yml"] == b"tracker_store:\r\n  type: in_memory"
    assert b"human-handoff" not in after["domain.yml"]


def test_lines_below_ours_keep_a_line_of_their_own(bot, command):
    file = bot / "endpoints.yml"
    file.write_text("tracker_store:\n  type: in_memory", encoding="utf-8")
    command(*INIT)
    with file.open("a", encoding="utf-8") as opened:
        opened.write("lock_store:\n  type: in_memory\n")

    assert command("remove", "--yes").exit_code == 0
    expected = "tracker_store:\n  type: in_memory\nlock_store:\n  type: in_memory\n"
    assert file.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("again", [False, True])
def test_an_own_form_below_ours_stays_a_form(bot, command, again):
    file = bot / "domain.yml"
    before = file.read_text(encoding="utf-8")
    command(*INIT)
    end = "# <<< human-handoff, forms\n"
    own = "  # mine\n\n  own_form:\n    required_slots: []\n"
    text = file.read_text(encoding="utf-8").replace(end, end + own)
    file.write_text(text, encoding="utf-8")
    if again:
        command("init", "--yes")

    assert command("remove", "--yes").exit_code == 0
    assert file.read_text(encoding="utf-8") == f"{before}forms:\n{own}"


def test_lines_of_ours_without_their_marks_are_named(bot, command):
    command(*INIT)
    file = bot / "config.yml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(e for e in lines if "human-handoff" not in e), encoding="utf-8")
    done = command("remove", "--yes")

    assert done.exit_code == 1
    assert "config.yml, line " in done.output
    assert "(pipeline): take them out, and run remove again" in done.output
    assert "HumanHandoffClassifier" in file.read_text(encoding="utf-8")


def test_of_many_lines_without_their_marks_the_first_ones_are_named(bot, command):
    command(*INIT)
    file = bot / "domain.yml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(e for e in lines if "human-handoff, slots" not in e), encoding="utf-8")

    done = command("remove", "--yes")

    (told,) = [line for line in done.output.splitlines() if "(slots): take them out" in line]
    assert re.match(r"  domain\.yml, lines (\d+, ){7}\d+ and \d+ more \(slots\)", told)


def test_a_part_that_a_later_init_cannot_write_is_still_taken_out(bot, command):
    before = contents(bot)
    command(*INIT)
    file = bot / "credentials.yml"
    own = "\nmy.ParleyInput:\n"  # the bot's own channel: ours is no longer wanted
    file.write_bytes(file.read_bytes() + own.encode())
    command("init", "--yes")

    assert command("remove", "--yes").exit_code == 0
    assert file.read_bytes() == before["credentials.yml"] + own.encode()


def test_other_settings_of_the_bot_builders_are_named_where_the_vendor_changes(bot, command):
    command(*INIT)
    file = bot / "human_handoff.yml"
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")

    for _ in range(2):
        done = command("init", "--vendor", "cm", "--yes")
        assert done.exit_code == 1
        assert "human_handoff.yml stays as you have changed it, and none of its desks is cm" in (
            done.output
        )
    file.write_text("desks: [support]\nsupport: {desk: cm}\n", encoding="utf-8")
    assert command("init", "--yes").exit_code == 0
    file.write_text("desks: [support\n", encoding="utf-8")
    assert command("init", "--yes").exit_code == 0  # the doctor says what is wrong


def test_the_dry_run_shows_what_will_be_gone(bot, command, monkeypatch):
    command(*INIT)
    now = plugin_files.PluginFiles.data
    monkeypatch.setattr(
        plugin_files.PluginFiles,
        "data",
        lambda self, folder: (each for each in now(self, folder) if "nlu" not in each[0]),
    )
    before = contents(bot)
    done = command("init", "--dry-run")

    assert "--- a/data/human_handoff/nlu.yml\n+++ /dev/null\n" in done.output
    assert contents(bot) == before


@pytest.mark.parametrize("name", ["data", "tests"])
def test_a_file_where_a_folder_is_needed_stays_and_is_named(bot, command, name):
    for path in sorted((bot / name).rglob("*"), reverse=True):
        path.unlink()
    if (bot / name).is_dir():
        (bot / name).rmdir()
    (bot / name).write_text("mine", encoding="utf-8")
    before = contents(bot)
    done = command(*INIT)

    assert done.exit_code == 1
    assert f"{name} is no folder, so {name}/" in done.output
    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


def test_a_link_to_nowhere_is_not_followed(bot, command, tmp_path):
    (bot / "human_handoff.yml").symlink_to(tmp_path / "elsewhere.yml")

    assert "human_handoff.yml exists with other contents, and stays." in command(*INIT).output
    assert not (tmp_path / "elsewhere.yml").exists()
    assert command("remove", "--yes").exit_code == 0
    assert (bot / "human_handoff.yml").is_symlink()


def test_a_file_in_another_encoding_is_named(bot, command):
    (bot / ".env.example").write_bytes(b"# caf\xe9\n")
    done = command(*INIT)

    assert done.exit_code == 2
    assert ".env.example is not text in UTF-8. Save it as UTF-8." in done.output
    assert not (bot / FILE).exists()


@pytest.mark.parametrize("line_end", ["\r", "\r\r\n"])
def test_a_file_with_carriage_returns_alone_stays_and_is_named(bot, command, line_end):
    text = (bot / "domain.yml").read_text(encoding="utf-8").replace("\n", line_end)
    (bot / "domain.yml").write_bytes(text.encode())
    before = contents(bot)
    done = command(*INIT)
    installed = contents(bot)
    command(*INIT)

    assert done.exit_code == 1
    assert (
        "domain.yml has a carriage return without a line feed, and stays. Save it with the line "
        "ends of Unix or of Windows, and run init again."
    ) in " ".join(done.output.split())
    assert installed["domain.yml"] == before["domain.yml"]
    assert contents(bot) == installed
    command("remove", "--yes")
    assert contents(bot) == before


def test_a_read_only_file_stays_and_is_named(bot, command):
    before = contents(bot)
    (bot / "config.yml").chmod(0o444)
    done = command(*INIT)

    assert done.exit_code == 1
    assert "config.yml is read-only, and stays. Add `- name:" in done.output
    assert contents(bot)["config.yml"] == before["config.yml"]
