"""Everything that `human-handoff init` would do to a bot, in the order of a bot builder's steps."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ..bot_files import Bot, read_bot
from ..bot_files.plugin_files import PluginFiles
from ..bot_files.python_actions import FILE as ACTIONS_FILE
from . import own_rules
from .chosen_languages import untold
from .configuration_files import (
    Options,
    add_action_endpoint,
    add_channel,
    add_configuration,
    add_test_stories,
)
from .domain_part import add_domain, tell_collisions
from .draft import Draft
from .edits import SetupError, appended
from .findings import remarks_about
from .pipeline_part import add_component
from .record import read_record, without_ours

MODULE = "actions/human_handoff.py"
_IMPORT = "import rasa_human_handoff.actions  # noqa: F401, E402\n"


def planned(folder: Path, options: Options, plugin: PluginFiles) -> tuple[Bot, Draft]:
    """Return the bot as it is without the plugin, and what is to be written.

    Raises:
        SetupError: A file that has to be edited, or the record of an earlier `init`, cannot be
            read.
    """
    record = read_record(folder)
    base = without_ours(folder, record)
    bot = read_bot(folder, base.texts)
    if unreadable := [each.sentence for each in bot.problems if "/" not in each.path]:
        raise SetupError("\n".join(unreadable))
    draft = Draft(folder, record, base)
    tell_collisions(draft, bot.domain, plugin)
    for path, content in plugin.data("human_handoff"):
        draft.create(path, content)
    if options.offers:
        for path, content in plugin.data("human_handoff_offers"):
            draft.create(path, content)
    questions = own_rules.interruptions(bot)
    own_rules.add_interruptions(draft, questions)
    _answer_contradictions(draft, bot, options, plugin)
    add_domain(draft, bot.domain, plugin, options.languages, options.slot)
    add_component(draft, bot, plugin)
    add_configuration(draft, options, plugin, questions)
    add_channel(draft, bot, options, plugin)
    add_action_endpoint(draft, bot)
    _add_actions(draft, plugin)
    add_test_stories(draft, options)
    must, know = remarks_about(bot, options.languages)
    draft.by_hand += [*must, *untold(bot, options.slot, options.languages)]
    draft.remarks += know
    return bot, draft


def _answer_contradictions(draft: Draft, bot: Bot, options: Options, plugin: PluginFiles) -> None:
    found = own_rules.contradicting(bot, plugin)
    if options.switch_off:
        own_rules.switch_off(draft, [each.second for each in found])
        return
    for each in found:
        draft.by_hand.append(
            f"{each.text} Rasa refuses to train with both. Take yours out, or run init with "
            "--switch-off-own-rules, which makes it a comment until `human-handoff remove`."
        )


def _add_actions(draft: Draft, plugin: PluginFiles) -> None:
    """Let the bot's action server find the plugin's actions."""
    has_module_alone = draft.exists(ACTIONS_FILE) and not (draft.folder / "actions").is_dir()
    if has_module_alone and plugin.is_wheel:
        change = partial(appended, label="actions", lines=_IMPORT)
        draft.edit(ACTIONS_FILE, "actions", change, f"Add `{_IMPORT.strip()}`.")
        return
    if has_module_alone:
        draft.by_hand.append(
            f"{ACTIONS_FILE} is a file, and a folder `actions` would hide it. Use the wheel, or "
            f"move it into a folder: `mkdir actions && mv {ACTIONS_FILE} actions/`."
        )
        return
    if not draft.exists("actions/__init__.py"):
        draft.create("actions/__init__.py", b"")
    if plugin.is_wheel:
        draft.create(MODULE, _IMPORT.replace(", E402", "").encode())
    for path, content in plugin.programs(draft.folder):
        draft.create(path, content)
