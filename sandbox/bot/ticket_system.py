"""The service `tickets`: a ticket system that receives what customers leave as a message.

It belongs to no vendor. It takes the documents of the plugin's signed webhook, checks them as
docs/webhook.md and docs/messages.md say, and keeps of each that it has arrived: nothing of what
the customer wrote.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..record.event_log import EventLog, now_ms
from ..serving.json_bodies import json_body, keys_of
from ..serving.refusal import Refused, refusals
from ..serving.signed_documents import is_recent, is_signed

SERVICE, CALL, PATH = "tickets", "ticket", "/messages"
SECRET = "sandbox-tickets-secret"  # noqa: S105 - it opens nothing
ID_HEADER = "X-Human-Handoff-Message-Id"
SIGNED_VERSION = 1
# The keys of personal data in its documents.
PERSONAL_KEYS = frozenset({"name", "email", "message", "phone", "at"})
# The newest tickets are kept.
KEPT = 1000
MAX_LENGTH = 100


@dataclass
class Ticket:
    """What the ticket system tells of a message that has arrived.

    Attributes:
        number: Its number, from 1.
        reference: The reference that the customer was told.
        kind: `callback` if the customer wants to be called, else `message`.
        at: When it arrived first, in epoch milliseconds.
        deliveries: How often it has arrived.
    """

    number: int
    reference: str
    kind: str
    at: int
    deliveries: int = 1


class Tickets:
    """The tickets by the ids of their messages; a message that comes again makes no second one."""

    def __init__(self, events: EventLog) -> None:
        """`events` is told of everything that arrives."""
        self._events = events
        self.reset()

    def reset(self) -> None:
        """Delete all tickets."""
        self._tickets: dict[str, Ticket] = {}
        self._number = 0

    def take(self, message_id: str, reference: str, kind: str) -> tuple[Ticket, bool]:
        """Return the ticket of a message, and whether it is a new one."""
        ticket = self._tickets.get(message_id)
        is_new = ticket is None
        if ticket is None:
            self._number += 1
            ticket = Ticket(self._number, reference, kind, now_ms())
            self._tickets[message_id] = ticket
            if len(self._tickets) > KEPT:
                del self._tickets[next(iter(self._tickets))]
        else:
            ticket.deliveries += 1
        shown = asdict(ticket)
        del shown["at"]  # the event has a time of its own
        self._events.add("ticket_received", **shown)
        return ticket, is_new

    def all(self) -> list[Ticket]:
        """Return the tickets, the oldest first."""
        return list(self._tickets.values())


def service(tickets: Tickets) -> Starlette:
    """Return the ticket system as an application."""

    async def ticket(request: Request) -> Response:
        # A signature is checked before anything in the document is believed.
        body = await request.body()
        if not (is_signed(request.headers, body, SECRET) and is_recent(request.headers)):
            raise Refused(HTTPStatus.UNAUTHORIZED, "the signature is missing, wrong or too old")
        document = keys_of(await json_body(request))
        message_id, reference = _text(document, "id"), _text(document, "reference")
        if document.get("version") != SIGNED_VERSION:
            raise Refused(HTTPStatus.BAD_REQUEST, f"'version' must be {SIGNED_VERSION}")
        if request.headers.get(ID_HEADER) != message_id:
            raise Refused(HTTPStatus.BAD_REQUEST, f"{ID_HEADER} must be the document's 'id'")
        kind = "callback" if document.get("callback") else "message"
        made, is_new = tickets.take(message_id, reference, kind)
        status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        return JSONResponse({"ticket": made.number}, status)

    return Starlette(
        routes=[Route(PATH, ticket, methods=["POST"], name=CALL)],
        exception_handlers=refusals(_refusal),
    )


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key)
    if isinstance(value, str) and 0 < len(value) <= MAX_LENGTH and value.isprintable():
        return value
    raise Refused(HTTPStatus.BAD_REQUEST, f"'{key}' must be a short text")


def _refusal(request: Request, refused: Refused) -> Response:
    return JSONResponse({"error": refused.reason}, refused.status)
