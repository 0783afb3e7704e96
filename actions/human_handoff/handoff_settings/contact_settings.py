"""`contact` in `human_handoff.yml`: what the contact form asks the customer."""

from __future__ import annotations

from typing import Literal

from ..pydantic_compat import Field, SettingsModel


class ContactSettings(SettingsModel):
    """`contact`: what the form asks the customer.

    Attributes:
        ask: What is asked, in this order; `[]` asks nothing.
        may_refuse: Whether the customer may decline to answer. With false, who declines is asked
            again, each time, until they answer or cancel the transfer.
        refusals: Intents that decline; only as an answer to the form's questions.
        interruptions: Intents that are answered in the middle of the form. Each needs a rule
            that answers and returns to the form.
        certainty: The confidence Rasa must have in such an intent, 0 to 1: a name may look like a
            question. Lower: names are taken for questions and refusals. Higher: a question counts
            as an unusable answer, or as a name.
        bad_emails: After so many unusable answers to a question, such as invalid addresses, it is
            not asked again. With 1, one typing mistake is enough.
        after_bad_emails: "transfer" continues without an address, "stop" ends the request.
    """

    ask: list[Literal["name", "email"]] = ["name", "email"]
    may_refuse: bool = True
    refusals: list[str] = ["human_handoff_refuse", "deny"]
    interruptions: list[str] = []
    certainty: float = Field(default=0.8, ge=0, le=1)
    bad_emails: int = Field(default=3, ge=1)
    after_bad_emails: Literal["transfer", "stop"] = "transfer"
