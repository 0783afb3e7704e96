"""The files that name the vendor, such as human_handoff.yml, and where the servers are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from ruamel.yaml.error import YAMLError

from ..bot_files.bot import CREDENTIALS, ENDPOINTS, Bot
from ..bot_files.plugin_files import PluginFiles
from ..bot_files.yaml_file import entries, section, yaml_value
from ..handoff_settings.language import OWN_SLOT, SPELLINGS
from .channel_sentences import channel_sentences, sentence_as_yaml
from .draft import Draft
from .edits import appended
from .template_text import TEMPLATES, template
from .yaml_sections import Addition, add_entries

CONFIGURATION, ENV_EXAMPLE = "human_handoff.yml", ".env.example"
TEST_STORIES = "tests/test_human_handoff.yml"
VENDORS = ("liveperson", "cm", "parley")
LANGUAGES = tuple(SPELLINGS)
ENDPOINT = '  url: "http://localhost:5055/webhook"\n'
# Marks a line of a template whose value nobody but the bot builder knows.
_QUESTION = "# TO DO: "
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True)
class Options:
    """What the bot builder chooses.

    Attributes:
        vendor: Where the agents are.
        language: What the bot speaks; several languages have commas between them.
        sandbox: Whether the settings are the sandbox's, for a first try without an account.
        offers: Whether the bot offers a person by itself.
        switch_off: Whether the bot's own rules for the request are made comments.
        slot: The slot that names a conversation's language, where the bot speaks several.
    """

    vendor: str
    language: str
    sandbox: bool = False
    offers: bool = False
    switch_off: bool = False
    slot: str = OWN_SLOT

    def as_json(self) -> dict[str, Any]:
        """Return them for the record."""
        return asdict(self)

    @property
    def languages(self) -> list[str]:
        """What the bot speaks, the default one first."""
        return self.language.split(",")

    @property
    def tags(self) -> frozenset[str]:
        """The tags of the templates' lines that are wanted."""
        where = "sandbox" if self.sandbox else "live"
        count = "one_language" if len(self.languages) == 1 else "two_languages"
        offers = "offers" if self.offers else "without_offers"
        english = "english" if self.languages == ["en"] else "not_english"
        return frozenset({where, self.languages[0], count, offers, english})


def add_configuration(
    draft: Draft, options: Options, plugin: PluginFiles, questions: Iterable[str]
) -> None:
    """Write human_handoff.yml, and the variables that it and credentials.yml name."""
    values = {
        "desk": options.vendor,
        "channel": options.vendor,
        "interruptions": ", ".join(questions),
        "language": options.languages[0],
        "slot": options.slot,
        "time_zone": "Europe/Amsterdam" if "nl" in options.languages else "UTC",
    }
    # The wheel's schema is wherever the wheel is installed, which differs from machine to machine.
    tags = options.tags if plugin.is_wheel else options.tags | {"copy"}
    parts = [
        template(name, tags, values) for name in ("human_handoff.yml", f"{options.vendor}.yml")
    ]
    text = "".join(parts)
    if options.sandbox:
        text = _with_sandbox_values(text)
    draft.create(CONFIGURATION, text.encode())
    if CONFIGURATION not in draft.created and not _has_desk(draft, options.vendor):
        draft.by_hand.append(
            f"{CONFIGURATION} stays as you have changed it, and none of its desks is "
            f"{options.vendor}. Write the section {options.vendor} and name it under `desks`, or "
            "rename the file and run init again."
        )
    names = variables([text, _credentials(options, plugin)])
    lines = "".join(f"{name}=\n" for name in names)
    if not names:
        return
    if draft.exists(ENV_EXAMPLE) and ENV_EXAMPLE not in draft.record.files:
        remedy = f"Add these lines: {', '.join(names)}."
        draft.edit(ENV_EXAMPLE, "variables", partial(_with_lines, lines=lines), remedy)
    else:
        head = "# The environment variables of human_handoff.yml and credentials.yml.\n"
        draft.create(ENV_EXAMPLE, (head + lines).encode())


def add_channel(draft: Draft, bot: Bot, options: Options, plugin: PluginFiles) -> None:
    """Add the vendor's channel to credentials.yml."""
    text = _credentials(options, plugin)
    ((name, values),) = yaml_value(text).items()
    kind = str(name).rpartition(".")[2]
    if any(each.rpartition(".")[2] == kind for each in bot.channels):
        draft.remarks.append(f"{CREDENTIALS} has the channel {kind}; it stays.")
        return
    lines = text.partition("\n")[2]
    if not draft.exists(CREDENTIALS):
        draft.create(CREDENTIALS, text.encode())
        return
    change = partial(add_entries, additions=[Addition(str(name), values, lines, "channel")])
    draft.edit(CREDENTIALS, "channel", change, f"Add {name}: see docs/{options.vendor}/channel.md.")


def add_action_endpoint(draft: Draft, bot: Bot) -> None:
    """Name the action server in endpoints.yml, if none is named."""
    if bot.action_endpoint:
        return
    if not draft.exists(ENDPOINTS):
        draft.create(ENDPOINTS, f"action_endpoint:\n{ENDPOINT}".encode())
        return
    label, entries = "action_endpoint", {"url": "http://localhost:5055/webhook"}
    change = partial(add_entries, additions=[Addition(label, entries, ENDPOINT, label)])
    draft.edit(ENDPOINTS, label, change, f"Name the action server: `{label}`.")


def add_test_stories(draft: Draft, options: Options) -> None:
    """Write stories for the bot's own `rasa test`."""
    draft.create(TEST_STORIES, template("test_stories.yml", options.tags, {}).encode())


def variables(texts: Iterable[str]) -> list[str]:
    """Return the environment variables that settings name, but not those of comments."""
    lines = [f" {line}".partition(" #")[0] for text in texts for line in text.splitlines()]
    return list(dict.fromkeys(_VARIABLE.findall("\n".join(lines))))


def open_questions(draft: Draft) -> list[str]:
    """Return what the bot builder has to fill in, with the file and the line."""
    return [
        f"{path}, line {number}: {line.partition(_QUESTION)[2]}"
        for path, content in draft.new_contents().items()
        if path in (CONFIGURATION, CREDENTIALS)
        for number, line in enumerate(content.decode().splitlines(), start=1)
        if _QUESTION in line
    ]


def _has_desk(draft: Draft, vendor: str) -> bool:
    """Tell whether the configuration as it stays has a vendor's desk, or cannot be read."""
    try:
        values = yaml_value(draft.text(CONFIGURATION) or "")
    except YAMLError:
        return True  # `human-handoff doctor` says what is wrong
    names = entries(values, "desks") if isinstance(values, dict) else []
    return not names or vendor in [section(values, str(n)).get("desk", n) for n in names]


def _credentials(options: Options, plugin: PluginFiles) -> str:
    name = f"credentials_{options.vendor}.yml"
    sentences = channel_sentences(options.languages)
    texts = {name: sentence_as_yaml(each) for name, each in sentences.items()}
    values = {"channels": plugin.channels, "slot": options.slot, **texts}
    text = template(name, options.tags, values)
    return _with_sandbox_values(text) if options.sandbox else text


def _with_sandbox_values(text: str) -> str:
    lines = (TEMPLATES / "sandbox.env").read_text(encoding="utf-8").splitlines()
    known = dict(line.split("=", 1) for line in lines)
    return _VARIABLE.sub(lambda match: known.get(match[1], match[0]), text)


def _with_lines(text: str, lines: str) -> Any:
    return appended(text, "variables", lines)
