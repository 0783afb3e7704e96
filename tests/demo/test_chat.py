"""The chat on a real sandbox, with a bot that asks for transfers by itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from actions.human_handoff import Escalation
from demo import chat as chat_module
from demo.chat import Chat
from demo.event_printer import printed_events
from demo.terminal import Terminal
from demo.transcript import Line
from sandbox import Control
from tests.rest_bot import FIRST_DESK, RestBot, sandbox_with

CONVERSATION = "demo-1a2b"
HELP = """\
The agents work at LivePerson, and you play them:
/agent TEXT   the agent writes to the customer
/return       the agent gives the conversation back to the bot
/fail         the next transfer fails after it was accepted
/off NAME     no agents for NAME (Human, Billing, Account, Offers); /on NAME ends that
/quit         end (also Ctrl-D)
//TEXT        write /TEXT to the bot"""
RETURNED = [
    "agent: Hi, this is Kim.",
    "desk: the agent gives conversation demo-1a2b back",
    "desk: the bot receives /human_handoff_returned",
    "bot: echo: /human_handoff_returned",
]


class TransferringBot(RestBot):
    """Transfers to the skill that a message names, then answers; after a failure, to Human."""

    def messages(self, sender: str, text: str) -> list[dict[str, Any]]:
        if text == "__agent_escalation_failed__":
            return self._transfer("human", None, "Another colleague comes.")
        if text in ("billing", "human"):
            return self._transfer(text, "Hold on.", "I have asked.")
        return [{"text": f"echo: {text}"}]

    def _transfer(self, skill: str, message: str | None, reply: str) -> list[dict[str, Any]]:
        self.desks[self.desk].escalate(Escalation(CONVERSATION, None, skill, message))
        return [{"text": reply}]


class RecordingTerminal(Terminal):
    """Keeps what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.is_interactive = False
        self.lines: list[str] = []

    def print_line(self, line: Line) -> None:
        self.lines.append(str(line))

    def print_note(self, text: str) -> None:
        self.lines.append(text)


@pytest.fixture(scope="module")
def bot() -> TransferringBot:
    return TransferringBot()


@pytest.fixture(scope="module")
def control(bot: TransferringBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    with sandbox_with(bot, tmp_path_factory.mktemp("bot")) as control:
        yield control


@pytest.fixture
def at(bot: TransferringBot, request: pytest.FixtureRequest) -> Iterator[str]:
    """The desk that the bot transfers to."""
    bot.desk = request.param
    yield bot.desk
    bot.desk = FIRST_DESK


@pytest.fixture
def fails_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_module, "FAIL_AFTER_SECONDS", 0.2)


def printed(control: Control, *lines: str, at: tuple[str, ...] = (FIRST_DESK,)) -> list[str]:
    """Return what a chat of these lines prints, with the agents of these desks."""
    terminal = RecordingTerminal()
    desks = [control.desks[name] for name in at]
    with printed_events(control, CONVERSATION, terminal) as printer:
        Chat(control, CONVERSATION, terminal, printer, desks).run(lines)
    return [line for line in terminal.lines if "shift status asked" not in line]


def test_the_transfer_message_comes_once_after_the_bots_answer(control: Control) -> None:
    assert printed(control, "hello", "billing", "anybody?") == [
        "you: hello",
        "bot: echo: hello",
        "you: billing",
        "desk: transfer accepted, skill Billing, conversation demo-1a2b",
        "desk: an agent takes conversation demo-1a2b",
        "bot: I have asked.",
        "LivePerson: Hold on.",
        "you: anybody?",
        "desk: the agent reads: anybody?",
        "bot: echo: anybody?",
        "desk: received 1 transfer",
        "desk: transfer 1, skill Billing, conversation demo-1a2b, taken by an agent",
    ]


def test_the_agent_writes_and_gives_the_conversation_back(control: Control) -> None:
    lines = printed(control, "human", "/agent Hi, this is Kim.", "/return", "thanks")

    assert lines[5:-2] == [*RETURNED, "you: thanks", "bot: echo: thanks"]


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
    ("at", "skill"),
    [("cm", "skill billing, "), ("parley", "skill Billing Service, ")],
    indirect=["at"],
)
def test_the_bot_itself_says_it_where_the_transfer_does_not(
    control: Control, at: str, skill: str
) -> None:
    lines = printed(control, "billing", "anybody?", "/agent Hi, this is Kim.", "/return", at=(at,))

    answer = ["bot: echo: anybody?"] if at == "parley" else []
    assert lines == [
        "you: billing",
        f"desk: transfer accepted, {skill}conversation demo-1a2b",
        "desk: an agent takes conversation demo-1a2b",
        "bot: I have asked.",
        "you: anybody?",
        "desk: the agent reads: anybody?",
        *answer,
        *RETURNED,
        "desk: received 1 transfer",
        f"desk: transfer 1, {skill}conversation demo-1a2b, taken by an agent",
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


@pytest.mark.parametrize(
    ("at", "shift", "on", "off"),
    [
        ("cm", "WebChat", "online", "offline"),
        ("parley", "Billing Service", "connected", "not connected"),
    ],
    ids=["cm", "parley"],
)
def test_each_vendors_agents_go_and_come_in_its_own_words(
    control: Control, at: str, shift: str, on: str, off: str
) -> None:
    lines = printed(control, f"/off {shift.lower()}", f"/on {shift}", at=(at,))

    assert lines == [f"{shift} is {off}.", f"{shift} is {on}.", "desk: received no transfers"]


def test_several_desks_are_played_together(control: Control) -> None:
    both = ("cm", "parley")
    lines = printed(control, "/off WebChat", "/on Agent Service", "/off Human", "/fail", at=both)
    help_lines = printed(control, "/help", at=both)[0].splitlines()

    assert lines[:4] == [
        "WebChat is offline.",
        "Agent Service is connected.",
        "'Human' is not one of these: WebChat, Agent Service, Billing Service.",
        "The next transfer will fail a second after it was accepted. "
        "CM.com and Parley will not inform the bot: nobody has the customer then.",
    ]
    assert help_lines[0] == "The agents work at CM.com and Parley, and you play them:"
    assert help_lines[3].endswith("was accepted; CM.com and Parley will not inform the bot")
    assert "(WebChat, Agent Service, Billing Service)" in help_lines[4]


@pytest.mark.parametrize("channel", ["liveperson", "cm"])
def test_over_a_vendors_own_channel_no_bot_is_told_of_a_failure(
    control: Control, channel: str
) -> None:
    rasa = control.state()["bot"]
    control.set_bot(rasa, channel=channel)
    try:
        lines = printed(control, "/help", "/fail")
    finally:
        control.set_bot(rasa)

    assert "accepted; LivePerson will not inform the bot\n" in lines[0]
    assert lines[1].endswith("LivePerson will not inform the bot: nobody has the customer then.")


def test_skills_go_off_and_on_shift(control: Control) -> None:
    skills = []
    terminal = RecordingTerminal()
    with printed_events(control, CONVERSATION, terminal) as printer:
        chat = Chat(control, CONVERSATION, terminal, printer, [control.desks["liveperson"]])
        for command in ("/off billing", "/on Billing"):
            chat.run([command])
            skills.append(control.liveperson.skills()["2438093710"])

    off, on = skills
    assert off["on_shift"] is False
    assert off["next_on"] % 3_600_000 == 0
    assert (on["on_shift"], on["next_on"]) == (True, None)
    assert terminal.lines[::2] == ["Billing is off shift.", "Billing is on shift."]


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("/help", HELP),
        ("/dance", f"There is no /dance.\n{HELP}"),
        ("/agent", "/agent needs a message: /agent Hello, this is Kim."),
        ("/agent hello", "No agent has the conversation yet. Ask the bot for a person."),
        ("/return", "No agent has the conversation yet. Ask the bot for a person."),
        ("/off", "'' is not one of these: Human, Billing, Account, Offers."),
        ("/on sales", "'sales' is not one of these: Human, Billing, Account, Offers."),
    ],
    ids=["help", "unknown", "agent", "agent too early", "return too early", "off", "on"],
)
def test_commands_explain_themselves(control: Control, line: str, note: str) -> None:
    assert printed(control, line) == [note, "desk: received no transfers"]


def test_two_slashes_write_one_to_the_bot_and_quit_ends(control: Control) -> None:
    lines = printed(control, "//restart", "/quit", "never read")

    assert lines == ["you: /restart", "bot: echo: /restart", "desk: received no transfers"]


def test_what_happens_elsewhere_is_shown_but_not_waited_for(control: Control) -> None:
    control.fail_transfers_later(1, 30)
    terminal = RecordingTerminal()
    with printed_events(control, "demo-other", terminal) as printer:
        control.customer_says(CONVERSATION, "human")
        printer.wait_until_settled()

    assert "desk: transfer accepted, skill Human, conversation demo-1a2b" in terminal.lines
