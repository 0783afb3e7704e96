"""The tables of a report that say how long customers waited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import labels
from .labels import counted, duration, number, share
from .table import Table


def waits(figures: Mapping[str, Any]) -> Table:
    """Return the times to the desk's acceptance."""
    acceptance = figures["acceptance"]
    return Table(
        "Time from the customer's message to the desk's acceptance",
        ("Of 100 customers …", "Time"),
        [
            (f"{each} waited at most", duration(acceptance[f"p{each}_seconds"]))
            for each in (50, 95, 99)
            if acceptance["count"]
        ],
        "The time contains the questions for name and e-mail address.",
    )


def limits(figures: Mapping[str, Any]) -> Table:
    """Return how many were accepted within which time."""
    within = figures["acceptance"]["within"]
    return Table(
        "Accepted in time",
        ("In less than …", "Requests", "of those accepted", "of those who asked during a shift"),
        [
            (
                name,
                number(within[limit]["count"]),
                share(within[limit]["share_of_accepted"]),
                share(within[limit]["share_where_a_desk_could_be_asked"]),
            )
            for limit, name in labels.LIMITS.items()
        ],
        "“During a shift” are all requests for which a desk could be asked, those that the "
        "customers gave up included.",
    )


def first_words(figures: Mapping[str, Any]) -> Table:
    """Return the times to the agent's first word."""
    known = figures["first_word"]
    rows = [
        (f"{each} of 100 customers waited at most", duration(known[f"p{each}_seconds"]))
        for each in (50, 95, 99)
    ]
    rows += [
        (f"heard an agent in less than {name}", share(known["within"][limit]["share_of_told"]))
        for limit, name in labels.LIMITS.items()
    ]
    return Table(
        "Time from the customer's message to the agent's first word",
        ("Customers", "Time, or share"),
        rows if known["count"] else [],
        f"Known of {counted(known['count'], 'request')}: of conversations that have ended, on "
        "channels on which the bot is told when an agent writes.",
    )
