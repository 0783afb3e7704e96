"""CM.com's Routing Control: a mutation request changes the routing of one chat, to the agents.

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

# The ids in CM.com's pages are GUIDs, and a component's id is a word. `<id>` and
# `{TechnicalLinkId}` are placeholders copied from an example, and not ids.
_ID = re.compile(r"[\w.:-]*\w[\w.:-]*", re.ASCII)


class Mutation(SettingsModel, WireModel, extra="forbid"):
    """One change of a chat's routing, sent as it is written in the configuration.

    Attributes:
        kind: The object's class at CM.com.
        action: Whether the link is switched on or off.
        operator: How `source` and `target` are combined.
        source: The id of the adapter from which the link leads.
        target: The id of the adapter to which it leads.
        component: The id of the component, for `disableComponent`.
    """

    # The object's class at CM.com: upper and lower case matter, and it must be the first field.
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
    """`router`: the Conversational Router, and what a handover changes in it.

    Attributes:
        product_token: The account's product token; it is not the presence key.
        technical_link_id: The id of the technical link of type CONVERSATIONAL.
        channel_adapter: The id of the channel's adapter.
        bot_adapter: The id of the bot's adapter.
        agent_adapter: The id of the Agent Inbox's adapter.
        dialect: "rule_mutation" switches the links between three adapters; "disable_component"
            belongs to the older API and switches the bot's component off.
        mutations: The mutations to send instead of those of the dialect.
        component: The bot's component, for "disable_component".
        context: Pairs to send in addition to those that the plugin sends.
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
    """Tell whether a text can be one of CM.com's ids; a placeholder cannot."""
    return _ID.fullmatch(text) is not None


class RoutingControlAPI:
    """Sends the mutation requests of a handover, and of its end."""

    def __init__(self, api: VendorAPI, base_url: str, settings: RouterSettings) -> None:
        """Take the account's settings; nothing is called yet."""
        self._api = api
        link = quote(settings.technical_link_id, safe="")
        self._chats = f"{base_url.rstrip('/')}/conversational/control/v1/accounts/{link}/chats"
        self._token = settings.product_token

    def request_mutations(
        self, chat_id: str, mutations: list[Mutation], context: dict[str, str]
    ) -> None:
        """Request changes of one chat's routing.

        Raises:
            VendorError: CM.com did not accept the request.
        """
        request = MutationRequest(ChatId=chat_id, Mutations=mutations, Context=context)
        response = self._api.call(
            "POST",
            f"{self._chats}/{path_segment(self._api.vendor, chat_id)}/routing/mutationrequests",
            headers={"X-Cm-Producttoken": self._token.get_secret_value()},
            body=request.to_wire(),
            log_label="a chat's mutation requests",
        )
        # Assumption: the page documents no response, so every 2xx is a success and its body is not
        # read. A web page does not come from CM.com but from a proxy on the way.
        if response.is_web_page:
            raise VendorResponseError(
                self._api.vendor, "the mutation request was answered by a web page"
            )
