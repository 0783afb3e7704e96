"""The chat in the terminal: the customer's messages, and commands that act as the agents."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sandbox.client.agents import Agents
from sandbox.client.control import Control

from .event_printer import EventPrinter
from .terminal import Terminal
from .transcript import summary
from .vendor_choice import listed

HELP = """\
The agents work at {vendors}, and you play them:
/agent TEXT   the agent writes to the customer
/return       the agent gives the conversation back to the bot
/fail         the next transfer fails after it was accepted{silent}
/off NAME     no agents for NAME ({names}); /on NAME ends that
/quit         end (also Ctrl-D)
//TEXT        write /TEXT to the bot"""
# Late enough for the customer to read the transfer message before the transfer fails.
FAIL_AFTER_SECONDS = 1.0
# /off lets the next shift begin on the hour, one to two hours from now.
HOUR_MS = 3_600_000


class UsageError(Exception):
    """A command is unknown or incomplete; the text says how to use it."""


class Chat:
    """One customer's conversation, with a person who writes as the customer and as the agents."""

    def __init__(
        self,
        control: Control,
        conversation: str,
        terminal: Terminal,
        printer: EventPrinter,
        desks: Sequence[Agents],
    ) -> None:
        """Prepare the commands.

        Args:
            control: Controls the sandbox.
            conversation: The id of the customer's conversation.
            terminal: Where texts are printed.
            printer: Prints this conversation's events; it must be running.
            desks: The agents that can be played, one entry per vendor.
        """
        self._control = control
        self._conversation = conversation
        self._terminal = terminal
        self._printer = printer
        self._desks = desks
        # A bot can learn of a failed transfer only over REST, where it receives the vendor's text.
        is_rest = control.setup()["channel"] == "rest"
        self._silent_vendors = [
            desk.vendor for desk in desks if not (is_rest and desk.tells_of_failures)
        ]
        self._commands: dict[str, Callable[[str], None]] = {
            "/help": lambda _: terminal.print_note(self._help()),
            "/agent": self._agent,
            "/return": lambda _: self._return(),
            "/fail": lambda _: self._fail(),
            "/off": lambda name: self._shift(name, on=False),
            "/on": lambda name: self._shift(name, on=True),
        }

    def run(self, lines: Iterable[str]) -> None:
        """Handle the lines until /quit or the end, then print this conversation's transfers."""
        for line in lines:
            if line == "/quit":
                break
            self._handle(line)
            self._printer.wait_until_settled()
        for line_at_end in summary(self._own_transfers()):
            self._terminal.print_line(line_at_end)

    def _handle(self, line: str) -> None:
        if not line.startswith("/") or line.startswith("//"):
            self._control.customer_says(self._conversation, line.removeprefix("/"))
            return
        name, _, argument = line.partition(" ")
        try:
            if name not in self._commands:
                raise UsageError(f"There is no {name}.\n{self._help()}")
            self._commands[name](argument.strip())
        except UsageError as error:
            self._terminal.print_note(str(error))

    def _agent(self, text: str) -> None:
        if not text:
            raise UsageError("/agent needs a message: /agent Hello, this is Kim.")
        self._check_agent()
        self._control.agent_says(self._conversation, text)

    def _return(self) -> None:
        self._check_agent()
        self._control.agent_returns(self._conversation)

    def _check_agent(self) -> None:
        """Raise `UsageError` if no agent has the conversation."""
        conversations = self._control.conversations()
        if any(c["id"] == self._conversation and c["with"] == "agent" for c in conversations):
            return
        mine = self._own_transfers()
        if mine and mine[-1]["state"] == "failed" and mine[-1]["vendor"] in self._silent_vendors:
            raise UsageError(
                f"Nobody has the conversation: {mine[-1]['vendor']} did not inform the bot that "
                "the transfer failed. Type /quit and start again."
            )
        raise UsageError("No agent has the conversation yet. Ask the bot for a person.")

    def _own_transfers(self) -> list[dict[str, Any]]:
        transfers = self._control.transfers()
        return [each for each in transfers if each["conversation"] == self._conversation]

    def _fail(self) -> None:
        # This works also where the vendor does not inform the bot: a bot builder should see what
        # happens to the customer then.
        self._control.fail_transfers_later(1, FAIL_AFTER_SECONDS)
        text = "The next transfer will fail a second after it was accepted."
        if self._silent_vendors:
            text += f" {self._not_informed()}: nobody has the customer then."
        self._terminal.print_note(text)

    def _shift(self, name: str, on: bool) -> None:
        desks = {own.lower(): (own, desk) for desk in self._desks for own in desk.shifts()}
        if name.lower() not in desks:
            raise UsageError(f"'{name}' is not one of these: {self._shift_names()}.")
        own_name, desk = desks[name.lower()]
        back_ms = None if on else (time.time_ns() // 1_000_000 // HOUR_MS + 2) * HOUR_MS
        state = desk.set_on_shift(own_name, on=on, back_ms=back_ms)
        self._terminal.print_note(f"{own_name} is {state}.")

    def _help(self) -> str:
        silent = f"; {self._not_informed()}" if self._silent_vendors else ""
        vendors = listed(desk.vendor for desk in self._desks)
        return HELP.format(vendors=vendors, names=self._shift_names(), silent=silent)

    def _not_informed(self) -> str:
        return f"{listed(self._silent_vendors)} will not inform the bot"

    def _shift_names(self) -> str:
        return ", ".join(name for desk in self._desks for name in desk.shifts())
