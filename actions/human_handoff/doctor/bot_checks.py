"""The bot's own files, compared with what the plugin needs, before two minutes of training."""

from __future__ import annotations

from collections.abc import Iterator

from ..bot_files import Bot, is_bot
from ..bot_files.plugin_files import PluginFiles
from ..errors import closest
from ..findings import Finding, error, not_checked, ok, warning
from ..handoff_settings.loader import Examined
from .bot_domain import domain_findings
from .bot_examples import example_findings
from .bot_language import language_findings
from .bot_rules import rule_findings
from .contradictions import contradiction_findings
from .own_choices import own_choice_findings

CLASSIFIER = "HumanHandoffClassifier"
FALLBACK = "FallbackClassifier"


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
    if bot.runs_flows_alone:
        yield not_checked(
            "This is a bot of flows, by the FlowPolicy of its config.yml. Compare its flows and "
            "domain with examples/calm; docs/calm.md tells more."
        )
        return
    found = [
        *domain_findings(bot),
        *own_choice_findings(bot),
        *language_findings(bot, examined),
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


def _config(bot: Bot) -> Iterator[Finding]:
    names = [str(each.get("name", "")).rpartition(".")[2] for each in bot.pipeline or ()]
    line = f"`- name: {PluginFiles().classifier}`"
    place = (
        f"Run `human-handoff init`, or add {line} to the pipeline, after the classifier and "
        f"before {FALLBACK}."
    )
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
            "Run `human-handoff init`, or write action_endpoint: {url: "
            "http://localhost:5055/webhook}.",
        )


def _interruptions(bot: Bot, examined: Examined) -> Iterator[Finding]:
    """Check that the bot knows each intent that may come in the middle of the form."""
    intents = examined.setting("contact", "interruptions") or []
    known = bot.domain.names.get("intents", {})
    for intent in intents:
        if intent not in known:
            yield warning(
                f"The domain has no intent {intent}, so no message has it.{closest(intent, known)}",
                "Correct the name, or take it out.",
                "contact.interruptions",
            )
    answered = {intent for rule in bot.data.rules for intent in rule.intents[:1]}
    missing = [intent for intent in intents if intent in known and intent not in answered]
    if missing:
        yield warning(
            f"No rule answers {', '.join(missing)}, so the form only asks again.",
            "Add a rule for it, or take it out.",
            "contact.interruptions",
        )
