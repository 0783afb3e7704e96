"""CM.com's Routing Control: a mutation request switches one chat's links to the agents.

https://developers.cm.com/central-services/docs/routing-control
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from ...errors import VendorResponseError
from ...pydantic_compat import Field, SecretStr, SettingsModel, WireModel
from ...vendor_http.client import VendorAPI
from ...vendor_http.urls import path_segment

# CM.com's ids are GUIDs as far as its pages show them, a component's is a word. `<id>` and
# `{TechnicalLinkId}` are left over from an example.
_ID = re.compile(r"[\w.:-]*\w[\w.:-]*", re.ASCII)


class Mutation(SettingsModel, WireModel, extra="forbid"):
    """One change of a chat's routing; on the wire as it stands in the configuration."""

    # The class of the object at CM.com: the case counts, and it must stand first.
    kind: Literal["ruleMutation", "disableComponent"] = Field(alias="$type")
    action: Literal["Enable", "Disable"] | None = None
    operator: Literal["And", "Or"] | None = None
    source: str | None = Field(default=None, alias="sourceAdapterId")
    target: str | None = Field(default=None, alias="targetAdapterId")
    component: str | None = Field(default=None, alias="ComponentId")


class MutationRequest(WireModel):
    """Body of POST …/routing/mutationrequests."""

    chat_id: str = Field(alias="ChatId")
    mutations: list[Mutation] = Field(alias="Mutations")
    context: dict[str, str] = Field(alias="Context")


class RouterSettings(SettingsModel):
    """`router`: the Conversational Router, and what a hand-over changes in it.

    Attributes:
        dialect: "rule_mutation" switches links between three adapters, "disable_component"
            is the older way and switches the bot off.
        mutations: What is sent instead of what the dialect says.
        component: The bot's component, for the older way.
        context: Further pairs beside those we send.
    """

    product_token: SecretStr
    technical_link_id: str
    dialect: Literal["rule_mutation", "disable_component"] = "rule_mutation"
    channel_adapter: str | None = None
    bot_adapter: str | None = None
    agent_adapter: str | None = None
    mutations: list[Mutation] | None = None
    component: str | None = None
    context: dict[str, str] = {}


def is_id(text: str) -> bool:
    """Tell whether a text could be an id of CM.com's, and is no placeholder."""
    return _ID.fullmatch(text) is not None


class RoutingControlAPI:
    """Sends the mutations of a hand-over."""

    def __init__(
        self, api: VendorAPI, base_url: str, settings: RouterSettings, mutations: list[Mutation]
    ) -> None:
        """Take what every hand-over of the account sends; nothing is called yet."""
        self._api = api
        link = quote(settings.technical_link_id, safe="")
        self._chats = f"{base_url.rstrip('/')}/conversational/control/v1/accounts/{link}/chats"
        self._token = settings.product_token
        self._mutations = mutations

    def request_mutations(self, chat_id: str, context: dict[str, str]) -> None:
        """Ask for the hand-over of one chat.

        Raises:
            VendorError: CM.com did not accept.
        """
        request = MutationRequest(ChatId=chat_id, Mutations=self._mutations, Context=context)
        answer = self._api.call(
            "POST",
            f"{self._chats}/{path_segment(self._api.vendor, chat_id)}/routing/mutationrequests",
            headers={"X-Cm-Producttoken": self._token.get_secret_value()},
            body=request.to_wire(),
            log_label="a chat's mutation requests",
        )
        # Assumption: the page documents no answer, so every 2xx is a yes and its body is not
        # read. A web page is not CM.com's: somebody on the way has answered.
        if "html" in answer.content_type.lower():
            raise VendorResponseError(
                self._api.vendor, "the mutation request was answered by a web page"
            )
