"""The bot takes a conversation back while an agent may write: never both of them, never none."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from actions.human_handoff.handoff_logic import take_backs
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_logic.take_backs import TakeBacks
from actions.human_handoff.handoff_settings.loader import Configuration
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.slots import HANDED_OVER, HandoffState
from actions.human_handoff.rasa_side.take_back import NobodyCame
from actions.human_handoff.rasa_side.transfer import Escalate
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.unanswered.records import UnansweredTransfers
from actions.human_handoff.vendors import DESKS
from sandbox import Control, RunningSandbox
from sandbox.client.control import ControlError, is_event
from tests.unit.rasa_side.chat import Chat

from .vendors import Vendor, vendor_data

RUNS = 200
AT_ONCE = 10
CAME_BACK, SILENT = ["utter_human_handoff_nobody_came"], []


class Race:
    """Customers who wait, and agents who write at the moment in which the bot takes over."""

    def __init__(self, vendor: Vendor) -> None:
        settings = HandoffSettings(
            desks=["desk"],
            skills={"default": vendor.skill},
            seconds_per_message=0,
            unanswered={"nobody_came_after": "3m", "agents_heard_on": ["rest"]},
        )
        channels = {"desk": frozenset({"rest"})}
        store = MemoryStateStore()
        configuration = Configuration(settings, {"desk": vendor.desk}, channels=channels)
        self._handoff = Handoff(configuration, store)
        self._records = UnansweredTransfers(store)
        self.control = vendor.control
        self._on_the_way: list[asyncio.Event] = []
        self._last_join = 0  # the event's number, so that no wait reads the events of all runs

    async def waiting(self, conversation: str) -> Chat:
        """Return the conversation of a customer who was transferred."""
        before = self._last_join
        chat = Chat(self._handoff, sender=conversation, channel="rest", name="Ada", email="a@b.nl")
        chat.say("a person", "human_handoff")
        for action in (CheckShiftStatus, Announce, Escalate):
            await self.run(chat, action)
        event = is_event("agent_joined", conversation=conversation)
        joined = await asyncio.to_thread(self.control.wait_for, event, after=before)
        self._last_join = max(self._last_join, joined["id"])
        return chat

    async def run(self, chat: Chat, action: Any) -> list[str]:
        result = await chat.execute(action)
        chat.action(action.action_name)
        for event in (*result.events, *result.report_slots):
            chat.apply(event)
        chat.reports += result.reports
        return result.responses

    async def agent_writes(self, conversation: str, after: float, told_after: float) -> bool:
        """Let the agent write; tell whether the vendor has let them. The bot is told later."""
        await asyncio.sleep(after)
        self._on_the_way.append(is_known := asyncio.Event())
        try:
            await asyncio.to_thread(self.control.agent_says, conversation, "Hello, I am Eve.")
            await asyncio.sleep(told_after)
            self._records.agent_wrote(conversation)
        except ControlError:
            return False
        finally:
            is_known.set()
        return True

    async def settle(self, seconds: float) -> None:
        """Wait until all is known that agents have written before, however busy the machine is."""
        for is_known in list(self._on_the_way):
            await is_known.wait()

    async def one(self, number: int, seconds: float) -> tuple[bool, list[str], str, str, list[Any]]:
        """Return whether an agent wrote, what the bot said, who has it, its state and endings."""
        conversation = f"race-{number}"
        chat = await self.waiting(conversation)
        chat.say("/human_handoff_nobody_came", "human_handoff_nobody_came", 1.0)

        async def bot() -> list[str]:
            await asyncio.sleep(random.uniform(0, seconds))
            return await self.run(chat, NobodyCame)

        agent = self.agent_writes(conversation, random.uniform(0, seconds), random.uniform(0, 0.1))
        wrote, said = await asyncio.gather(agent, bot())
        whose = self.control.conversation(conversation)["with"]
        endings = [each["ending"] for each in chat.reports if each["ending"]]
        return wrote, said, whose, chat.slot("state"), endings


@pytest.fixture(params=sorted(name for name, desk in DESKS.items() if desk.takes_back))
def race(
    request: pytest.FixtureRequest,
    sandbox: RunningSandbox,
    control: Control,
    monkeypatch: pytest.MonkeyPatch,
) -> Race:
    race = Race(vendor_data(request.param, sandbox.urls, control))
    monkeypatch.setattr(take_backs, "asyncio", SimpleNamespace(sleep=race.settle))
    monkeypatch.setattr(TakeBacks, "is_due", lambda *_: True)
    return race


def test_an_agent_who_writes_in_the_same_second_wins_two_hundred_times(race: Race) -> None:
    async def every() -> list[Any]:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> Any:
            async with places:
                return await race.one(number, seconds=0.2)

        return await asyncio.gather(*map(one, range(RUNS)))

    found = asyncio.run(every())

    for wrote, said, whose, state, endings in found:
        if wrote:
            assert (said, whose, endings) == (SILENT, "agent", [])
            assert state in HANDED_OVER
        else:
            assert (said, whose, endings) == (CAME_BACK, "bot", ["nobody_came"])
            assert state == HandoffState.NONE.value
    winners = Counter(whose for _, _, whose, _, _ in found)
    assert min(winners["agent"], winners["bot"]) > RUNS / 10, winners
    transfers = Counter(each["conversation"] for each in race.control.transfers())
    # Some agents wrote between the bot's decision and the desk's answer: they got the chat again.
    assert 2 in transfers.values()
