"""Who scolds the machine, and who scolds something else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_logic.scolding import only_scolds, scolds_machine

SCOLDS = """
stupid bot
STUPID BOT!!!
you stupid robot
what a useless bot
this bot is rubbish
the chatbot sucks
worst chatbot ever
you are useless
youre so dumb
ur an idiot
you are no help at all
you don't understand me
you never listen
do you even understand english
you are not helping
I hate this bot
fuck you
shut up
you idiot
stupid machine
my parcel is late and you talk about returns, you are useless
ok you suck
waardeloze robot
stomme bot!
wat een domme chatbot
rotbot
je bent echt waardeloos
jij bent dom
je begrijpt me niet
je snapt er niks van
begrijp je het nou nog niet
je luistert niet
aan jou heb ik niks
deze bot is waardeloos
hou je mond
sukkel
stom ding
die chatbot snapt er helemaal niets van
"""
DOES_NOT_SCOLD = """
my stupid phone is broken
my useless robot vacuum does not start
the robot mower is terrible
this is ridiculous
your service is terrible
the app is useless
you guys are thieves
that's not what I asked
wrong answer
I feel stupid asking this
I am such an idiot, I forgot my password
stupid question maybe, but when are you open
the delivery man was rude and stupid
are you a bot
what does this chatbot do with my data
I bought a robot and it is crap
are you open on sunday
you are open until six, right
I hate waiting
what a terrible price
mijn stomme telefoon is kapot
mijn domme computer start niet op
dit is belachelijk
wat een slechte service
de website is waardeloos
jullie zijn oplichters
ik snap het niet
ik begrijp je niet
domme vraag misschien
dat bedoel ik niet
je bent bedankt
ben je een robot
u bent op zondag gesloten, toch
ik haat wachten
de koerier was een sukkel
/human_handoff

hello
"""


def lines(text: str) -> list[str]:
    return text.strip("\n").split("\n")


@pytest.mark.parametrize("text", lines(SCOLDS))
def test_the_machine_is_scolded(text: str) -> None:
    assert scolds_machine(text)
    assert only_scolds(text)


@pytest.mark.parametrize("text", lines(DOES_NOT_SCOLD))
def test_something_else_is_scolded_or_nothing(text: str) -> None:
    assert not scolds_machine(text)


@pytest.mark.parametrize(
    "text",
    [
        "stupid bot, get me a person",
        "you don't understand me, is there somebody real?",
        "waardeloze bot, geef me een medewerker",
        "je begrijpt me niet, verbind me door",
        "you are useless, transfer me",
    ],
)
def test_who_also_asks_for_a_person_does_more_than_scold(text: str) -> None:
    assert scolds_machine(text)
    assert not only_scolds(text)


@given(st.text(max_size=400), st.sampled_from(lines(SCOLDS)))
def test_neither_capitals_nor_signs_nor_what_follows_change_it(after: str, text: str) -> None:
    assert scolds_machine(text.upper())
    assert scolds_machine(f"{text}!!! {after}")


@given(st.text())
def test_only_who_scolds_at_all_only_scolds(text: str) -> None:
    assert scolds_machine(text) or not only_scolds(text)


@pytest.mark.parametrize(
    "part", ["you are so ", "bot is so ", "je begrijpt ", "a ", "you do not ", "stupid ", "my "]
)
def test_a_long_text_keeps_nobody_waiting(part: str) -> None:
    begin = time.thread_time()  # what others do on the machine does not count
    scolds_machine(part * 100_000)
    assert time.thread_time() - begin < 0.2
