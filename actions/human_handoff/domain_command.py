"""`human-handoff domain`: print the plugin's part of the domain, for who adds it by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from .bot_files.plugin_files import PluginFiles
from .bot_setup.chosen_languages import languages_in
from .bot_setup.configuration_files import LANGUAGES
from .bot_setup.two_languages import domain_in
from .handoff_settings.language import OWN_SLOT
from .setup_terminal import errors_told

Language = Annotated[
    str, typer.Option(help=f"{', '.join(LANGUAGES)}, or both with a comma and the default first.")
]
Slot = Annotated[str, typer.Option(help="The slot that names a conversation's language.")]


def domain(language: Language = "en", language_slot: Slot = OWN_SLOT) -> None:
    """Print the names and texts that the handoff adds to a bot's domain.

    Exits with 2 if the language is none of the plugin's.
    """
    with errors_told():
        languages = languages_in(language).split(",")
    typer.echo(domain_in(PluginFiles(), languages, language_slot), nl=False)
