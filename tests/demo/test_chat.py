"""The chat on a real sandbox: transfers, failures, and the conversation's return."""

import pytest

from demo.chat import Chat
from demo.event_printer import OTHERS, printed_events
from sandbox import Control
from tests.demo.terminal_chat import CONVERSATION, RecordingTerminal, printed


@pytest.mark.parametrize(
    ("at", "skill", "transfer_message", "answer"),
    [
        ("liveperson", "Billing", ["LivePerson: Hold on."], ["bot: echo: anybody?"]),
        ("cm", "billing", [], []),
        ("parley", "Billing Service", [], ["bot: echo: anybody?"]),
    ],
    indirect=["at"],
    ids=["liveperson", "cm", "parley"],
)
def test_the_agent_writes_and_gives_the_conversation_back(
    control: Control, at: str, skill: str, transfer_message: list[str], answer: list[str]
) -> None:
    commands = ("/agent Hi, this is Kim.", "/return")

    assert printed(control, "hello", "billing", "anybody?", *commands, "thanks", at=(at,)) == [
        "you: hello",
        "bot: echo: hello",
        "you: billing",
        f"desk: transfer accepted, skill {skill}, conversation demo-1a2b",
        "desk: an agent takes conversation demo-1a2b",
        "bot: I have asked.",
        *transfer_message,
        "you: anybody?",
        "desk: the agent reads: anybody?",
        *answer,
        "agent: Hi, this is Kim.",
        "desk: the agent gives conversation demo-1a2b back",
        "desk: the bot receives /human_handoff_returned",
        "bot: echo: /human_handoff_returned",
        "you: thanks",
        "bot: echo: thanks",
        "desk: received 1 transfer",
        f"desk: transfer 1, skill {skill}, conversation demo-1a2b, taken by an agent",
    ]


def test_a_failure_later_is_waited_for_with_all_that_follows(
    control: Control, fails_soon: None
) -> None:
    assert printed(control, "/fail", "billing") == [
        "The next transfer will fail a second after it was accepted.",
        "you: billing",
        "desk: transfer accepted, skill Billing, conversation demo-1a2b",
        "bot: I have asked.",
        "LivePerson: Hold on.",
        "desk: transfer failed, skill Billing, conversation demo-1a2b",
        "desk: the bot receives __agent_escalation_failed__",
        "desk: transfer accepted, skill Human, conversation demo-1a2b",
        "desk: an agent takes conversation demo-1a2b",
        "bot: Another colleague comes.",
        "desk: received 2 transfers",
        "desk: transfer 1, skill Billing, conversation demo-1a2b, failed",
        "desk: transfer 2, skill Human, conversation demo-1a2b, taken by an agent",
    ]


@pytest.mark.parametrize(
    ("at", "vendor", "skill", "answer"),
    [
        ("cm", "CM.com", "", "desk: nobody reads: anybody?"),
        ("parley", "Parley", "skill Agent Service, ", "bot: echo: anybody?"),
    ],
    indirect=["at"],
)
def test_a_failure_that_the_bot_is_not_told_is_shown_as_what_it_is(
    control: Control, fails_soon: None, at: str, vendor: str, skill: str, answer: str
) -> None:
    nobody = (
        f"Nobody has the conversation: {vendor} did not inform the bot that the transfer failed. "
        "Type /quit and start again."
    )

    assert printed(control, "/fail", "human", "anybody?", "/agent Hi.", "/return", at=(at,)) == [
        "The next transfer will fail a second after it was accepted. "
        f"{vendor} will not inform the bot: nobody has the customer then.",
        "you: human",
        f"desk: transfer accepted, {skill}conversation demo-1a2b",
        "bot: I have asked.",
        f"desk: transfer failed, {skill}conversation demo-1a2b",
        "you: anybody?",
        answer,
        nobody,
        nobody,
        "desk: received 1 transfer",
        f"desk: transfer 1, {skill}conversation demo-1a2b, failed",
    ]


def test_what_another_customer_does_is_neither_printed_nor_waited_for(control: Control) -> None:
    control.fail_transfers_later(1, 30)
    terminal = RecordingTerminal()
    with printed_events(control, "demo-other", terminal) as printer:
        control.customer_says(CONVERSATION, "human")
        control.customer_says(CONVERSATION, "anybody?")
        Chat(control, "demo-other", terminal, printer, [control.desks["liveperson"]]).run(["hi"])

    assert [line for line in terminal.lines if "shift status asked" not in line] == [
        OTHERS,
        "you: hi",
        "bot: echo: hi",
        "desk: received no transfers",
    ]
