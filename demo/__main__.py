"""`python -m demo`: start all servers, then chat."""

import sys
from functools import partial

from .command import Command
from .stack import ROOT, running_stack


def main() -> int:
    """Run the demo and return the exit code."""
    running = partial(running_stack, takes_messages=True)
    return Command("make demo", "the sandbox, the action server and Rasa", running).run(ROOT)


if __name__ == "__main__":
    sys.exit(main())
