"""The commands that play the agents."""

import pytest

from demo.chat import Chat
from demo.event_printer import printed_events
from sandbox import Control
from tests.demo.terminal_chat import CONVERSATION, RecordingTerminal, printed

HELP = """\
The agents work at LivePerson, and you play them:
/agent TEXT   the agent writes to the customer
/return       the agent gives the conversation back to the bot
/fail         the next transfer fails after it was accepted
/off NAME     no agents for NAME (Human, Billing, Account, Offers); /on NAME ends that
/quit         end (also Ctrl-D)
//TEXT        write /TEXT to the bot"""


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
