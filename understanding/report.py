"""The tables that `make understanding` prints."""

from __future__ import annotations

from collections.abc import Iterator

from .early_turn import Turns
from .figures import Figures, Share

HEAD = (
    "| bot | recogniser | recall | precision | F1 | false per 1,000 ordinary | of look-alikes |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
)
TURNS_HEAD = (
    "| bot | recogniser | offer | at the right turn | early | late | never | false |",
    "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |",
)


def row(bot: str, recognizer: str, figures: Figures) -> str:
    """Return a row of the table of figures."""
    cells = (
        bot,
        recognizer,
        _percent(figures.recall),
        _percent(figures.precision),
        f"{figures.f1:.3f}",
        _per_thousand(figures.false_ordinary),
        _percent(figures.false_look_alikes),
    )
    return f"| {' | '.join(cells)} |"


def turns_row(bot: str, recognizer: str, turns: Turns, *, with_offer: bool) -> str:
    """Return a row of the table of turns."""
    wanted = turns.early + turns.right + turns.late + turns.never
    cells = (
        bot,
        recognizer,
        "on" if with_offer else "off",
        f"{turns.right} of {wanted}",
        *(str(each) for each in (turns.early, turns.late, turns.never)),
        f"{turns.false} of {turns.false + turns.rightly_none}",
    )
    return f"| {' | '.join(cells)} |"


def errors(wrong: Iterator[tuple[str, str, str]]) -> str:
    """Return a text with the errors: the kind, the family and the sentence of each."""
    return "".join(f"{kind:10} {family:40} {text}\n" for kind, family, text in sorted(wrong))


def _percent(share: Share) -> str:
    low, high = share.interval
    return f"{100 * share.value:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def _per_thousand(share: Share) -> str:
    low, high = share.interval
    return f"{1000 * share.value:.1f} ({1000 * low:.1f}–{1000 * high:.1f})"
