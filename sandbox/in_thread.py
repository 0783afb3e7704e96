"""The sandbox in a thread of the calling process, for tests and the demo."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from .app import CONTROL, SandboxApp

# Nothing listens there: a sandbox without a bot says so when it has to call the bot.
NO_BOT = "http://127.0.0.1:9"


@dataclass(frozen=True)
class RunningSandbox:
    """The addresses of a running sandbox.

    Attributes:
        urls: The vendors' services and `actions` by name.
        control: The control interface.
    """

    urls: dict[str, str]
    control: str


@contextmanager
def running_sandbox(
    bot: str = NO_BOT, host: str = "127.0.0.1", port: int = 0
) -> Iterator[RunningSandbox]:
    """Run the sandbox until the block ends; port 0 takes free ports."""
    opened: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, dict[str, str]]] = Future()

    async def run() -> None:
        try:
            app = SandboxApp(bot, host, port)
            await app.open()
        except BaseException as error:  # noqa: BLE001 - raised again in the calling thread
            opened.set_exception(error)
            return
        ended = asyncio.Event()
        opened.set_result((asyncio.get_running_loop(), ended, app.state.urls))
        await ended.wait()
        await app.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),), name="sandbox", daemon=True)
    thread.start()
    loop, ended, urls = opened.result()
    try:
        services = {service: url for service, url in urls.items() if service != CONTROL}
        yield RunningSandbox(services, urls[CONTROL])
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
