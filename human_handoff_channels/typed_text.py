"""Prepare what a customer has typed for Rasa: short enough, and never read as an intent."""

from __future__ import annotations

# Rasa's patterns, and those of a bot builder, may need a time that grows with the square of the
# length. A request can hold a text of `max_body_bytes`.
MAX_CHARACTERS = 4000

# Rasa's `RegexMessageHandler` takes a text for an intent if `/` is its first character that is not
# white space: `/restart` would delete the conversation, `/any_intent` would be believed. This
# character is invisible and no white space, so a slash behind it is text. Tokenizers drop it.
WORD_JOINER = "\u2060"
# The messages with which LivePerson's platform reports a failure or a return begin so; the plugin
# believes them, and a customer can type them.
PLATFORM_PREFIX = "__agent_"
# So a text begins with which Rasa's HTTP API sets an intent.
EXTERNAL_PREFIX = "EXTERNAL:"


def typed_text(text: str) -> str:
    """Return a customer's text as Rasa gets it.

    Args:
        text: What the customer has typed. The payload of a button that the bot has shown must not
            come here, because it may be an intent.
    """
    shortened = text[:MAX_CHARACTERS]
    is_command = shortened.lstrip().startswith(("/", PLATFORM_PREFIX, EXTERNAL_PREFIX))
    return WORD_JOINER + shortened if is_command else shortened
