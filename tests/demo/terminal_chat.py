"""A chat whose output is recorded, with a bot that asks for transfers by itself."""

from typing import Any

from actions.human_handoff import Escalation
from demo.chat import Chat
from demo.event_printer import printed_events
from demo.terminal import Terminal
from demo.transcript import Line
from sandbox import Control
from tests.rest_bot import FIRST_DESK, RestBot

CONVERSATION = "demo-1a2b"


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


def printed(control: Control, *lines: str, at: tuple[str, ...] = (FIRST_DESK,)) -> list[str]:
    """Return what a chat of these lines prints, with the agents of these desks."""
    terminal = RecordingTerminal()
    desks = [control.desks[name] for name in at]
    with printed_events(control, CONVERSATION, terminal) as printer:
        Chat(control, CONVERSATION, terminal, printer, desks).run(lines)
    return [line for line in terminal.lines if "shift status asked" not in line]
