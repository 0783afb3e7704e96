"""`python -m demo`: start all servers, then chat."""

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
from .child_process import ProcessFailedError
from .event_printer import printed_events
from .ports import PortError, Ports
from .stack import ROOT, running_stack
from .terminal import Terminal
from .training import RasaMissingError, model_path, trained_model
from .vendor_choice import UnknownVendorError, desks_from_environment, welcome

# A shell reports a program that was ended by signal N with the exit code 128 + N.
SIGNAL_EXIT_BASE = 128
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TAIL_LINES = 10
# After /off and /on the bot must ask the vendor again at once.
NO_SHIFT_CACHE = {"fresh_minutes": 0}


def main() -> int:
    """Run the demo and return the exit code."""
    for number in END_SIGNALS:
        signal.signal(number, _end)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        _run(Terminal(), desks_from_environment(), Ports.from_environment())
    except ProcessFailedError as error:
        tail = "\n".join(f"  {line}" for line in error.log_tail.splitlines()[-TAIL_LINES:])
        return _report(f"{error.reason} Its last lines:\n{tail}")
    except PortTakenError as error:
        return _report(f"Another program has just taken port {error.port}. Run make demo again.")
    except ControlError as error:
        return _report(f"The sandbox reports an error: {error}. Run make demo again.")
    except (UnknownVendorError, PortError, RasaMissingError) as error:
        return _report(str(error))
    return 0


def _run(terminal: Terminal, names: list[str], ports: Ports) -> None:
    model = model_path(ROOT)
    if model.exists():
        terminal.print_note(f"The bot is trained: {model.relative_to(ROOT)}")
    else:
        with terminal.step("Training the bot, once, a minute or two") as progress:
            model = trained_model(ROOT, progress=progress)
    conversation = f"demo-{secrets.token_hex(2)}"
    with ExitStack() as exit_stack:
        with terminal.step("Starting the sandbox, the action server and Rasa") as progress:
            stack = exit_stack.enter_context(
                running_stack(
                    ROOT, model, ports, progress=progress, desks=names, shift_cache=NO_SHIFT_CACHE
                )
            )
            control = stack.control
        desks = [control.desks[name] for name in names]
        printer = exit_stack.enter_context(printed_events(control, conversation, terminal))
        terminal.print_note(welcome(desks))
        page = f"{stack.sandbox.control}/"
        terminal.print_note(f"Open {page} to see it in a browser.")
        if browser.is_desktop():
            browser.open_window(page)
        terminal.print_note("Write as the customer. /help shows how to play the agents.")
        Chat(control, conversation, terminal, printer, desks).run(terminal.input_lines())


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End without a traceback; a second signal must not interrupt the end of the servers."""
    for other in END_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    sys.exit(SIGNAL_EXIT_BASE + number)


def _report(error: str) -> int:
    print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
