"""Deliver a platform's requests to the bot, and retry what the bot did not accept."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from ..record.event_log import EventLog
from ..serving.refusal import Refused
from ..world.bot_channel import BotUnreachable
from ..world.conversation import Conversation
from .address import Bot

CONNECT_SECONDS = 5.0


def is_success(status: int) -> bool:
    """Return whether a status is a 2xx."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(frozen=True)
class Delivery:
    """One request to the bot, the same at every attempt.

    Attributes:
        call: Its name in the events.
        path: Its path, without secrets.
        body: Its body.
        headers: Its headers, which may have secrets.
        method: The HTTP method.
        query: Its query, which may have secrets.
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
        """Create a delivery of JSON."""
        return cls(call, path, json.dumps(body).encode(), headers or {}, method, query)


@dataclass(frozen=True)
class RetryPolicy:
    """How a platform retries a delivery.

    Attributes:
        attempts: How often it tries.
        timeout_seconds: How long it waits for the bot's answer to one attempt.
        pause_seconds: How long it waits before the next attempt.
        is_final: Whether the platform accepts a status as the answer, so that it does not retry.
        pauses_grow: Whether the second pause is twice as long, the third three times, and so on.
    """

    attempts: int = 1
    timeout_seconds: float = 60.0
    pause_seconds: float = 0.0
    is_final: Callable[[int], bool] = is_success
    pauses_grow: bool = False

    def pause_before(self, attempt: int) -> float:
        """Return how long the platform waits before an attempt, the first of which is 1."""
        return self.pause_seconds * (attempt - 1 if self.pauses_grow else 1)


@dataclass
class _LastDelivery:
    delivery: Delivery
    is_answered: bool = False


class Deliveries:
    """Sends deliveries to the bot, and keeps the last one of each conversation."""

    def __init__(self, events: EventLog, bot: Bot, http: httpx.AsyncClient) -> None:
        """Start without deliveries."""
        self._events = events
        self._bot = bot
        self._http = http
        self._last: dict[str, _LastDelivery] = {}

    async def send(
        self,
        conversation: Conversation,
        delivery: Delivery,
        policy: RetryPolicy,
        *,
        remember: bool = True,
    ) -> httpx.Response:
        """Deliver until the bot's answer is final; `remember` it as the conversation's last one.

        Raises:
            BotUnreachable: The last attempt has failed, too.
        """
        last = self._last.get(conversation.id)
        if remember and (last is None or last.delivery is not delivery):
            self._last[conversation.id] = _LastDelivery(delivery)
        for attempt in range(1, policy.attempts + 1):
            if attempt > 1:
                await asyncio.sleep(policy.pause_before(attempt))
            try:
                response = await self._try(conversation, delivery, policy.timeout_seconds, attempt)
            except BotUnreachable as error:
                problem = error
                continue
            if policy.is_final(response.status_code):
                return response
            problem = self._bot.unreachable(f"{response.status_code} {response.reason_phrase}")
        raise problem

    def last(self, conversation: str) -> Delivery:
        """Return a conversation's last delivery."""
        if conversation not in self._last:
            reason = f"nothing was delivered to the bot of the conversation '{conversation}'"
            raise Refused(HTTPStatus.CONFLICT, reason)
        return self._last[conversation].delivery

    def take_answer(self, conversation: str, delivery: Delivery) -> bool:
        """Return whether an answer is the first one to a delivery, and is to be carried out."""
        last = self._last.get(conversation)
        if last is None:  # A reset has happened meanwhile.
            return True
        if last.delivery is not delivery:  # It has come again, and a later one is under way.
            return False
        is_first = not last.is_answered
        last.is_answered = True
        return is_first

    def move(self, old: str, new: str) -> None:
        """Change the id of a conversation."""
        if old in self._last:
            self._last[new] = self._last.pop(old)

    def reset(self) -> None:
        """Delete all deliveries."""
        self._last.clear()

    async def _try(
        self, conversation: Conversation, delivery: Delivery, seconds: float, attempt: int
    ) -> httpx.Response:
        outcome: dict[str, object] = {"status": None, "reason": None}
        started = time.perf_counter()
        try:
            # httpx limits the time between two bytes; this limits the time of the whole response.
            response = await asyncio.wait_for(self._request(delivery, seconds), seconds)
            outcome["status"] = response.status_code
        except (httpx.HTTPError, httpx.InvalidURL, asyncio.TimeoutError) as error:
            outcome["reason"] = _reason(error)
            raise self._bot.unreachable(_reason(error)) from error
        finally:
            self._events.add(
                "bot_called",
                conversation=conversation.id,
                channel=conversation.channel,
                call=delivery.call,
                method=delivery.method,
                path=delivery.path,
                attempt=attempt,
                **outcome,
                milliseconds=round((time.perf_counter() - started) * 1000, 3),
            )
        return response

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
    # The texts of other errors may repeat a URL or a header, and with it a secret.
    has_safe_text = isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError))
    return (str(error) if has_safe_text else "") or type(error).__name__
