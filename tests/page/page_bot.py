"""A bot that hands over by the plugin's own desks, and is there at once: Rasa needs seconds."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from actions.human_handoff import AgentDesk, Escalation
from actions.human_handoff.desk import Contact, ShiftStatus
from actions.human_handoff.errors import VendorError

NAME, EMAIL = "Ada Lovelace", "ada@example.org"
GREETING = "How can I help?"
OFF_SHIFT = "None of my colleagues is at work."
NOT_REACHED = "I could not reach my colleagues."
FAILED = "Nobody could take it. Shall I ask again?"
BACK = "I am back."


class PageBot:
    """Transfers whoever says "person" to `desk`."""

    def __init__(self) -> None:
        self.desks: Mapping[str, AgentDesk] = {}
        self.desk = "liveperson"

    def answers(self, sender: str, text: str) -> list[dict[str, Any]]:
        if "person" in text:
            return [{"text": self.transfer(sender)}]
        if text == "__agent_escalation_failed__":
            buttons = [{"title": "Yes, please", "payload": "/person"}]
            return [{"text": FAILED, "buttons": buttons}]
        if text == "/human_handoff_returned":
            return [{"text": BACK}]
        return [{"text": GREETING}]

    def transfer(self, sender: str) -> str:
        desk = self.desks[self.desk]
        wanted = Escalation(sender, None, "human", "Hold on.", Contact(NAME, EMAIL))
        try:
            shift = desk.shift_report("human", timedelta(0)).shifts[desk.skill_key("human")]
            if shift.status is not ShiftStatus.ON_SHIFT:
                return OFF_SHIFT
            desk.escalate(wanted)
        except VendorError:
            return NOT_REACHED
        return "I have asked."


class Server(ThreadingHTTPServer):
    """A server for many customers at the same moment."""

    request_queue_size = 100


@contextmanager
def served(bot: PageBot) -> Iterator[str]:
    """Serve Rasa's REST channel and its tracker; the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.answer(bot.answers(said["sender"], said["message"]))

        def do_GET(self) -> None:
            slots = {
                "human_handoff_state": "failed",
                "human_handoff_tried": ["liveperson/billing", "liveperson/human"],
            }
            self.answer({"slots": slots, "active_loop": {}})

        def answer(self, body: object) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
