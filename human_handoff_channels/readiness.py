"""`GET …/ready`: whether this Rasa server can serve the customers of a channel now."""

from __future__ import annotations

from http import HTTPStatus

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from .plugin import StateStore, StoreHealth
from .webhook_calls import add_route, agent_of, json_response


def add_readiness(blueprint: Blueprint, store: StateStore) -> None:
    """Add the route; it answers 200 if Rasa has a model and the state store can be used, else 503.

    It needs no token and tells nothing about a customer.
    """
    health = StoreHealth(store)

    async def ready(request: Request) -> HTTPResponse:
        problem = await health.problem()
        agent = agent_of(request.app)
        has_model = agent is not None and agent.is_ready()
        is_ready = has_model and problem is None
        body = {
            "status": "ready" if is_ready else "not ready",
            "model": "ok" if has_model else "no model is loaded",
            "state_store": problem or "ok",
        }
        return json_response(body, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)

    add_route(blueprint, "/ready", ready, name="ready", method="GET")
