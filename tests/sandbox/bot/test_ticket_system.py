"""The service `tickets`: it takes signed messages, each once, and keeps nothing of the customer."""

import json

import httpx
import pytest

from sandbox.bot import ticket_system
from tests.sandbox.driver import Driver
from tests.sandbox.posted_messages import CALLBACK, PERSONAL, document, post


@pytest.fixture
def url(control: Driver) -> str:
    return control.sandbox.urls["tickets"]


def numbers(control: Driver) -> list[tuple[int, int]]:
    """Return the number and the deliveries of each ticket that was made or came again."""
    happened = control.happened("ticket_received")
    return [(event["number"], event["deliveries"]) for event in happened]


def test_a_message_becomes_a_ticket_and_the_same_message_none(control: Driver, url: str) -> None:
    first, again, other = (
        post(url, document(reference)) for reference in ("7K3M-Q4CX", "7K3M-Q4CX", "9DFG-HJKM")
    )

    assert [each.status_code for each in (first, again, other)] == [201, 200, 201]
    assert [each.json()["ticket"] for each in (first, again, other)] == [1, 1, 2]
    assert numbers(control) == [(1, 1), (1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("posted", "sent", "status"),
    [
        (document(), {"secret": "another secret"}, 401),
        (document(), {"age": 301.0}, 401),
        (document(), {"X_Human_Handoff_Timestamp": "now"}, 401),
        (document(), {"X_Human_Handoff_Signature": ""}, 401),
        (document(), {"X_Human_Handoff_Message_Id": "another"}, 400),
        (document(), {"Content_Type": "text/plain"}, 400),
        (document(version=2), {}, 400),
        (document(reference=""), {}, 400),
        (document(reference="one line\nand another", id="its-key"), {}, 400),
        (document(id=7), {}, 400),
        (["no object"], {}, 400),
    ],
)
def test_what_is_not_genuine_or_no_message_becomes_no_ticket(
    control: Driver, url: str, posted: object, sent: dict[str, object], status: int
) -> None:
    answer = post(url, posted, **sent)  # type: ignore[arg-type]

    assert answer.status_code == status
    assert answer.json()["error"]
    assert numbers(control) == []


def test_it_can_be_down_refuse_and_hang_and_recovers(control: Driver, url: str) -> None:
    control.fault("ticket", "reset")
    with pytest.raises(httpx.ReadError):
        post(url, document())
    control.fault("ticket", "hang")
    with pytest.raises(httpx.ReadTimeout):
        post(url, document(), patience=1)
    control.fault("ticket", "status", status=422)
    assert post(url, document()).status_code == 422
    assert numbers(control) == []

    assert post(url, document()).status_code == 201


def test_nothing_of_the_customer_is_in_events_tickets_or_a_call_that_is_shown(
    control: Driver, url: str
) -> None:
    post(url, document(callback=CALLBACK))

    shown = [control.happened(), control.outbox(), control.shown("ticket")]
    assert [text for text in PERSONAL if str(text) in json.dumps(shown)] == []
    body = control.shown("ticket")["request"]["body"]
    assert (body["reference"], body["skill"]) == ("7K3M-Q4CX", "billing")
    headers = control.shown("ticket")["request"]["headers"]
    assert headers["x-human-handoff-signature"] == "***"


def test_a_reset_empties_it_and_the_newest_tickets_are_kept(
    control: Driver, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_system, "KEPT", 2)
    for reference in ("one", "two", "three"):
        post(url, document(reference))
    assert {each["reference"] for each in control.outbox()} == {"two", "three"}

    control.reset()

    assert control.outbox() == []
    assert post(url, document("three")).json() == {"ticket": 1}
