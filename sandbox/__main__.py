"""`python -m sandbox`: the sandbox in a process of its own."""

import asyncio
import gc
import signal
import sys
from contextlib import suppress
from importlib import import_module

import typer

from .app import Theatre
from .serving.server import PortTakenError

# The collector looks at all that is kept (tens of thousands of calls and events) so many times
# more rarely than Python has it: meanwhile every vendor stands still, for a third of a second.
RARELY = 1_000


def main(
    port: int = typer.Option(
        8810, min=0, max=65_000, help="Control port; the services follow it. 0: any free ports."
    ),
    bot: str = typer.Option("http://127.0.0.1:5005", help="Where Rasa's REST channel listens."),
    host: str = typer.Option("127.0.0.1", help="Address to listen on."),
) -> None:
    """Imitate the vendors until interrupted."""
    with suppress(ImportError):  # Rasa's own server brings it, except on Windows.
        # The benchmark wants a vendor that takes little of the machine.
        import_module("uvloop").install()
    try:
        asyncio.run(_serve(port, bot, host))
    except PortTakenError as taken:
        sys.stderr.write(
            f"Port {taken.port} is taken: end the program that listens there, or choose another"
            " with --port (0 takes free ones).\n"
        )
        raise typer.Exit(1) from taken
    except OSError as error:
        sys.stderr.write(f"The sandbox cannot listen on {host}: {error}. Choose another --host.\n")
        raise typer.Exit(1) from error


async def _serve(port: int, bot: str, host: str) -> None:
    theatre = Theatre(bot, host, port)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await theatre.open()
    youngest, young, old = gc.get_threshold()
    gc.set_threshold(youngest, young, old * RARELY)
    for service, url in theatre.stage.urls.items():
        typer.echo(f"{service:<14} {url}")
    typer.echo("ready")
    sys.stdout.flush()
    await ended.wait()
    await theatre.close()


if __name__ == "__main__":
    typer.run(main)
