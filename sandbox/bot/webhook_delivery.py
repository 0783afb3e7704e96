"""What a platform sends to the bot, and sends again where the bot has not taken it."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from ..serving.refusal import Refused
from ..world.conversation import Conversation
from ..world.event_log import EventLog
from .address import Bot, BotUnreachable

CONNECT_SECONDS = 5.0


def is_success(status: int) -> bool:
    """Whether a status is a 2xx."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(frozen=True)
class Delivery:
    """One request to the bot, the same at every attempt.

    `call` is its name in the events. Headers and query may hold secrets, the path does not.
    """

    call: str
    path: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str = "POST"
    query: str = field(default="", repr=False)

    @classmethod
    def of_json(
        cls,
        call: str,
        path: str,
        body: object,
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
        query: str = "",
    ) -> "Delivery":
        """A delivery of JSON."""
        return cls(call, path, json.dumps(body).encode(), headers or {}, method, query)


@dataclass(frozen=True)
class Patience:
    """How often a platform tries, how long it waits for the bot, and what it takes as an answer."""

    attempts: int = 1
    seconds: float = 60.0
    pause_seconds: float = 0.0
    takes: Callable[[int], bool] = is_success


@dataclass
class _Last:
    delivery: Delivery
    is_answered: bool = False


class Deliveries:
    """The way to the bot, and the last delivery of each conversation."""

    def __init__(self, events: EventLog, bot: Bot, http: httpx.AsyncClient) -> None:
        """Start with nothing delivered."""
        self._events = events
        self._bot = bot
        self._http = http
        self._last: dict[str, _Last] = {}

    async def send(
        self,
        conversation: Conversation,
        delivery: Delivery,
        patience: Patience,
        *,
        remember: bool = True,
    ) -> httpx.Response:
        """Deliver until the bot has taken it; `remember` it as the conversation's last one.

        Raises:
            BotUnreachable: The last attempt was in vain, too.
        """
        if remember:
            self._last[conversation.id] = _Last(delivery)
        for attempt in range(1, patience.attempts + 1):
            if attempt > 1:
                await asyncio.sleep(patience.pause_seconds)
            try:
                answer = await self._try(conversation, delivery, patience.seconds, attempt)
            except BotUnreachable as error:
                problem = error
                continue
            if patience.takes(answer.status_code):
                return answer
            problem = self._bot.silent(f"{answer.status_code} {answer.reason_phrase}")
        raise problem

    def last(self, conversation: str) -> tuple[Delivery, bool]:
        """The last delivery of a conversation, and whether its answer was carried out."""
        if conversation not in self._last:
            reason = f"nothing was delivered to the bot of the conversation '{conversation}'"
            raise Refused(HTTPStatus.CONFLICT, reason)
        last = self._last[conversation]
        return last.delivery, last.is_answered

    def mark_answered(self, conversation: str) -> None:
        """Note that the answer to the last delivery was carried out."""
        if conversation in self._last:  # A reset may have come in between.
            self._last[conversation].is_answered = True

    def move(self, old: str, new: str) -> None:
        """A conversation has another id."""
        if old in self._last:
            self._last[new] = self._last.pop(old)

    def reset(self) -> None:
        """Forget what was delivered."""
        self._last.clear()

    async def _try(
        self, conversation: Conversation, delivery: Delivery, seconds: float, attempt: int
    ) -> httpx.Response:
        told: dict[str, object] = {"status": None, "reason": None}
        began = time.perf_counter()
        try:
            # A bot that drips its answer has not answered either when the time is over.
            answer = await asyncio.wait_for(self._request(delivery, seconds), seconds)
            told["status"] = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, asyncio.TimeoutError) as error:
            told["reason"] = _reason(error)
            raise self._bot.silent(_reason(error)) from error
        finally:
            self._events.add(
                "bot_called",
                conversation=conversation.id,
                channel=conversation.channel,
                call=delivery.call,
                method=delivery.method,
                path=delivery.path,
                attempt=attempt,
                **told,
                milliseconds=round((time.perf_counter() - began) * 1000, 3),
            )
        return answer

    async def _request(self, delivery: Delivery, seconds: float) -> httpx.Response:
        return await self._http.request(
            delivery.method,
            f"{self._bot.url.rstrip('/')}{delivery.path}",
            params=delivery.query or None,
            content=delivery.body,
            headers={"content-type": "application/json", **delivery.headers},
            timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
        )


def _reason(error: Exception) -> str:
    # What others say may repeat an address or a header, and with it a secret.
    worded = isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError))
    return (str(error) if worded else "") or type(error).__name__
