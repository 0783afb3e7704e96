"""What Rasa's tracker says of a handoff."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError

NOTHING = {
    "state": None,
    "shift_status": None,
    "desk": None,
    "skill": None,
    "attempts": None,
    "tried": [],
    "failure": None,
    "loop": None,
    "asking": None,
    "knows_name": False,
    "knows_email": False,
}


class Rasa:
    """Answers over REST with nothing, and has a tracker."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.tracker: object = {"slots": {}, "active_loop": {}}
        self.status = 200
        rasa = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                rasa.asked.append(self.path)
                self.answer(rasa.status, rasa.tracker)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.answer(200, [])

            def answer(self, status: int, body: object) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None:
                """Keep the test output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def rasa(control: Control) -> Iterator[Rasa]:
    rasa = Rasa()
    threading.Thread(target=rasa.server.serve_forever, args=(0.01,), daemon=True).start()
    control.set_bot(rasa.url)
    yield rasa
    rasa.server.shutdown()
    rasa.server.server_close()


def test_it_tells_how_far_a_handoff_is_but_not_of_whom(rasa: Rasa, control: Control) -> None:
    rasa.tracker = {
        "sender_id": "c1",
        "slots": {
            "human_handoff_state": "failed",
            "human_handoff_shift_status": "on_shift",
            "human_handoff_desk": "cm",
            "human_handoff_skill": "offers",
            "human_handoff_requested_skill": "billing",
            "human_handoff_attempts": 2,
            "human_handoff_tried": ["cm/billing"],
            "human_handoff_failure": "refused",
            "human_handoff_name": "Jane Doe",
            "human_handoff_email": None,
            "requested_slot": "human_handoff_email",
            "another": "1",
        },
        "active_loop": {"name": "human_handoff_form"},
    }
    control.customer_says("c1", "Hi")

    assert control.tracker("c1") == {
        "reachable": True,
        "state": "failed",
        "shift_status": "on_shift",
        "desk": "cm",
        "skill": "billing",
        "attempts": 2,
        "tried": ["cm/billing"],
        "failure": "refused",
        "loop": "human_handoff_form",
        "asking": "human_handoff_email",
        "knows_name": True,
        "knows_email": False,
    }


def test_it_asks_for_what_rasa_calls_the_customer(rasa: Rasa, control: Control) -> None:
    control.map_sender("c1", "customer/7")
    control.customer_says("c1", "Hi")
    control.tracker("c1")

    assert rasa.asked == ["/conversations/customer%2F7/tracker?include_events=NONE"]


def test_a_tracker_that_is_empty_is_not_asked_for(rasa: Rasa, control: Control) -> None:
    """Rasa would begin a session, perhaps in the middle of the customer's first turn."""
    control.map_sender("c1", "c1")

    assert control.tracker("c1") == {"reachable": True, **NOTHING}
    assert rasa.asked == ["/version"]


NO_FORM = {"slots": {"requested_slot": "human_handoff_silence"}, "active_loop": {}}


@pytest.mark.parametrize(
    "answer", [{}, {"slots": None, "active_loop": None}, NO_FORM, [], "text", None]
)
def test_where_no_handoff_is_under_way_there_is_nothing_to_tell(
    rasa: Rasa, control: Control, answer: Any
) -> None:
    rasa.tracker = answer
    control.customer_says("c1", "Hi")

    assert control.tracker("c1") == {"reachable": True, **NOTHING}


def test_a_rasa_without_api_is_not_reachable_and_later_is(rasa: Rasa, control: Control) -> None:
    control.customer_says("c1", "Hi")
    rasa.status = 404
    assert control.tracker("c1") == {"reachable": False, **NOTHING}
    control.set_bot("http://127.0.0.1:9")
    assert control.tracker("c1") == {"reachable": False, **NOTHING}

    rasa.status = 200
    control.set_bot(rasa.url)
    assert control.tracker("c1")["reachable"]


def test_an_unknown_conversation_has_no_tracker(control: Control) -> None:
    with pytest.raises(ControlError, match="has begun"):
        control.tracker("unknown")
