"""The programs of Debian's packages: where they are, and under which user they run."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Debian has these programs in folders that are not in everybody's PATH.
POSTGRESQL = Path("/usr/lib/postgresql")
SYSTEM = "/usr/sbin"


class MissingProgramsError(Exception):
    """Programs are missing on this machine; the text names all of them and how to install them."""


def _on_path(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), SYSTEM]))


def _of_postgresql(name: str) -> str | None:
    """Return the program of the newest PostgreSQL; others in PATH may be wrappers."""
    versions = sorted(POSTGRESQL.glob("[0-9]*"), key=lambda folder: float(folder.name))
    folders = [str(folder / "bin") for folder in reversed(versions)]
    return shutil.which(name, path=os.pathsep.join(folders)) or shutil.which(name)


@dataclass(frozen=True)
class Needed:
    """Programs of one Debian package.

    Attributes:
        package: Debian's package.
        find: Returns the path of one of the programs, None if it is not there.
        names: The programs.
    """

    package: str
    find: Callable[[str], str | None]
    names: tuple[str, ...]


# The programs that are needed, by what people call them.
NEEDED = {
    "nginx": Needed("nginx", _on_path, ("nginx",)),
    "PostgreSQL": Needed("postgresql", _of_postgresql, ("initdb", "postgres", "pg_isready")),
    "Redis": Needed("redis-server", _on_path, ("redis-server",)),
    "faketime": Needed("faketime", _on_path, ("faketime",)),
}
# What the cluster needs; only tests need the others.
CLUSTER = ("nginx", "PostgreSQL", "Redis")


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        MissingProgramsError: It is missing.
    """
    title, needed = next((key, each) for key, each in NEEDED.items() if name in each.names)
    found = needed.find(name)
    if found is None:
        raise MissingProgramsError(missing_programs(*dict.fromkeys((*CLUSTER, title))))
    return found


def check_programs() -> None:
    """Check that everything is there that the cluster needs.

    Raises:
        MissingProgramsError: Something is missing.
    """
    if text := missing_programs():
        raise MissingProgramsError(text)


def missing_programs(*wanted: str) -> str | None:
    """Return one sentence with everything that is missing and the command that installs it.

    `wanted`: what is needed, by the names in `NEEDED`; what the cluster needs by default.
    """
    needed = {name: NEEDED[name] for name in wanted or CLUSTER}
    missing = [name for name, each in needed.items() if not all(map(each.find, each.names))]
    if not missing:
        return None
    *others, last = missing
    subject = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    packages = " ".join(each.package for each in needed.values())
    return f"{subject} missing: apt install {packages}"


def as_user(user: str, folder: Path) -> list[str]:
    """Return what to write before a command so that it runs as this user, whose folder this is.

    Only root can and has to change the user: PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, user, user)
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"]
