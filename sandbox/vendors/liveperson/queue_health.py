"""The Messaging Operations API's current queue health: how many wait for a skill, and how long.

https://developers.liveperson.com/messaging-operations-api-methods-messaging-current-queue-health.html
Version 1 took OAuth 1.0, which has ended; version 2 takes OAuth 2.0 and needs a time span of the
last 72 hours. The data are switched on by LivePerson, and are there while an agent is logged in.
Assumptions: the response of version 2 is the one that the page shows; without data `skillsMetrics`
is empty; refusals look as at LivePerson's other services; any scope may read.
"""

import time
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...record.event_log import now_ms
from ...serving.refusal import Refused, refusals
from .account import ACCOUNT, LivePersonAccount
from .errors import envelope
from .settings import NO_DATA, Queue

LONGEST_MS = 72 * 3600 * 1000


def service(account: LivePersonAccount) -> Starlette:
    """Return the Messaging Operations API as an application."""

    async def current(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        is_possible = request.path_params["account"] == ACCOUNT and scheme == "Bearer"
        if not is_possible or token not in account.app_tokens:
            raise Refused(HTTPStatus.UNAUTHORIZED, "the access token is unknown or has expired")
        _check_limit(account)
        _check_query(request)
        wanted = _skills(request.query_params.get("skillIds", "all"), account)
        return JSONResponse(_metrics(account, wanted))

    path = "/operations/api/account/{account}/msgqueuehealth/current/"
    return Starlette(
        routes=[Route(path, current, name="queue_health")], exception_handlers=refusals(envelope)
    )


def _check_limit(account: LivePersonAccount) -> None:
    """Refuse a call that comes too soon; LivePerson limits concurrent calls, and says no number."""
    now = time.monotonic()
    last, account.queue_asked_at = account.queue_asked_at, now
    if last is not None and now - last < account.queue_health.interval_seconds:
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too many requests")


def _check_query(request: Request) -> None:
    if request.query_params.get("v") != "2":
        raise Refused(HTTPStatus.BAD_REQUEST, "with OAuth 2.0 the query must have v=2")
    times = [request.query_params.get(name, "") for name in ("fromMillis", "toMillis")]
    if not all(text.isascii() and text.isdigit() for text in times):
        raise Refused(HTTPStatus.BAD_REQUEST, "'fromMillis' and 'toMillis' must be epoch times")
    begins, ends = map(int, times)
    if not now_ms() - LONGEST_MS <= begins <= ends <= now_ms():
        raise Refused(HTTPStatus.BAD_REQUEST, "the time span must be within the last 72 hours")


def _skills(wanted: str, account: LivePersonAccount) -> list[str]:
    if wanted == "all":
        return list(account.skills)
    ids = wanted.split(",")
    if not all(each.isascii() and each.isdigit() for each in ids):
        raise Refused(HTTPStatus.BAD_REQUEST, "'skillIds' must be numbers, separated by commas")
    return [each for each in ids if each in account.skills]


def _metrics(account: LivePersonAccount, wanted: list[str]) -> dict[str, Any]:
    settings = account.queue_health
    if not settings.has_data:
        return {"skillsMetrics": {}, "metricsTotal": {}}
    measured = now_ms() - int(settings.age_seconds * 1000)
    queues = {skill: account.queue_of(skill) for skill in wanted}
    total = Queue(people=sum(queue.people for queue in queues.values()))
    return {
        "skillsMetrics": {
            skill: {"time": measured, **_of(queue)} for skill, queue in queues.items()
        },
        "metricsTotal": _of(total),
    }


def _of(queue: Queue) -> dict[str, int]:
    return {
        "unassignedConversations": queue.people,
        "actionableConversations": queue.people,
        "notActionableConversations": 0,
        "actionableAndManualSla": 0,
        "actionableAndDuringTransfer": queue.people,
        "actionableAndConsumerLastMessage": queue.people,
        "notActionableDuringTransfer": 0,
        "notActionableAndManualSla": 0,
        "unassignedConversationsAndFirstTimeConsumer": 0,
        "avgWaitTimeForAgentAssignment_NewConversation": NO_DATA,
        "avgWaitTimeForAgentAssignment_AfterTransfer": queue.wait_ms,
        "maxWaitTimeForAgentAssignment": max(queue.wait_ms, queue.median_ms),
        "waitTimeForAgentAssignment_50thPercentile": queue.median_ms,
        "waitTimeForAgentAssignment_90thPercentile": max(queue.wait_ms, queue.median_ms),
        "avgWaitTimeForAgentAssignment_AfterTransferFromAgent": NO_DATA,
        "maxWaitTimeForAgentAssignment_AfterTransferFromAgent": NO_DATA,
    }
