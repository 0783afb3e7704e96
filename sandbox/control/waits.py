"""Control of who waits for an agent until when, and of the messages that customers leave.

Both stand in the bot's state store. Whoever started the bot reports what is there; the ticket
system itself knows what has arrived.
"""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..bot.ticket_system import Ticket
from ..record.store_report import NotedMessage, StoreReport, Wait
from ..serving.json_bodies import parse, read_body
from ..state import SandboxState

# So many messages are shown, the newest.
SHOWN = 50


@dataclass
class ReportBody:
    """Body of PUT /store-report."""

    waits: list[dict[str, object]]
    messages: list[dict[str, object]]


def routes(state: SandboxState) -> list[Route]:
    """Return the routes."""

    async def report(request: Request) -> Response:
        body = await read_body(ReportBody, request)
        state.store_report = StoreReport(
            True,
            tuple(parse(Wait, each) for each in body.waits),
            tuple(parse(NotedMessage, each) for each in body.messages),
        )
        state.events.add("store_reported")
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def show_waits(request: Request) -> Response:
        return JSONResponse([_wait(state, each) for each in state.store_report.waits])

    async def show_outbox(request: Request) -> Response:
        report = state.store_report
        return JSONResponse(
            {"is_known": report.is_known, "messages": _messages(report, state.tickets.all())}
        )

    return [
        Route("/store-report", report, methods=["PUT"]),
        Route("/waits", show_waits),
        Route("/outbox", show_outbox),
    ]


def _wait(state: SandboxState, wait: Wait) -> dict[str, Any]:
    conversation = state.conversations.id_of_sender(wait.sender)
    return {"conversation": conversation, "state": wait.state, "due_at": wait.due_at}


def _messages(report: StoreReport, tickets: list[Ticket]) -> list[dict[str, Any]]:
    """Return the newest messages first: those in the store, and those that have arrived."""
    arrived = {ticket.reference: ticket for ticket in tickets}
    stored = {message.reference: message for message in report.messages}
    references = dict.fromkeys([*stored, *arrived])
    messages = [_message(each, stored.get(each), arrived.get(each)) for each in references]
    messages.sort(key=lambda each: each["at"], reverse=True)
    return messages[:SHOWN]


def _message(reference: str, stored: NotedMessage | None, arrived: Ticket | None) -> dict[str, Any]:
    """Return one message.

    `delivered` says what the ticket system says. If the bot has an attempt behind it of which it
    knows nothing good, it sends the message again, though it has `arrived`.
    """
    shown: dict[str, Any] = {
        "reference": reference,
        "delivered_at": arrived.at if arrived else None,
        "deliveries": arrived.deliveries if arrived else 0,
    }
    if stored is None or (arrived and not stored.attempts):
        assert arrived is not None
        return {**shown, "kind": arrived.kind, "state": "delivered", "at": arrived.at}
    state = "arrived" if arrived else stored.state
    return {**shown, **asdict(stored), "state": state, "at": stored.noted_at}
