"""What stands in a bot's own files and only the bot builder can decide.

`human-handoff init` says the same, before it writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..bot_files import Bot
from ..bot_files.plugin_files import PluginFiles
from ..findings import Finding, error, warning

SESSION_START = "action_session_start"
KEYWORDS = "KeywordIntentClassifier"


def own_choice_findings(bot: Bot) -> Iterator[Finding]:
    """Yield what does not fit a handoff in sessions, policies, pipeline and actions."""
    if bot.domain.session.get("session_expiration_time") == 0:
        yield warning(
            "session_expiration_time is 0, so sessions never end: the failed requests of last "
            "month count with today's, a person is offered only once for ever, and Rasa reads "
            "longer and longer conversations.",
            "Write 60 (minutes) under session_config of the domain.",
        )
    if not bot.has_policy("RulePolicy"):
        yield error(
            "config.yml: the policies have no RulePolicy, and all that the handoff does is in "
            "rules.",
            "Add `- name: RulePolicy` to policies; your stories are played as before.",
        )
    if bot.has_component(KEYWORDS):
        yield warning(
            f"config.yml has {KEYWORDS}, which takes every example for a keyword: each message "
            "with the word agent asks for a person.",
            "Use DIETClassifier instead.",
        )
    for own in bot.definitions(SESSION_START):
        yield warning(
            f"{own.path}, line {own.line}: {own.class_name or 'a class'} defines {SESSION_START}. "
            "The action server uses it instead of the handoff's, so a session that begins while "
            "an agent has the conversation wakes the bot.",
            f"Derive it from the handoff's: `from {PluginFiles().actions} import SessionStart`, "
            "see docs/install.md.",
        )
