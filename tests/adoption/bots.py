"""Bots of other people, made from scratch."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.new_bot import new_bot

# What trains in a few seconds; `rasa init` leaves the choice to Rasa, whose default takes minutes.
CONFIG = """\
recipe: default.v1
assistant_id: adoption
language: {language}

pipeline: # as short as it can be
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: own_classifier.OwnClassifier
  {more}
  # below this, the bot has not understood
  - name: FallbackClassifier
    threshold: 0.3

policies:
{policies}
"""
RULES_ONLY = "- name: MemoizationPolicy\n- name: RulePolicy"

SESSION_START = """\
from rasa_sdk import Action
from rasa_sdk.events import ActionExecuted, SessionStarted


class OwnSessionStart(Action):
    def name(self):
        return "action_session_start"

    def run(self, dispatcher, tracker, domain):
        return [SessionStarted(), ActionExecuted("action_listen")]
"""

GROWN_DOMAIN = """\
version: '3.1'
intents: [greet, goodbye, affirm, deny, mood_great, mood_unhappy, bot_challenge,
          human_handoff, ask_hours, faq]
slots:
    name: {type: text, mappings: [{type: from_entity, entity: name}]}   # who it is
    email: {type: text, mappings: [{type: from_text, conditions: [{active_loop: other_form}]}]}
entities: [name]
forms: {other_form: {required_slots: [email]}}
actions:
- action_session_start
responses:
    utter_hours: [{text: "We are open from nine to five."}]
    utter_call_us: [{text: "Please call us."}]
    utter_ask_email: [{text: "Your address?"}]
    utter_faq/name: [{text: "I am Robo."}]
    utter_faq/age: [{text: "I am two."}]
"""

GROWN_RULES = """\
version: "3.1"
rules:
# What the bot did before it had agents.
- rule: Whoever wants a person calls
  steps:
  - intent: human_handoff
  - action: utter_call_us

- rule: Opening hours
  steps:
  - intent: ask_hours
  - action: utter_hours
- rule: Questions
  steps:
  - intent: faq
  - action: utter_faq
"""

GROWN_EXAMPLES = """\
version: "3.1"
nlu:
- intent: human_handoff
  examples: |
    - call me
    - someone from your team
- intent: ask_hours
  examples: |
    - when are you open
    - what are your opening hours
- intent: faq/name
  examples: |
    - who are you
    - what is your name
- intent: faq/age
  examples: |
    - how old are you
    - your age
"""

DUTCH_DOMAIN = """\
version: "3.1"

intents:
- groet     # ook 's avonds
- openingstijden

responses:
  utter_groet:
  - text: "Goedendag!"
  utter_openingstijden:
  - text: "Wij zijn open van negen tot vijf."
"""

DUTCH_DATA = """\
version: "3.1"
nlu:
- intent: groet
  examples: |
    - goedemorgen
    - hoi
- intent: openingstijden
  examples: |
    - wanneer zijn jullie open
    - wat zijn de openingstijden
rules:
- rule: Groet
  steps:
  - intent: groet
  - action: utter_groet
- rule: Openingstijden
  steps:
  - intent: openingstijden
  - action: utter_openingstijden
"""


def _config(bot: Path, language: str = "en", more: str = "", policies: str = RULES_ONLY) -> None:
    text = CONFIG.format(language=language, more=more, policies=policies)
    (bot / "config.yml").write_text(text.replace("\n  \n", "\n"), encoding="utf-8")
    shutil.copy(Path(__file__).with_name("own_classifier.py"), bot)


def rasa_init_bot(folder: Path) -> Path:
    """A bot as `rasa init` makes it, with a pipeline that trains quickly."""
    bot = new_bot(folder)
    _config(bot)
    return bot


def grown_bot(folder: Path) -> Path:
    """A bot that has grown: its own domain folder, handoff rule, slots, session start, policies."""
    bot = new_bot(folder)
    # What is not compiled (`run_eagerly`) starts sooner.
    _config(
        bot,
        more="- {name: ResponseSelector, epochs: 1, run_eagerly: true, retrieval_intent: faq}",
        policies="- name: RulePolicy\n"
        "- {name: TEDPolicy, max_history: 5, epochs: 1, run_eagerly: true}",
    )
    (bot / "domain").mkdir()
    shutil.move(bot / "domain.yml", bot / "domain" / "base.yml")
    base = (bot / "domain" / "base.yml").read_text(encoding="utf-8")
    without_intents = base[base.index("responses:") :]
    (bot / "domain" / "base.yml").write_text(f'version: "3.1"\n{without_intents}', encoding="utf-8")
    (bot / "domain" / "own.yml").write_text(GROWN_DOMAIN, encoding="utf-8")
    (bot / "data" / "own").mkdir()
    (bot / "data" / "own" / "rules.yml").write_text(GROWN_RULES, encoding="utf-8")
    (bot / "data" / "own" / "nlu.yml").write_text(GROWN_EXAMPLES, encoding="utf-8")
    (bot / "actions" / "own.py").write_text(SESSION_START, encoding="utf-8")
    return bot


def dutch_bot(folder: Path) -> Path:
    """A small bot that speaks Dutch, with Windows' line ends in its domain."""
    bot = folder
    (bot / "data").mkdir(parents=True)
    (bot / "domain.yml").write_bytes(DUTCH_DOMAIN.replace("\n", "\r\n").encode())
    (bot / "data" / "alles.yml").write_text(DUTCH_DATA, encoding="utf-8")
    (bot / "credentials.yml").write_text("rest:", encoding="utf-8")
    _config(bot, language="nl")
    return bot


def bot_of_stories(folder: Path) -> Path:
    """A bot whose policies know stories alone."""
    bot = new_bot(folder)
    (bot / "data" / "rules.yml").unlink()
    _config(bot, policies="- name: MemoizationPolicy")
    return bot
