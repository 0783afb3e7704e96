"""The bot's own files, compared with what the plugin needs, before two minutes of training."""

from __future__ import annotations

from collections.abc import Iterator

from ..bot_files import Bot, is_bot
from ..findings import Finding, error, not_checked, ok, warning
from ..handoff_settings.loader import Examined
from ..handoff_settings.renamed import CHANNELS
from .bot_domain import domain_findings
from .bot_examples import example_findings
from .bot_language import language_findings
from .bot_rules import rule_findings
from .contradictions import contradiction_findings

# Each of these is an action of the plugin's; a second one replaces it without a word.
SESSION_START = "action_session_start"
CLASSIFIER = "HumanHandoffClassifier"
FALLBACK = "FallbackClassifier"
KEYWORDS = "KeywordIntentClassifier"
# Where the component is: in the wheel, or copied beside the bot.
NLU = "rasa_human_handoff.nlu" if CHANNELS.startswith("rasa_") else "human_handoff_nlu"


def bot_findings(bot: Bot, examined: Examined) -> Iterator[Finding]:
    """Yield what is found in the bot's folder; one finding if there is no bot."""
    if not is_bot(bot.folder):
        yield not_checked(
            f"There is no bot in {bot.folder.absolute()}: say with --bot where it is."
        )
        return
    for problem in bot.problems:
        text, _, remedy = problem.sentence.partition(". ")
        yield error(f"{text.removesuffix('.')}.", remedy)
    found = [
        *domain_findings(bot),
        *language_findings(bot, examined),
        *_session(bot),
        *_config(bot),
        *rule_findings(bot),
        *contradiction_findings(bot),
        *example_findings(bot),
        *_own_actions(bot),
        *_endpoint(bot),
        *_interruptions(bot, examined),
    ]
    yield from found
    if not found and not bot.problems:
        yield ok("Domain, pipeline, policies, rules and examples have what the plugin needs.")


def _session(bot: Bot) -> Iterator[Finding]:
    if bot.domain.session.get("session_expiration_time") == 0:
        yield warning(
            "session_expiration_time is 0, so sessions never end: the failed requests of last "
            "month count with today's, a person is offered only once for ever, and Rasa reads "
            "longer and longer conversations.",
            "Write 60 (minutes) under session_config of the domain.",
        )


def _config(bot: Bot) -> Iterator[Finding]:
    if not bot.has_policy("RulePolicy"):
        yield error(
            "config.yml has no RulePolicy, and all that the plugin does is in rules.",
            "Add `- name: RulePolicy` to policies.",
        )
    if bot.has_component(KEYWORDS):
        yield warning(
            f"config.yml has {KEYWORDS}, for which every example is a keyword: each message with "
            "the word agent asks for a person.",
            "Use DIETClassifier instead.",
        )
    names = [str(each.get("name", "")).rpartition(".")[2] for each in bot.pipeline or ()]
    line = f"`- name: {NLU}.{CLASSIFIER}`"
    place = f"Add {line} to the pipeline, after the classifier and before {FALLBACK}."
    if CLASSIFIER not in names:
        yield warning(
            f"config.yml has no {CLASSIFIER}: whether somebody asks for a person depends on the "
            "bot's own examples alone.",
            place,
        )
    elif FALLBACK in names and names.index(FALLBACK) < names.index(CLASSIFIER):
        yield error(
            f"{FALLBACK} comes before {CLASSIFIER} in config.yml, so it decides first.", place
        )


def _own_actions(bot: Bot) -> Iterator[Finding]:
    for own in bot.definitions(SESSION_START):
        yield warning(
            f"{own.path}, line {own.line}, has an {SESSION_START} of its own ({own.class_name}). "
            "The action server keeps one of the two, and without the plugin's a handoff does not "
            "survive a new session.",
            "Let it inherit from the plugin's, and call that.",
        )
    for own in bot.actions:
        if "human_handoff" in own.name:
            yield warning(
                f"{own.path}, line {own.line}, has an action {own.name} of its own "
                f"({own.class_name}). The action server keeps one of the two.",
                "Give it another name.",
            )


def _endpoint(bot: Bot) -> Iterator[Finding]:
    if not bot.action_endpoint.get("url") and not bot.action_endpoint.get("actions_module"):
        yield error(
            "endpoints.yml names no action server.",
            "Write action_endpoint: {url: http://localhost:5055/webhook}.",
        )


def _interruptions(bot: Bot, examined: Examined) -> Iterator[Finding]:
    """Check that a rule answers each intent that may come in the middle of the form."""
    intents = examined.settings.contact.interruptions if examined.settings else []
    answered = {intent for rule in bot.data.rules for intent in rule.intents[:1]}
    missing = [intent for intent in intents if intent not in answered]
    if missing:
        yield warning(
            f"No rule answers {', '.join(missing)}, so the form only asks again.",
            "Add a rule for it, or take it out.",
            "contact.interruptions",
        )
