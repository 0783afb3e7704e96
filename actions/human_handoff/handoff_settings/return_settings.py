"""`return_to_bot` in `human_handoff.yml`: what the bot says when it is back."""

from __future__ import annotations

from ..pydantic_compat import SettingsModel


class ReturnSettings(SettingsModel):
    """`return_to_bot`: off by default, so that the bot says no more than that it is back.

    Attributes:
        tell_duration: Whether the bot tells for how long its colleagues had the conversation.
        ask_if_solved: Whether the bot asks whether the customer's question was solved.
    """

    tell_duration: bool = False
    ask_if_solved: bool = False
