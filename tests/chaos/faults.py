"""Servers of the cluster that are killed, stopped and started again, at moments by chance."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from cluster.cluster import Cluster
from cluster.restartable import RestartableServer
from demo.child_process import ProcessFailedError

# How long the servers of one kind are left alone, in seconds.
QUIET_SECONDS = (2.0, 10.0)
DOWN_SECONDS = (0.0, 1.0)
# A Rasa server that is stopped for more than six seconds counts as dead, and its turn is done by
# another one; `test_moments.py` does that.
STOPPED_SECONDS = (0.5, 5.0)


class Faults:
    """Faults of the Rasa servers, of the action servers and of what stands around them, at once.

    Attributes:
        happened: How often each fault has happened.
    """

    def __init__(self, cluster: Cluster, seed: int) -> None:
        self.happened: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._ended = threading.Event()
        rasa, actions, some = cluster.rasa, cluster.actions, self._random.choice
        self._kinds: list[Mapping[str, Callable[[], None]]] = [
            {
                "a Rasa server killed": lambda: self._restart(some(rasa)),
                "a Rasa server stopped": lambda: self._stop(some(rasa)),
            },
            {
                "an action server killed": lambda: self._restart(some(actions)),
                "both action servers killed": lambda: self._restart(*actions),
                "an action server stopped": lambda: self._stop(some(actions)),
            },
            {
                "Redis killed": lambda: self._restart(cluster.redis),
                "Redis stopped": lambda: self._stop(cluster.redis),
                "PostgreSQL killed": lambda: self._restart(cluster.postgresql),
                "PostgreSQL stopped": lambda: self._stop(cluster.postgresql),
                "nginx killed": lambda: self._restart(cluster.nginx),
            },
        ]

    @contextmanager
    def go_on(self) -> Iterator[None]:
        """Let faults happen until the block ends; then all servers run again."""
        with ThreadPoolExecutor(len(self._kinds)) as threads:
            running = [threads.submit(self._run, kinds) for kinds in self._kinds]
            try:
                yield
            finally:
                self._ended.set()
        for each in running:
            each.result()

    def _run(self, kinds: Mapping[str, Callable[[], None]]) -> None:
        while not self._ended.wait(self._random.uniform(*QUIET_SECONDS)):
            kind = self._random.choice(list(kinds))
            kinds[kind]()
            self.happened[kind] += 1

    def _restart(self, *servers: RestartableServer) -> None:
        for server in servers:
            server.kill()
        time.sleep(self._random.uniform(*DOWN_SECONDS))
        for server in servers:
            server.start()
        for server in servers:
            _wait(server)

    def _stop(self, server: RestartableServer) -> None:
        server.pause()
        time.sleep(self._random.uniform(*STOPPED_SECONDS))
        server.resume()
        server.wait_until_ready()


def _wait(server: RestartableServer) -> None:
    """Wait for a server; one that ends because its Redis is away is started again."""
    while True:
        try:
            return server.wait_until_ready()
        except ProcessFailedError as error:
            if "state store" not in error.log_tail:
                raise
            server.end()
            server.start()
