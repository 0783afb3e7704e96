"""Which choice an answer makes, in English and Dutch."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_events.vocabulary import Choice
from actions.human_handoff.handoff_logic.choice_answers import Unchosen, read_choice

NOT_CERTAIN = ("nlu_fallback", 0.3)
ANSWERS = {
    Choice.WAIT: """
wait | I'll wait | I will wait please | ok, I'll wait | yes wait | Wait please! | no, I'll wait
keep waiting | I don't mind waiting | I'll wait, it's important | I'd rather wait | human | agent
a colleague please | put me through | continue waiting | let me wait | connect me
well I'll wait then
wachten | ik wacht | ik wacht wel | Ik blijf wel wachten | doe maar wachten | wachten graag
nee, ik wacht
ik wil graag wachten | wachten vind ik niet erg | verder wachten | wil wachten
verbind me maar door
""",
    Choice.MESSAGE: """
message | Leave a message | a message please | I'd like to leave a message | can i leave a note
I'd rather leave a message than wait | I don't want to wait, leave a message
no, I'll leave a message
message instead of waiting
bericht | bericht achterlaten | ik laat liever een bericht achter | liever een bericht dan wachten
doe maar een bericht | laat maar een bericht achter
""",
    Choice.CALLBACK: """
call me | Ask for a call | call me back please | a callback | I'd rather be called
can you call me?
I don't want to wait, call me | I can't wait, please phone me | a call rather than a message
no, call me back | call
bel me | Vragen om te bellen, bel mij | ik word liever gebeld | terugbellen | bel me terug aub
ik wil niet wachten, bel me maar
""",
    Choice.GO_ON: """
go on | Go on with the bot | continue | with you | with the bot please | bot | no | no thanks
never mind
stop | forget it | no, go on with you | let's continue with you | cancel | no transfer
I don't want to be transferred | I want to continue with the bot instead of waiting
nee | nee bedankt | laat maar | verder | verder met de bot | ga maar verder | ga maar door
met jou verder | Doorgaan | I do not think that I will wait
""",
    Unchosen.UNCLEAR: """
yes | ok | yes please | I don't want to wait | I can't wait that long | no message | wait or message
I'll wait or can I leave a message? | not the bot | I'll wait for a call
ja | ja graag | ik wil niet wachten | geen bericht | niet wachten
""",
    None: """
where is my parcel? | wait, where is my parcel? | wait a moment | thanks | hello | wait what
how long will it take? | What are your opening hours | do you have a message for me
hold on a second
I have been waiting for an hour | my bot vacuum is broken | can somebody else accept the parcel
ik wacht al een uur | ik wacht niet langer op de bus | hoe lang duurt het wachten | ...
""",
}
CASES = [
    (text.strip(), choice)
    for choice, texts in ANSWERS.items()
    for line in texts.strip().splitlines()
    for text in line.split(" | ")
]


@pytest.mark.parametrize(("text", "choice"), CASES)
def test_words_choose(text, choice):
    assert read_choice(text, NOT_CERTAIN, ["deny"], 0.8) is choice


@pytest.mark.parametrize(
    ("intent", "choice"),
    [
        ("human_handoff_wait", Choice.WAIT),
        ("human_handoff", Choice.WAIT),
        ("human_handoff_leave_message", Choice.MESSAGE),
        ("human_handoff_go_on", Choice.GO_ON),
        ("human_handoff_cancel", Choice.GO_ON),
        ("deny", Choice.GO_ON),
        ("affirm", Unchosen.UNCLEAR),
        ("ask_delivery", None),
    ],
)
def test_intents_choose_if_rasa_is_certain(intent, choice):
    for text in (f"/{intent}", f"EXTERNAL: {intent}", "klaro"):
        assert read_choice(text, (intent, 1.0), ["deny"], 0.8) is choice
        assert read_choice(text, (intent, 0.7), ["deny"], 0.8) is None


def test_words_count_more_than_an_intent():
    assert read_choice("I'll wait", ("deny", 1.0), ["deny"], 0.8) is Choice.WAIT


WORDS = sorted({word for text, _ in CASES for word in text.split()})


@given(st.text() | st.lists(st.sampled_from([*WORDS, ".", "\n"])).map(" ".join))
def test_whatever_is_written_is_one_of_the_answers_or_none(text):
    answers = {*Choice, Unchosen.UNCLEAR, None} - {Choice.SOMETHING_ELSE}
    assert read_choice(text, NOT_CERTAIN, ["deny"], 0.8) in answers


@pytest.mark.parametrize("text", ["a." * 2000, "." * 4000, "wait " * 800, "liever dan " * 400])
def test_a_long_text_keeps_nobody_waiting(text):
    began = time.thread_time()  # what others do on the machine does not count
    read_choice(text, NOT_CERTAIN, ["deny"], 0.8)
    assert time.thread_time() - began < 0.25


def test_a_long_answer_is_read_by_its_phrases_alone():
    story = "because my parcel has not come and I need it for the birthday of my daughter, who "
    assert read_choice(f"I'll wait {story * 2}", NOT_CERTAIN, ["deny"], 0.8) is Choice.WAIT
    assert read_choice(f"wait {story * 2}", NOT_CERTAIN, ["deny"], 0.8) is None
