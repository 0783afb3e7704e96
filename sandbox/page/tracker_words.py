"""Plain words for the slots and forms that the page shows of the bot's tracker.

The sandbox imports nothing from the plugin, so `tests/page/test_handoff_states.py` compares the
names with those of the plugin and of its domain.
"""

from collections.abc import Mapping

SHIFT_STATUS: Mapping[str, str] = {
    "on_shift": "somebody",
    "off_shift": "nobody",
    "unknown": "not known",
}
FAILURES: Mapping[str, str] = {
    "skill": "no agent has this skill",
    "unreachable": "the vendor could not be reached",
    "refused": "the vendor refused it",
    "unconfirmed": "the vendor did not confirm it",
    "later": "accepted first, failed afterwards",
}
# What the bot does while a form is active.
FORMS: Mapping[str, str] = {
    "human_handoff_form": "asks for what agents need",
    "human_handoff_with_agent": "is silent",
    "human_handoff_choice_form": "asks how to go on",
    "human_handoff_message_form": "takes a message",
    "human_handoff_offer_form": "offers a person",
    "human_handoff_solved_form": "asks if it was solved",
    "human_handoff_callback_form": "arranges a call",
}
# What the bot waits for while it asks for a slot.
QUESTIONS: Mapping[str, str] = {
    "human_handoff_name": "the name",
    "human_handoff_email": "the e-mail address",
    "human_handoff_silence": "the chat to come back",
    "human_handoff_choice": "the choice",
    "human_handoff_message_offer": "yes or no",
    "human_handoff_message": "the message",
    "human_handoff_offer": "yes or no",
    "human_handoff_solved": "yes or no",
    "human_handoff_phone": "the telephone number",
    "human_handoff_phone_check": "if the number is right",
    "human_handoff_callback_time": "the time of the call",
}
# Why the tracker cannot be read; `{rasa}` stands for the address at which the sandbox looks for it.
PROBLEMS: Mapping[str, str] = {
    "no_answer": "No Rasa answers at {rasa}. Start it there (rasa run --enable-api), or tell the"
    " sandbox where it is, such as: make sandbox SANDBOX_BOT=http://127.0.0.1:5006",
    "no_api": "What answers at {rasa} does not have Rasa\u2019s HTTP API, from which the sandbox"
    " reads the tracker. Start Rasa with --enable-api, which switches it on.",
    "no_token": "Rasa at {rasa} lets only programs with a token read the tracker, and the sandbox"
    " has none. While you try things, start Rasa without --auth-token and --jwt-secret.",
    "no_tracker": "What answers at {rasa} gives no tracker that the sandbox can read.",
}
# By the names under which `GET /conversations/{id}/tracker` shows the values.
WORDS: Mapping[str, Mapping[str, str]] = {
    "shift_status": SHIFT_STATUS,
    "failure": FAILURES,
    "loop": FORMS,
    "asking": QUESTIONS,
    "problem": PROBLEMS,
}
