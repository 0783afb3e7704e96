"""The words in which the bot reports what became of a request, each in plain words.

`docs/events.md` lists them. The sandbox imports nothing from the plugin, so
`tests/page/test_handoff_states.py` compares the words with those of the plugin.
"""

from collections.abc import Mapping

# What happened.
STEPS: Mapping[str, str] = {
    "requested": "A person is wanted",
    "attempted": "A desk was asked for the transfer",
    "failed_later": "An accepted transfer has failed",
    "cancelled": "The customer changed their mind",
    "ended": "The bot has the customer again",
    "message_noted": "A message was noted",
    "message_not_noted": "A message could not be noted",
    "chosen": "The customer chose how to go on",
    "offered": "The bot offered a person",
    "offer_declined": "The customer declined the offer",
    "callback_noted": "A call was arranged",
    "callback_not_noted": "A call could not be arranged",
    "solved": "The customer says that it was solved",
    "not_solved": "The customer says that it was not solved",
}
# Why a request was made.
REASONS: Mapping[str, str] = {
    "asked": "The customer asked for a person",
    "trigger_event": "The bot's own answer led to a person",
    "misunderstood": "The bot did not understand the customer",
    "offered": "The customer accepted the bot's offer",
}
# Whether somebody was on shift, and why the answer is what it is.
FOUND: Mapping[str, str] = {
    "on_shift": "Somebody was on shift",
    "off_shift": "Nobody was on shift",
    "unknown": "It is not known whether somebody was on shift",
}
BECAUSE: Mapping[str, str] = {
    "reported": "the vendor said so",
    "out_of_date": "the vendor's last answer, because it could not be reached",
    "vendor_error": "the vendor could not be reached",
    "opening_hours": "outside the opening hours",
    "skill_not_found": "no desk has the skill",
    "no_desk": "no desk takes customers of this channel",
    "gave_up": "too many transfers had failed",
    "error": "the check itself failed",
}
# What became of a request or of an attempt.
OUTCOMES: Mapping[str, str] = {
    "accepted": "The vendor accepted the transfer",
    "refused": "The vendor refused it",
    "unreachable": "The vendor could not be reached",
    "unconfirmed": "The vendor did not confirm it",
    "failed_later": "Accepted first, failed afterwards",
    "not_possible": "No desk could take this customer",
    "cancelled": "The customer changed their mind",
    "gave_up": "Too many transfers had failed",
    "off_shift": "Nobody was on shift",
    "unknown": "Nobody could tell whether somebody was on shift",
}
# How the conversation became the bot's again.
ENDINGS: Mapping[str, str] = {
    "returned": "The agent gave it back to the bot",
    "expired": "Nobody gave it back in time, so the bot took it",
    "nobody_came": "No agent wrote in time, so the bot took it back",
    "left": "The customer did not want to wait any more",
    "crossed": "An agent wrote while the bot took it back",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "reason": REASONS,
    "found": FOUND,
    "because": BECAUSE,
    "outcome": OUTCOMES,
    "ending": ENDINGS,
}
