"""The chat on a real sandbox, with a bot that asks for transfers by itself."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from actions.human_handoff import AgentDesk, Escalation
from actions.human_handoff.handoff_settings.loader import load
from demo import chat as chat_module
from demo.chat import Chat
from demo.follower import Follower
from demo.screen import Screen
from demo.stack import write_configuration
from demo.transcript import Line
from sandbox import Control, running_sandbox
from tests import ROOT

CONVERSATION = "demo-1a2b"
HELP = """\
The agents work at LivePerson, and you play them:
/agent TEXT   the agent writes to the customer
/return       the agent gives the conversation back to the bot
/fail         the next transfer fails after it was accepted
/off NAME     no agents for NAME (Human, Billing, Account, Offers); /on NAME ends that
/quit         end (also Ctrl-D)
//TEXT        write /TEXT to the bot"""


class TransferringBot:
    """Transfers to the skill a message names, then answers; after a failure, to Human."""

    def __init__(self) -> None:
        self.desks: dict[str, AgentDesk] = {}
        self.desk = "liveperson"
        bot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["content-length"])))
                answer = json.dumps([{"text": text} for text in bot.answers(said["message"])])
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answers(self, text: str) -> list[str]:
        if text == "__agent_escalation_failed__":
            self.transfer("human", None)
            return ["Another colleague comes."]
        if text in ("billing", "human"):
            self.transfer(text, "Hold on.")
            return ["I have asked."]
        return [f"echo: {text}"]

    def transfer(self, skill: str, message: str | None) -> None:
        wanted = Escalation(CONVERSATION, None, skill, message)
        self.desks[self.desk].escalate(wanted)


class Paper(Screen):
    """Keeps what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.asks = False
        self.shown: list[str] = []

    def show(self, line: Line) -> None:
        self.shown.append(str(line))

    def tell(self, text: str) -> None:
        self.shown.append(text)


@pytest.fixture(scope="module")
def bot() -> Iterator[TransferringBot]:
    bot = TransferringBot()
    serving = threading.Thread(target=bot.server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    yield bot
    bot.server.shutdown()
    bot.server.server_close()


@pytest.fixture(scope="module")
def control(bot: TransferringBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Control]:
    with running_sandbox(bot.url) as sandbox, Control(sandbox.control) as control:
        target: Path = tmp_path_factory.mktemp("bot") / "human_handoff.yml"
        write_configuration(target, ROOT, sandbox.urls, desks=list(control.desks))
        bot.desks = dict(load(target, {}).desks)
        yield control


@pytest.fixture
def at(bot: TransferringBot, request: pytest.FixtureRequest) -> Iterator[str]:
    """The bot transfers to this desk."""
    bot.desk = request.param
    yield bot.desk
    bot.desk = "liveperson"


def shown(control: Control, *lines: str, at: tuple[str, ...] = ("liveperson",)) -> list[str]:
    """What a chat of these lines shows, with the agents of these desks."""
    paper = Paper()
    desks = [control.desks[name] for name in at]
    with Follower(control, CONVERSATION, paper) as follower:
        Chat(control, CONVERSATION, paper, follower, desks).run(lines)
    return [line for line in paper.shown if "shift status asked" not in line]


def test_the_transfer_message_comes_once_after_the_bots_answer(control: Control) -> None:
    assert shown(control, "hello", "billing", "anybody?") == [
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
    lines = shown(control, "human", "/agent Hi, this is Kim.", "/return", "thanks")

    assert lines[5:-2] == [
        "agent: Hi, this is Kim.",
        "desk: the agent gives conversation demo-1a2b back",
        "desk: the bot is told /human_handoff_returned",
        "bot: echo: /human_handoff_returned",
        "you: thanks",
        "bot: echo: thanks",
    ]


def test_a_failure_later_is_waited_for_with_all_that_follows(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_module, "FAILS_AFTER_SECONDS", 0.2)

    assert shown(control, "/fail", "billing") == [
        "The next transfer will fail a second after it was accepted.",
        "you: billing",
        "desk: transfer accepted, skill Billing, conversation demo-1a2b",
        "bot: I have asked.",
        "LivePerson: Hold on.",
        "desk: transfer failed, skill Billing, conversation demo-1a2b",
        "desk: the bot is told __agent_escalation_failed__",
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
    lines = shown(control, "billing", "anybody?", "/agent Hi, this is Kim.", "/return", at=(at,))

    heard = ["bot: echo: anybody?"] if at == "parley" else []
    assert lines == [
        "you: billing",
        f"desk: transfer accepted, {skill}conversation demo-1a2b",
        "desk: an agent takes conversation demo-1a2b",
        "bot: I have asked.",
        "you: anybody?",
        "desk: the agent reads: anybody?",
        *heard,
        "agent: Hi, this is Kim.",
        "desk: the agent gives conversation demo-1a2b back",
        "desk: the bot is told /human_handoff_returned",
        "bot: echo: /human_handoff_returned",
        "desk: received 1 transfer",
        f"desk: transfer 1, {skill}conversation demo-1a2b, taken by an agent",
    ]


@pytest.mark.parametrize(
    ("at", "vendor", "skill", "said"),
    [
        ("cm", "CM.com", "", ["desk: nobody reads: anybody?"]),
        ("parley", "Parley", "skill Agent Service, ", ["bot: echo: anybody?"]),
    ],
    indirect=["at"],
)
def test_a_failure_that_the_bot_is_not_told_is_shown_as_what_it_is(
    control: Control,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
    vendor: str,
    skill: str,
    said: list[str],
) -> None:
    monkeypatch.setattr(chat_module, "FAILS_AFTER_SECONDS", 0.2)
    nobody = (
        f"Nobody has the conversation: {vendor} did not tell the bot that the transfer failed. "
        "/quit, and begin again."
    )

    assert shown(control, "/fail", "human", "anybody?", "/agent Hi.", "/return", at=(at,)) == [
        "The next transfer will fail a second after it was accepted. "
        f"{vendor} will not tell the bot: nobody has the customer then.",
        "you: human",
        f"desk: transfer accepted, {skill}conversation demo-1a2b",
        "bot: I have asked.",
        f"desk: transfer failed, {skill}conversation demo-1a2b",
        "you: anybody?",
        *said,
        nobody,
        nobody,
        "desk: received 1 transfer",
        f"desk: transfer 1, {skill}conversation demo-1a2b, failed",
    ]


@pytest.mark.parametrize(
    ("at", "lines", "said"),
    [
        ("cm", ["/off webchat", "/on WebChat"], ["WebChat is offline.", "WebChat is online."]),
        (
            "parley",
            ["/off billing service", "/on Billing Service"],
            ["Billing Service is not connected.", "Billing Service is connected."],
        ),
    ],
)
def test_each_vendors_agents_go_and_come_in_its_own_words(
    control: Control, at: str, lines: list[str], said: list[str]
) -> None:
    assert shown(control, *lines, at=(at,)) == [*said, "desk: received no transfers"]


def test_several_desks_are_played_together(control: Control) -> None:
    both = ("cm", "parley")
    lines = shown(control, "/off WebChat", "/on Agent Service", "/off Human", "/fail", at=both)
    helped = shown(control, "/help", at=both)[0].splitlines()

    assert lines[:4] == [
        "WebChat is offline.",
        "Agent Service is connected.",
        "'Human' is none of these: WebChat, Agent Service, Billing Service.",
        "The next transfer will fail a second after it was accepted. "
        "CM.com and Parley will not tell the bot: nobody has the customer then.",
    ]
    assert helped[0] == "The agents work at CM.com and Parley, and you play them:"
    assert helped[3].endswith("after it was accepted; CM.com and Parley will not tell the bot")
    assert "(WebChat, Agent Service, Billing Service)" in helped[4]


@pytest.mark.parametrize("channel", ["liveperson", "cm"])
def test_over_a_vendors_own_channel_no_bot_is_told_of_a_failure(
    bot: TransferringBot, control: Control, channel: str
) -> None:
    control.set_bot(bot.url, channel=channel)
    try:
        lines = shown(control, "/help", "/fail")
    finally:
        control.set_bot(bot.url)

    assert "accepted; LivePerson will not tell the bot\n" in lines[0]
    assert lines[1].endswith("LivePerson will not tell the bot: nobody has the customer then.")


def test_skills_go_off_and_on_shift(control: Control) -> None:
    paper = Paper()
    with Follower(control, CONVERSATION, paper) as follower:
        desk = Chat(control, CONVERSATION, paper, follower, [control.desks["liveperson"]])
        desk.run(["/off billing"])
        off = control.liveperson.skills()["2438093710"]
        desk.run(["/on Billing"])
        on = control.liveperson.skills()["2438093710"]

    assert off["on_shift"] is False
    assert off["next_on"] % 3_600_000 == 0
    assert (on["on_shift"], on["next_on"]) == (True, None)
    assert paper.shown[0] == "Billing is off shift."
    assert paper.shown[2] == "Billing is on shift."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/help", HELP),
        ("/dance", f"There is no /dance.\n{HELP}"),
        ("/agent", "/agent needs what the agent writes: /agent Hello, this is Kim."),
        ("/agent hello", "No agent has the conversation yet. Ask the bot for a person."),
        ("/return", "No agent has the conversation yet. Ask the bot for a person."),
        ("/off", "'' is none of these: Human, Billing, Account, Offers."),
        ("/on sales", "'sales' is none of these: Human, Billing, Account, Offers."),
    ],
)
def test_commands_explain_themselves(control: Control, line: str, said: str) -> None:
    assert shown(control, line) == [said, "desk: received no transfers"]


def test_two_slashes_write_one_to_the_bot_and_quit_ends(control: Control) -> None:
    lines = shown(control, "//restart", "/quit", "never read")

    assert lines[:2] == ["you: /restart", "bot: echo: /restart"]
    assert lines[2:] == ["desk: received no transfers"]


def test_what_happens_elsewhere_is_shown_but_not_waited_for(control: Control) -> None:
    control.fail_transfers_later(1, 30)
    control_of_others: dict[str, Any] = {}
    paper = Paper()
    with Follower(control, "demo-other", paper) as follower:
        control_of_others["answers"] = control.customer_says(CONVERSATION, "human")
        follower.wait_until_delivered()

    assert "desk: transfer accepted, skill Human, conversation demo-1a2b" in paper.shown
