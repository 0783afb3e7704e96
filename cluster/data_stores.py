"""Redis and PostgreSQL, each with its data in a folder of its own and with a password."""

import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from demo.child_process import ProcessFailedError, running_process
from demo.ports import LOOPBACK
from demo.servers import Server

from .programs import as_user, program

POSTGRESQL_USER = "postgres"  # of the machine; Debian's package makes it
DATABASE_USER = "rasa"
DATABASE = "postgres"  # initdb makes it
INITDB_SECONDS = 120.0
# PostgreSQL's "fast shutdown", which does not wait until its clients have gone.
FAST_SHUTDOWN = signal.SIGINT
POSTGRESQL_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # Two Rasa servers open up to 150 connections each.
    "max_connections": "310",
    # A crash of its processes loses nothing without it; only a crash of the machine does.
    "fsync": "off",
    # The default is /dev/shm, where files would stay after `kill -9`.
    "dynamic_shared_memory_type": "mmap",
    # A statement that fails may contain what a customer has typed.
    "log_min_error_statement": "panic",
}
ANSWER_SECONDS = 5.0
LOCK_STORE = "human_handoff_channels.lock_store.BoundedRedisLockStore"
TRACKER_STORE = "human_handoff_channels.tracker_store.PatientSQLTrackerStore"
# Databases in Redis: what the plugin keeps, and Rasa's locks.
STATE, LOCKS = 0, 1


class Stores:
    """Where Redis and PostgreSQL are, and how the other servers reach them."""

    def __init__(self, folder: Path, redis_port: int, postgresql_port: int) -> None:
        """`folder`: for their files; nothing is started yet."""
        self._folder = folder
        self._redis_port = redis_port
        self._postgresql_port = postgresql_port
        self._password = secrets.token_hex(16)

    @property
    def state_url(self) -> str:
        """`state.url` of `human_handoff.yml` and of each channel's section of `credentials.yml`."""
        return f"redis://:{self._password}@{LOOPBACK}:{self._redis_port}/{STATE}"

    @property
    def endpoints(self) -> dict[str, Any]:
        """The sections of Rasa's `endpoints.yml`."""
        server = {"url": LOOPBACK, "password": self._password}
        tracker_store = {
            **server,
            "type": TRACKER_STORE,
            "dialect": "postgresql",
            "port": self._postgresql_port,
            "username": DATABASE_USER,
            "db": DATABASE,
        }
        lock_store = {**server, "type": LOCK_STORE, "port": self._redis_port, "db": LOCKS}
        return {"tracker_store": tracker_store, "lock_store": lock_store}

    @contextmanager
    def started_redis(self) -> Iterator[Server]:
        """Start Redis, which writes every change to a file; wait until it is ready."""
        folder, port = _own_folder(self._folder / "redis"), self._redis_port
        configuration = folder / "redis.conf"
        configuration.write_text(
            f"port {port}\nbind {LOOPBACK}\ndir {folder}\nrequirepass {self._password}\n"
            'save ""\nappendonly yes\nappendfsync always\n'
        )
        command = [program("redis-server"), str(configuration)]
        with running_process("Redis", command, folder / "redis.log", folder) as process:
            yield Server(f"redis://{LOOPBACK}:{port}", process, self._redis_answers)

    @contextmanager
    def started_postgresql(self) -> Iterator[Server]:
        """Start PostgreSQL, and make the database first if there is none.

        Raises:
            ProcessFailedError: The database could not be made.
        """
        folder, port = _own_folder(self._folder / "postgresql"), self._postgresql_port
        user, data, log = as_user(POSTGRESQL_USER, folder), folder / "data", folder / "server.log"
        if not data.exists():
            self._make_database(user, data)
        options = [f"--{name}={value}" for name, value in POSTGRESQL_OPTIONS.items()]
        command = [*user, program("postgres"), "-D", str(data), "-p", str(port), *options]
        with running_process(
            "PostgreSQL", command, log, folder, end_signal=FAST_SHUTDOWN
        ) as process:
            is_ready = partial(_accepts_connections, port)
            yield Server(f"postgresql://{LOOPBACK}:{port}", process, is_ready)

    def _make_database(self, user: list[str], data: Path) -> None:
        folder, password = data.parent, data.parent / "password"
        password.write_text(self._password)
        password.chmod(0o644)  # The folder lets in only the user of PostgreSQL.
        command = [*user, program("initdb"), "-D", str(data), "--username", DATABASE_USER]
        command += ["--pwfile", str(password), "--auth", "scram-sha-256", "--encoding", "UTF8"]
        command += ["--locale", "C", "--no-sync"]
        with running_process("initdb", command, folder / "initdb.log", folder) as process:
            process.wait_until(lambda: process.exit_code is not None, INITDB_SECONDS)
            if process.exit_code != 0:
                raise ProcessFailedError("initdb could not make a database.", process.log_tail())

    def _redis_answers(self) -> bool:
        client = Redis(
            LOOPBACK, self._redis_port, password=self._password, socket_timeout=ANSWER_SECONDS
        )
        with client:
            try:
                return bool(client.ping())
            except RedisError:
                return False


def _own_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _accepts_connections(port: int) -> bool:
    command = [program("pg_isready"), "--quiet", "--host", LOOPBACK, "--port", str(port)]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603
