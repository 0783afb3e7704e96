"""The chat: lines of the customer, and commands that play the desk."""

import time
from collections.abc import Callable, Iterable

from ..client import Control
from .follower import Follower
from .screen import Screen
from .transcript import received

HELP = """\
/agent TEXT   the agent writes to the customer
/return       the agent gives the conversation back to the bot
/fail         the next transfer fails after it was accepted
/off SKILL    nobody is on shift for a skill; /on SKILL ends that
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
        self, control: Control, conversation: str, screen: Screen, follower: Follower
    ) -> None:
        """`follower` must have begun."""
        self._control = control
        self._conversation = conversation
        self._screen = screen
        self._follower = follower
        self._commands: dict[str, Callable[[str], None]] = {
            "/help": lambda _: screen.tell(HELP),
            "/agent": self._agent,
            "/return": lambda _: self._return(),
            "/fail": lambda _: self._fail(),
            "/off": lambda skill: self._shift(skill, on=False),
            "/on": lambda skill: self._shift(skill, on=True),
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
                raise UsageError(f"There is no {name}. These there are:\n{HELP}")
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
        if not any(t["id"] == self._conversation and t["with"] == "agent" for t in talks):
            raise UsageError("No agent has the conversation yet. Ask the bot for a person.")

    def _fail(self) -> None:
        self._control.fail_transfers_later(1, FAILS_AFTER_SECONDS)
        self._screen.tell("The next transfer will fail a second after it was accepted.")

    def _shift(self, skill: str, on: bool) -> None:
        skills = self._control.liveperson.skills()
        names = {about["name"].lower(): key for key, about in skills.items()}
        if skill.lower() not in names:
            there = ", ".join(about["name"] for about in skills.values())
            raise UsageError(f"No skill is called '{skill}'. There are {there}.")
        back = None if on else (time.time_ns() // 1_000_000 // HOUR_MS + 2) * HOUR_MS
        about = self._control.liveperson.set_skill(names[skill.lower()], on_shift=on, next_on=back)
        self._screen.tell(f"{about['name']} is {'on' if on else 'off'} shift.")
