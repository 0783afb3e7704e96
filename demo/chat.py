"""The chat: lines of the customer, and commands that play the desk."""

import time
from collections.abc import Callable, Iterable, Sequence

from sandbox.client.agents import Agents
from sandbox.client.control import Control

from .desks import listed
from .follower import Follower
from .screen import Screen
from .transcript import received

HELP = """\
The agents work at {vendors}, and you play them:
/agent TEXT   the agent writes to the customer
/return       the agent gives the conversation back to the bot
/fail         the next transfer fails after it was accepted{untold}
/off NAME     no agents for NAME ({names}); /on NAME ends that
/quit         end (also Ctrl-D)
//TEXT        write /TEXT to the bot"""
# So long that the customer has read the transfer message.
FAILS_AFTER_SECONDS = 1.0
# An agent who is off shift comes back on the hour, an hour or two from now.
HOUR_MS = 3_600_000


class UsageError(Exception):
    """A command that is none, or lacks something; the text says which there are."""


class Chat:
    """One customer's conversation, with somebody who also plays the agents' desk."""

    def __init__(
        self,
        control: Control,
        conversation: str,
        screen: Screen,
        follower: Follower,
        desks: Sequence[Agents],
    ) -> None:
        """`follower` must have begun."""
        self._control = control
        self._conversation = conversation
        self._screen = screen
        self._follower = follower
        self._desks = desks
        # A bot learns of a failure only over REST, where it hears the vendor's own words.
        hears = control.setup()["channel"] == "rest"
        self._silent = [each.vendor for each in desks if not (hears and each.tells_of_failures)]
        self._commands: dict[str, Callable[[str], None]] = {
            "/help": lambda _: screen.tell(self._help()),
            "/agent": self._agent,
            "/return": lambda _: self._return(),
            "/fail": lambda _: self._fail(),
            "/off": lambda name: self._shift(name, on=False),
            "/on": lambda name: self._shift(name, on=True),
        }

    def run(self, lines: Iterable[str]) -> None:
        """Take lines until there are no more, then print what the desk has received."""
        for line in lines:
            if line == "/quit":
                break
            self._take(line)
            self._follower.wait_until_delivered()
        for told in received(self._control.transfers()):
            self._screen.show(told)

    def _take(self, line: str) -> None:
        if not line.startswith("/") or line.startswith("//"):
            self._control.customer_says(self._conversation, line.removeprefix("/"))
            return
        name, _, rest = line.partition(" ")
        try:
            if name not in self._commands:
                raise UsageError(f"There is no {name}.\n{self._help()}")
            self._commands[name](rest.strip())
        except UsageError as error:
            self._screen.tell(str(error))

    def _agent(self, text: str) -> None:
        if not text:
            raise UsageError("/agent needs what the agent writes: /agent Hello, this is Kim.")
        self._check_agent()
        self._control.agent_says(self._conversation, text)

    def _return(self) -> None:
        self._check_agent()
        self._control.agent_returns(self._conversation)

    def _check_agent(self) -> None:
        talks = self._control.conversations()
        if any(t["id"] == self._conversation and t["with"] == "agent" for t in talks):
            return
        mine = [t for t in self._control.transfers() if t["conversation"] == self._conversation]
        if mine and mine[-1]["state"] == "failed" and mine[-1]["vendor"] in self._silent:
            raise UsageError(
                f"Nobody has the conversation: {mine[-1]['vendor']} did not tell the bot that the "
                "transfer failed. /quit, and begin again."
            )
        raise UsageError("No agent has the conversation yet. Ask the bot for a person.")

    def _fail(self) -> None:
        # Also where the bot hears nothing of it: that is what a customer has to bear there, and
        # whoever builds a bot should see it before a customer does.
        self._control.fail_transfers_later(1, FAILS_AFTER_SECONDS)
        told = "The next transfer will fail a second after it was accepted."
        if self._silent:
            told += f" {listed(self._silent)} will not tell the bot: nobody has the customer then."
        self._screen.tell(told)

    def _shift(self, name: str, on: bool) -> None:
        desks = {there.lower(): (there, desk) for desk in self._desks for there in desk.shifts()}
        if name.lower() not in desks:
            raise UsageError(f"'{name}' is none of these: {self._names()}.")
        name, desk = desks[name.lower()]
        back = None if on else (time.time_ns() // 1_000_000 // HOUR_MS + 2) * HOUR_MS
        self._screen.tell(f"{name} is {desk.set_on_shift(name, on=on, back_ms=back)}.")

    def _help(self) -> str:
        untold = f"; {listed(self._silent)} will not tell the bot" if self._silent else ""
        vendors = listed([desk.vendor for desk in self._desks])
        return HELP.format(vendors=vendors, names=self._names(), untold=untold)

    def _names(self) -> str:
        return ", ".join(name for desk in self._desks for name in desk.shifts())
