"""The commands `make demo` and `make cluster`: start servers, then chat."""

import io
import secrets
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sandbox.client.control import ControlError
from sandbox.serving.server import PortTakenError

from . import browser
from .bot_language import (
    UnknownLanguageError,
    domain_of,
    language_from_environment,
    settings_in,
)
from .chat import Chat
from .child_process import ProcessFailedError
from .event_printer import printed_events
from .ports import PortError, Ports
from .stack import Surroundings
from .terminal import Terminal
from .training import RasaMissingError, model_path, trained_model
from .vendor_choice import UnknownVendorError, desks_from_environment, welcome

# A shell reports a program that was ended by signal N with the exit code 128 + N.
SIGNAL_EXIT_BASE = 128
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TAIL_LINES = 10
# After /off and /on the bot must ask the vendor again at once.
NO_SHIFT_CACHE = {"fresh_minutes": 0}


@dataclass(frozen=True)
class Command:
    """A command that starts servers and then chats.

    Attributes:
        name: What people type, such as `make demo`.
        starts: What it starts, for a sentence.
        running: Runs the servers until the block ends; called as `running_stack`.
    """

    name: str
    starts: str
    running: Callable[..., AbstractContextManager[Surroundings]]

    def run(self, root: Path) -> int:
        """Run the command for the bot in this folder, and return the exit code."""
        for number in END_SIGNALS:
            signal.signal(number, _end)
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        try:
            ports = Ports.from_environment(command=self.name)
            names, language = desks_from_environment(), language_from_environment()
            self._chat(root, Terminal(), names, language, ports)
        except ProcessFailedError as error:
            tail = "\n".join(f"  {line}" for line in error.log_tail.splitlines()[-TAIL_LINES:])
            return report(f"{error.reason} Its last lines:\n{tail}")
        except PortTakenError as error:
            taken = f"Another program has just taken port {error.port}."
            return report(f"{taken} Run {self.name} again.")
        except ControlError as error:
            return report(f"The sandbox reports an error: {error}. Run {self.name} again.")
        except (UnknownVendorError, UnknownLanguageError, PortError, RasaMissingError) as error:
            return report(str(error))
        return 0

    def _chat(
        self, root: Path, terminal: Terminal, names: list[str], language: str, ports: Ports
    ) -> None:
        model = _model(root, domain_of(root, language), terminal)
        conversation = f"demo-{secrets.token_hex(2)}"
        with ExitStack() as exit_stack:
            with terminal.step(f"Starting {self.starts}") as progress:
                servers = exit_stack.enter_context(
                    self.running(
                        root,
                        model,
                        ports,
                        progress=progress,
                        desks=names,
                        shift_cache=NO_SHIFT_CACHE,
                        **settings_in(language),
                    )
                )
                control = servers.control
            desks = [control.desks[name] for name in names]
            printer = exit_stack.enter_context(printed_events(control, conversation, terminal))
            logs = f"Until {self.name} ends, the logs of Rasa and the action server are in"
            about_logs = f"{logs} {servers.logs}/."
            for line in [*servers.description(), about_logs, welcome(desks, self.name)]:
                terminal.print_note(line)
            page = f"{servers.sandbox.control}/"
            terminal.print_note(f"Open {page} to see it in a browser.")
            if browser.is_desktop():
                browser.open_window(page)
            terminal.print_note("Write as the customer. /help shows how to play the agents.")
            Chat(control, conversation, terminal, printer, desks).run(terminal.input_lines())
            for line in servers.summary():
                terminal.print_note(line)


def report(error: str) -> int:
    """Print why a command ends, and return its exit code."""
    print(error, file=sys.stderr)
    return 1


def _model(root: Path, domain: Path | None, terminal: Terminal) -> Path:
    """Return the bot's model, and train it first if that is needed; see `model_path`."""
    model = model_path(root, domain)
    if model.exists():
        terminal.print_note(f"The bot is trained: {model.relative_to(root)}")
        return model
    with terminal.step("Training the bot, once, a minute or two") as progress:
        return trained_model(root, domain, progress=progress)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End without a traceback; a second signal must not interrupt the end of the servers."""
    for other in END_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    sys.exit(SIGNAL_EXIT_BASE + number)
