"""Third-Party Bots, "Custom Endpoint": the platform calls the bot with the customer's messages.

https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html:
60 seconds a request, three attempts at most; after a 404 to an event the platform creates the
conversation and sends the event once more.
Assumptions: the conversation is created before its first event, and again when agents return it;
a customer's next message waits for the answer to the one before; delays are skipped; what happens
after a CLOSE_CONVERSATION, INVOKE_FUNCTION or CHANGE_TTR is not imitated; after a transfer that
fails later nobody has the conversation.
"""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...bot.channel import WebhookChannel
from ...bot.webhook_delivery import Delivery, RetryPolicy, is_success
from ...state import SandboxState
from ...world.bot_channel import BotUnreachable
from ...world.conversation import Conversation
from ...world.transfer import Transfer
from .account import Dialog, LivePersonAccount
from .bot_answer import (
    NO_SUCH_SKILL,
    Action,
    Content,
    Text,
    WrongAnswer,
    read,
    rich_content,
    transfer_of,
)
from .bot_calls import new_conversation, rich_event, start_event, text_event
from .escalation import VENDOR
from .sentinel import Sentinel

CHANNEL = "liveperson"
CREATE = "bot_conversation"
EVENT = "bot_event"


class _UnusableAnswer(BotUnreachable):
    """The bot has answered, but the platform cannot use the answer."""


class LivePersonChannel(WebhookChannel):
    """The channel of customers on LivePerson's own channel."""

    carries_metadata = True
    announces_return = True

    def __init__(self, account: LivePersonAccount, state: SandboxState, sentinel: Sentinel) -> None:
        """`sentinel` signs the calls."""
        super().__init__(state.bot, state.deliveries)
        self._account = account
        self._state = state
        self._sentinel = sentinel

    @property
    def retry_policy(self) -> RetryPolicy:
        """As LivePerson documents it, unless control changes it."""
        return self._account.bot.retry_policy

    async def send_message(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Send the event.

        `metadata` is an item of its list, such as a click's `ExternalId`; `{"richContent": {…}}`
        sends this rich content in place of the text.
        """
        dialog = self._dialog(conversation)
        if not dialog.is_created:
            await self._create(conversation, self.retry_policy)
            if self._account.bot.start_event == "plain":
                await self._deliver_event(conversation, partial(start_event, last_message=None))
        rich = metadata.get("richContent") if isinstance(metadata, dict) else None
        if isinstance(rich, dict):
            await self._deliver_event(conversation, partial(rich_event, content=rich))
        else:
            event = partial(text_event, text=text, metadata=metadata)
            await self._deliver_event(conversation, event)

    async def announce_return(self, conversation: Conversation) -> None:
        """Create the conversation again, and send START if control wants it."""
        await self._create(conversation, self.retry_policy)
        wanted = self._account.bot.start_event
        if wanted != "none":
            last = _last_message(conversation) if wanted == "last_message" else None
            await self._deliver_event(conversation, partial(start_event, last_message=last))

    async def end_chat(self, conversation: Conversation) -> list[dict[str, Any]]:
        """Create the conversation again, but only when the customer writes again."""
        self._dialog(conversation).is_created = False
        return []

    def bot_failed(self, conversation: Conversation, error: BotUnreachable) -> None:
        """Transfer to the default skill; if the bot did not answer, only if control wants that."""
        if isinstance(error, _UnusableAnswer) or self._account.bot.escalates_unreachable:
            self._escalate(conversation)

    async def send(
        self, conversation: Conversation, delivery: Delivery, policy: RetryPolicy
    ) -> httpx.Response:
        """Send; if the bot does not know the conversation, create it and send once more."""
        response = await super().send(conversation, delivery, policy)
        if delivery.call == EVENT and response.status_code == HTTPStatus.NOT_FOUND:
            await self._create(conversation, policy)
            response = await super().send(conversation, delivery, policy)
        return response

    def handle_response(self, conversation: Conversation, response: httpx.Response) -> None:
        """Show the messages and carry out the action."""
        try:
            contents, action = read(_json(response))
            transfer = transfer_of(action) if action and action.name == "TRANSFER" else None
        except WrongAnswer as error:
            raise _UnusableAnswer(f"the bot's answer is of no use: {error}") from error
        for content in contents:
            self._show(conversation, content)
        if action is None or transfer is None:
            return
        if transfer.skillName in [skill.name for skill in self._account.skills.values()]:
            self._transfer(conversation, transfer.skillName, action)
        else:
            self._state.transfers.refuse(VENDOR, conversation.id, NO_SUCH_SKILL)
            self._escalate(conversation)

    async def _deliver_event(
        self, conversation: Conversation, event: Callable[..., dict[str, object]]
    ) -> None:
        dialog = self._dialog(conversation)
        body = event(conversation.id, sequence=dialog.sequence)
        dialog.sequence += 1
        path = f"{self._path(conversation)}/events"
        await self.deliver(conversation, Delivery.of_json(EVENT, path, body, self._bearer()))

    async def _create(self, conversation: Conversation, policy: RetryPolicy) -> None:
        body, path = new_conversation(conversation.id), self._path(conversation)
        delivery = Delivery.of_json(CREATE, path, body, self._bearer(), "PUT")
        # What comes again is an event: the answer to it is a reply.
        response = await self._deliveries.send(conversation, delivery, policy, remember=False)
        # A bot may answer 409: it has the conversation already.
        if not is_success(response.status_code) and response.status_code != HTTPStatus.CONFLICT:
            raise self._bot.unreachable(f"{response.status_code} {response.reason_phrase}")
        self._dialog(conversation).is_created = True

    def _show(self, conversation: Conversation, content: Content) -> None:
        record = self._state.conversations.record
        if isinstance(content, Text):
            to_all = content.messageAudience == "ALL"
            record(conversation, "bot", "customer" if to_all else "agent", content.message)
        else:
            text, payload = rich_content(content.structuredContent)
            record(conversation, "bot", "customer", text, payload=payload)

    def _escalate(self, conversation: Conversation) -> None:
        """Transfer to the bot's default skill, as the platform does after an error."""
        skill = self._account.bot.default_skill
        self._transfer(conversation, skill, Action("TRANSFER", {"skillName": skill}))

    def _transfer(self, conversation: Conversation, skill: str, action: Action) -> None:
        conversation.bot_listens = False
        transfer = Transfer(VENDOR, conversation.id, action.parameters, skill)
        # A Third-Party bot sends the transfer message itself, and gets no message about a later
        # failure.
        self._state.transfers.accept(transfer, None, None)

    def _dialog(self, conversation: Conversation) -> Dialog:
        return self._account.dialogs.setdefault(conversation.id, Dialog())

    def _path(self, conversation: Conversation) -> str:
        bot = self._account.bot
        environment = f"{bot.base_path}/v1/bots/{quote(bot.bot_id, safe='')}/environments"
        environment += f"/{quote(bot.environment, safe='')}"
        return f"{environment}/conversations/{quote(conversation.id, safe='')}"

    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._sentinel.app_jwt(self._account.bot.claims)}"}


def _last_message(conversation: Conversation) -> str | None:
    messages = reversed(conversation.messages)
    return next((each["text"] for each in messages if each["from"] == "customer"), None)


def _json(response: httpx.Response) -> object:
    try:
        return response.json()
    except ValueError as error:
        raise WrongAnswer("it is not JSON") from error
