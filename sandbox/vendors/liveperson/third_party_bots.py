"""Third-Party Bots, "Custom Endpoint": the platform calls the bot with what the customer writes.

https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html:
60 seconds a request, three attempts at most, and where an event is answered with 404, the
conversation is created and the event sent once more.
Assumptions: the conversation is created before its first event, and again when agents give it
back; a customer's next message waits for the answer to the one before; delays are skipped; what
happens after a CLOSE_CONVERSATION, INVOKE_FUNCTION or CHANGE_TTR is not imitated; a transfer that
fails later leaves the conversation to nobody.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...bot.address import BotUnreachable
from ...bot.channel import BotLine
from ...bot.webhook_delivery import Delivery, Patience, is_success
from ...world.conversation import Conversation
from ...world.state import Stage
from ...world.transfers import Transfer
from .bot_answer import NO_SUCH_SKILL, Action, Said, Text, WrongAnswer, read, shown, transfer_of
from .bot_calls import new_conversation, text_event
from .escalation import VENDOR
from .sentinel import Sentinel
from .world import Dialog, World

CHANNEL = "liveperson"
CREATE = "bot_conversation"
EVENT = "bot_event"


class _Useless(BotUnreachable):
    """The bot has answered, and the platform can't do anything with it."""


class ThirdPartyBots(BotLine):
    """The line over LivePerson's own channel."""

    carries_metadata = True
    tells_of_return = True

    def __init__(self, world: World, stage: Stage, sentinel: Sentinel) -> None:
        """`sentinel` signs the calls."""
        super().__init__(stage.bot, stage.deliveries)
        self._world = world
        self._stage = stage
        self._sentinel = sentinel

    @property
    def patience(self) -> Patience:
        """As LivePerson documents it, unless control says otherwise."""
        bot = self._world.bot
        return Patience(bot.attempts, bot.timeout_seconds, bot.pause_seconds, _is_final)

    async def hear(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Send the event; `metadata` is an item of its list, such as a click's `ExternalId`."""
        dialog = self._dialog(conversation)
        if not dialog.is_created:
            await self._create(conversation, self.patience)
        body = text_event(conversation.id, text, metadata, dialog.sequence)
        dialog.sequence += 1
        path = f"{self._path(conversation)}/events"
        await self.deliver(conversation, Delivery.of_json(EVENT, path, body, self._bearer()))

    async def returned(self, conversation: Conversation) -> None:
        """Create the conversation again."""
        await self._create(conversation, self.patience)

    async def closed(self, conversation: Conversation) -> list[dict[str, Any]]:
        """Create the conversation again, but only when the customer writes again."""
        self._dialog(conversation).is_created = False
        return []

    def given_up(self, conversation: Conversation, error: BotUnreachable) -> None:
        """Leave it to the default skill; where the bot is away, only if control says so."""
        if isinstance(error, _Useless) or self._world.bot.escalates_unreachable:
            self._escalate(conversation)

    async def send(
        self, conversation: Conversation, delivery: Delivery, patience: Patience
    ) -> httpx.Response:
        """Send; a bot that doesn't know the conversation is told of it and asked once more."""
        answer = await super().send(conversation, delivery, patience)
        if delivery.call == EVENT and answer.status_code == HTTPStatus.NOT_FOUND:
            await self._create(conversation, patience)
            answer = await super().send(conversation, delivery, patience)
        return answer

    def take(self, conversation: Conversation, answer: httpx.Response) -> None:
        """Show the messages and carry out the action."""
        try:
            said, action = read(_json(answer))
            transfer = transfer_of(action) if action and action.name == "TRANSFER" else None
        except WrongAnswer as error:
            raise _Useless(f"the bot's answer is of no use: {error}") from error
        for each in said:
            self._show(conversation, each)
        if action is None or transfer is None:
            return
        if transfer.skillName in [skill.name for skill in self._world.skills.values()]:
            self._transfer(conversation, transfer.skillName, action)
        else:
            self._stage.transfers.refuse(VENDOR, conversation.id, NO_SUCH_SKILL)
            self._escalate(conversation)

    async def _create(self, conversation: Conversation, patience: Patience) -> None:
        body, path = new_conversation(conversation.id), self._path(conversation)
        delivery = Delivery.of_json(CREATE, path, body, self._bearer(), "PUT")
        answer = await super().send(conversation, delivery, patience)
        # A bot may say that it has the conversation already.
        if not is_success(answer.status_code) and answer.status_code != HTTPStatus.CONFLICT:
            raise self._bot.silent(f"{answer.status_code} {answer.reason_phrase}")
        self._dialog(conversation).is_created = True

    def _show(self, conversation: Conversation, said: Said) -> None:
        record = self._stage.conversations.record
        if isinstance(said, Text):
            to_all = said.messageAudience == "ALL"
            record(conversation, "bot", "customer" if to_all else "agent", said.message)
        else:
            text, payload = shown(said.structuredContent)
            record(conversation, "bot", "customer", text, payload=payload)

    def _escalate(self, conversation: Conversation) -> None:
        """Hand over to the bot's default skill, as the platform does with its errors."""
        skill = self._world.bot.default_skill
        self._transfer(conversation, skill, Action("TRANSFER", {"skillName": skill}))

    def _transfer(self, conversation: Conversation, skill: str, action: Action) -> None:
        conversation.bot_listens = False
        transfer = Transfer(VENDOR, conversation.id, action.parameters, skill)
        # A Third-Party bot says the transfer message itself, and is not told of a later failure.
        self._stage.transfers.accept(transfer, None, None)

    def _dialog(self, conversation: Conversation) -> Dialog:
        return self._world.dialogs.setdefault(conversation.id, Dialog())

    def _path(self, conversation: Conversation) -> str:
        bot = self._world.bot
        environment = f"{bot.base_path}/v1/bots/{quote(bot.bot_id, safe='')}/environments"
        environment += f"/{quote(bot.environment, safe='')}"
        return f"{environment}/conversations/{quote(conversation.id, safe='')}"

    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._sentinel.app_jwt(self._world.bot.claims)}"}


def _is_final(status: int) -> bool:
    """What a repetition would not change: only a 5xx is tried again."""
    return status < HTTPStatus.INTERNAL_SERVER_ERROR


def _json(answer: httpx.Response) -> object:
    try:
        return answer.json()
    except ValueError as error:
        raise WrongAnswer("it is not JSON") from error
