"""The chat on a real sandbox, with a bot that asks for transfers by itself."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from sandbox import Control, running_sandbox
from sandbox.demo import chat as chat_module
from sandbox.demo.chat import HELP, Chat
from sandbox.demo.follower import Follower
from sandbox.demo.screen import Screen
from sandbox.demo.transcript import Line

CONVERSATION = "demo-1a2b"
SKILLS = {"billing": ("2438093710", "Billing"), "human": ("2438093750", "Human")}


class TransferringBot:
    """Transfers to the skill a message names, then answers; after a failure, to Human."""

    def __init__(self) -> None:
        self.escalation_url = ""
        self.silent_after_failure = False
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
            self.transfer("human", "BLANK_MESSAGE")
            return ["Another colleague comes."]
        if text in SKILLS:
            self.transfer(text, "Hold on.")
            return ["I have asked."]
        return [f"echo: {text}"]

    def transfer(self, skill: str, message: str) -> None:
        skill_id, name = SKILLS[skill]
        body = {
            "userPlatformId": "user-1",
            "chatBotId": "sandbox-chat-bot",
            "message": message,
            "conversationId": CONVERSATION,
            "agentSkillName": name,
            "agentSkillId": skill_id,
        }
        headers = {"authorization": "sandbox-api-key"}
        httpx.post(self.escalation_url, json=body, headers=headers, trust_env=False)


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
def control() -> Iterator[Control]:
    bot = TransferringBot()
    serving = threading.Thread(target=bot.server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    with running_sandbox(bot.url) as sandbox, Control(sandbox.control) as control:
        bot.escalation_url = (
            f"{sandbox.urls['escalation']}/botservice-0.1/botcentral/livePersonAgent"
        )
        yield control
    bot.server.shutdown()
    bot.server.server_close()


def shown(control: Control, *lines: str) -> list[str]:
    """What a chat of these lines shows."""
    paper = Paper()
    with Follower(control, CONVERSATION, paper) as follower:
        Chat(control, CONVERSATION, paper, follower).run(lines)
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


def test_skills_go_off_and_on_shift(control: Control) -> None:
    paper = Paper()
    with Follower(control, CONVERSATION, paper) as follower:
        desk = Chat(control, CONVERSATION, paper, follower)
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
        ("/dance", f"There is no /dance. These there are:\n{HELP}"),
        ("/agent", "/agent needs what the agent writes: /agent Hello, this is Kim."),
        ("/agent hello", "No agent has the conversation yet. Ask the bot for a person."),
        ("/return", "No agent has the conversation yet. Ask the bot for a person."),
        ("/off", "No skill is called ''. There are Human, Billing, Account, Offers."),
        ("/on sales", "No skill is called 'sales'. There are Human, Billing, Account, Offers."),
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
