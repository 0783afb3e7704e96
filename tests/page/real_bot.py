"""The demo's own bot: a real Rasa and a real action server behind the page."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from demo.stack import (
    free_port,
    running_action_server,
    running_rasa,
    trained_model,
    write_configuration,
    write_credentials,
)
from sandbox import Control, RunningSandbox, running_sandbox
from tests import ROOT

# Every question goes to the vendor, so that a test sees what it has switched.
ALWAYS_ASK = {"fresh_minutes": 0, "usable_minutes": 0}


class RealBot:
    """Rasa with an action server that is started anew for each vendor."""

    def __init__(self, control: Control, sandbox: RunningSandbox, folder: Path) -> None:
        self.control = control
        self._sandbox = sandbox
        self._folder = folder
        self._rasa = free_port()
        self._actions = free_port()
        self._vendor = ""
        self._held = ExitStack()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run Rasa; its channels are the vendors' own."""
        urls = self._sandbox.urls
        self.control.set_actions(f"http://127.0.0.1:{self._actions}")
        credentials = write_credentials(self._folder / "credentials.yml", urls)
        rasa = running_rasa(
            ROOT,
            self._rasa,
            trained_model(ROOT),
            urls["actions"],
            self._folder,
            credentials=credentials,
        )
        with rasa, self._held:
            yield

    def hand_over_to(self, vendor: str) -> None:
        """Let the bot know this vendor's desk only, and new customers come over its channel."""
        self.control.reset()
        self.control.set_desks([vendor])
        self.control.set_bot(f"http://127.0.0.1:{self._rasa}", channel=vendor)
        if vendor == self._vendor:
            return
        self._held.close()
        config = write_configuration(
            self._folder / "human_handoff.yml",
            ROOT,
            self._sandbox.urls,
            desks=[vendor],
            shift_cache=ALWAYS_ASK,
            seconds_per_message=0,
        )
        self._held.enter_context(running_action_server(ROOT, self._actions, config, self._folder))
        self._vendor = vendor


@contextmanager
def real_bot(folder: Path) -> Iterator[RealBot]:
    """Run the sandbox and Rasa; `hand_over_to` a vendor next."""
    # Rasa's port is known before Rasa runs; nobody is called meanwhile.
    with running_sandbox() as sandbox, Control(sandbox.control) as control:
        bot = RealBot(control, sandbox, folder)
        with bot.running():
            yield bot
