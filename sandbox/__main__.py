"""`python -m sandbox`: the sandbox in a process of its own."""

import asyncio
import signal
import sys

import typer

from .app import SandboxApp
from .serving.server import PortTakenError


def main(
    port: int = typer.Option(
        8810,
        envvar="SANDBOX_PORT",
        min=0,
        max=65_000,
        help="Control port; the services follow it. 0: any free ports.",
    ),
    bot: str = typer.Option(
        "http://127.0.0.1:5005", envvar="SANDBOX_BOT", help="Where Rasa listens."
    ),
    actions: str = typer.Option(
        "http://127.0.0.1:5055",
        envvar="SANDBOX_ACTIONS",
        help="Where the action server listens, for a Rasa that calls it through the sandbox.",
    ),
    host: str = typer.Option("127.0.0.1", help="Address to listen on."),
) -> None:
    """Imitate the vendors until interrupted."""
    try:
        asyncio.run(_serve(port, bot, actions, host))
    except PortTakenError as error:
        sys.stderr.write(
            f"Port {error.port} is taken: end the program that listens there, or choose another"
            " with --port or SANDBOX_PORT (0 takes free ones).\n"
        )
        raise typer.Exit(1) from error
    except OSError as error:
        sys.stderr.write(f"The sandbox cannot listen on {host}: {error}. Choose another --host.\n")
        raise typer.Exit(1) from error


async def _serve(port: int, bot: str, actions: str, host: str) -> None:
    app = SandboxApp(bot, host, port)
    app.state.action_server.url = actions
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await app.open()
    for service, url in app.state.urls.items():
        typer.echo(f"{service:<14} {url}")
    typer.echo("Open the address of control in a browser; sandbox/README.md explains the others.")
    typer.echo("ready")
    sys.stdout.flush()
    await ended.wait()
    await app.close()


if __name__ == "__main__":
    typer.run(main)
