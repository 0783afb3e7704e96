"""`python -m cluster`: start all servers, then chat."""

import sys

from demo.command import Command, report
from demo.stack import ROOT

from .cluster import running_cluster
from .programs import MissingProgramsError, check_programs

STARTS = "the sandbox, PostgreSQL, Redis, nginx, 2 action servers and 2 Rasa servers"


def main() -> int:
    """Run the cluster and return the exit code."""
    try:
        check_programs()
    except MissingProgramsError as error:
        return report(str(error))
    return Command("make cluster", STARTS, running_cluster).run(ROOT)


if __name__ == "__main__":
    sys.exit(main())
