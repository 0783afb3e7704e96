"""Reading the code blocks out of a document, each with the file it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT

# A fence that may be indented; a path alone on the line before it says where the block belongs.
_BLOCK = re.compile(
    r"(?:^`(?P<path>[\w./-]+)`\n\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A code block; `path` is the file it belongs to, if the document says."""

    path: str
    kind: str
    text: str


def blocks(document: str) -> list[Block]:
    """Return the code blocks of one of the repository's documents, in order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [
        Block(found["path"] or "", found["kind"], found["text"]) for found in _BLOCK.finditer(text)
    ]


def apply(block: Block, folder: Path) -> None:
    """Do what a reader does with a block: write the file, or edit it as the `diff` shows."""
    target = folder / block.path
    if block.kind != "diff":
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, encoding="utf-8")
        return
    text = target.read_text(encoding="utf-8")
    for hunk in block.text.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, (
            f"{block.path} has not once what the document shows:\n{hunk}"
        )
        text = text.replace(before, after)
    target.write_text(text, encoding="utf-8")
