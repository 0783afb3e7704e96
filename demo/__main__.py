"""`python -m demo`: set everything up, then chat."""

import io
import secrets
import signal
import sys
from contextlib import ExitStack
from types import FrameType
from typing import NoReturn

from sandbox.client.control import ControlError
from sandbox.serving.server import PortTakenError

from . import browser
from .chat import Chat
from .child import ChildFailedError
from .desks import UnknownVendorError, desks_from_environment, welcome
from .follower import Follower
from .ports import PortError, Ports
from .screen import Screen
from .stack import ROOT, running_stack
from .training import RasaMissingError, model_path, trained_model

# A shell's way of saying that a signal has ended a program.
SIGNALLED = 128
TOLD_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TAIL_LINES = 10
# Whoever plays the desk with /off and /on wants the bot to see it at once.
ALWAYS_ASK = {"fresh_minutes": 0}


def main() -> int:
    """Run the demo; the exit code."""
    for number in TOLD_TO_END:
        signal.signal(number, _end)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        _demo(Screen(), desks_from_environment(), Ports.from_environment())
    except ChildFailedError as error:
        tail = "\n".join(f"  {line}" for line in error.tail.splitlines()[-TAIL_LINES:])
        return _complain(f"{error.sentence} Its last lines:\n{tail}")
    except PortTakenError as error:
        return _complain(f"Port {error.port} was taken meanwhile. Run make demo again.")
    except ControlError as error:
        return _complain(f"The sandbox could not do that: {error}. Run make demo again.")
    except (UnknownVendorError, PortError, RasaMissingError) as error:
        return _complain(str(error))
    return 0


def _demo(screen: Screen, named: list[str], ports: Ports) -> None:
    model = model_path(ROOT)
    if model.exists():
        screen.tell(f"The bot is trained: {model.relative_to(ROOT)}")
    else:
        with screen.step("Training the bot, once, a minute or two") as say:
            model = trained_model(ROOT, say=say)
    conversation = f"demo-{secrets.token_hex(2)}"
    with ExitStack() as held:
        with screen.step("Starting the sandbox, the action server and Rasa") as say:
            running = running_stack(
                ROOT, model, ports, say=say, desks=named, shift_cache=ALWAYS_ASK
            )
            stack = held.enter_context(running)
            control = stack.control
        desks = [control.desks[name] for name in named]
        follower = held.enter_context(Follower(control, conversation, screen))
        screen.tell(welcome(desks, named))
        page = f"{stack.sandbox.control}/"
        screen.tell(f"Open {page} to see it in a browser.")
        if browser.is_desktop():
            browser.show(page)
        screen.tell("Write as the customer. /help shows how to play the agents' desk.")
        Chat(control, conversation, screen, follower, desks).run(screen.lines())


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End quietly; a second signal must not keep the servers from being ended."""
    for each in TOLD_TO_END:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(SIGNALLED + number)


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
