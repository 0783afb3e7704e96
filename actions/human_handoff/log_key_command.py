"""`human-handoff log-key`: what stands for a conversation in the log, in place of its id."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from .errors import ConfigurationError
from .handoff_events.hidden_ids import HiddenIds
from .handoff_settings.loader import configuration_path, load
from .state_store import StateSettings, StateStoreError, open_state_store
from .state_store.opening import foreign_tables, missing_file, store_address

Conversation = Annotated[
    str,
    typer.Argument(
        metavar="CONVERSATION_ID", help="Rasa's id of it: its sender id.", show_default=False
    ),
]
Config = Annotated[
    Optional[Path],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Option(help="The configuration file; else HUMAN_HANDOFF_CONFIG, else human_handoff.yml."),
]


def log_key(conversation_id: Conversation, config: Config = None) -> None:
    """Print the hash that stands for a conversation in the log and in handoff events.

    It comes from a random key in the state store: use the configuration of the action server.
    Exits with 1 if the store has no such key or cannot be asked.
    """
    path = config or configuration_path()
    try:
        state = load(path).settings.state
        hidden = _hidden_ids(state, path)
    except ConfigurationError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    except StateStoreError as error:
        reason = str(error).rstrip(".")
        typer.echo(f"The state store cannot be asked: {reason}.", err=True)
        raise typer.Exit(1) from None
    if hidden is None:
        typer.echo(
            f"{store_address(state, path.parent.absolute())} has no key: no action server that "
            "uses it has written a line so far. Name the configuration of your action server.",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(hidden.conversation(conversation_id))


def _hidden_ids(state: StateSettings, path: Path) -> HiddenIds | None:
    folder = path.parent  # who only reads makes no file, and no table
    if missing_file(state, folder) is not None or foreign_tables(state, folder) is not None:
        return None
    return HiddenIds.of_servers(open_state_store(state, path.parent, f"{path}: state"))
