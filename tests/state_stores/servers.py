"""Real Redis servers of Debian's package, each with a password and in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from demo.child_process import ChildProcess, running_process
from demo.ports import free_port

PASSWORD = "hunter2"
START_SECONDS = 30.0


@contextmanager
def running_redis(folder: Path, *options: str, port: int | None = None) -> Iterator[int]:
    """Run a server with its data in the folder; yield its port."""
    port = port or free_port()
    folder.mkdir(exist_ok=True)
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    command += ["--save", "", "--requirepass", PASSWORD, *options]
    with running(command, folder / "redis.log", Redis(port=port, password=PASSWORD)):
        yield port


@contextmanager
def running_sentinel(folder: Path, master_port: int) -> Iterator[int]:
    """Run a sentinel that knows a server as `handoff`; yield the sentinel's port."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    configuration = folder / "sentinel.conf"
    configuration.write_text(
        f"port {port}\nbind 127.0.0.1\ndir {folder}\nrequirepass {PASSWORD}\n"
        f"sentinel monitor handoff 127.0.0.1 {master_port} 1\n"
        f"sentinel auth-pass handoff {PASSWORD}\n"
    )
    command = ["redis-server", str(configuration), "--sentinel"]
    with running(command, folder / "sentinel.log", Redis(port=port, password=PASSWORD)):
        yield port


@contextmanager
def running(command: list[str], log: Path, client: Redis) -> Iterator[ChildProcess]:
    """Run a server, and kill it at the end of the block; the block begins when it answers."""
    with running_process("Redis", command, log, log.parent) as process:
        process.wait_until(lambda: _answers(client), START_SECONDS)
        client.connection_pool.disconnect()
        try:
            yield process
        finally:
            process.kill()


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False
