"""A component of Rasa's pipeline that recognises who wants a person, in any bot.

In `config.yml`, after the bot's intent classifier and before its `FallbackClassifier`:

    - name: human_handoff_nlu.HumanHandoffClassifier
"""

from .classifier import HumanHandoffClassifier

__all__ = ["HumanHandoffClassifier"]
