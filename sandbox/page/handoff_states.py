"""The states of a handoff in the bot's tracker, as the page describes them.

The names are the values of the bot's slot `human_handoff_state`. The sandbox imports nothing from
the plugin, so `tests/page/test_handoff_states.py` compares the names with those of the plugin.
"""

# For each state, in the order of the plugin: its meaning, the colour in which it is shown, and
# whether the bot is silent because agents have the conversation.
STATES = {
    "none": {"meaning": "no transfer is under way", "tone": "neutral", "is_silent": False},
    "requested": {
        "meaning": "the vendor has accepted the transfer",
        "tone": "wait",
        "is_silent": True,
    },
    "with_agent": {"meaning": "an agent has the customer", "tone": "good", "is_silent": True},
    "failed": {"meaning": "the transfer failed", "tone": "bad", "is_silent": False},
    "gave_up": {"meaning": "too many transfers failed", "tone": "bad", "is_silent": False},
}
