"""Run the cluster: nginx before two Rasa and two action servers, Redis, PostgreSQL, the sandbox.

    with running_cluster(ROOT, trained_model(ROOT), desks=["cm"]) as cluster:
        cluster.control.customer_says("conversation-1", "I want to talk to a person")
        cluster.rasa[0].kill()

The sandbox calls Rasa through nginx. Rasa calls the action servers through the sandbox, whose page
can then show these calls, and nginx. Nothing binds a customer to a server.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from demo.ports import Ports, free_port
from demo.servers import started_action_server, started_rasa
from demo.stack import Surroundings, surroundings
from demo.temporary_folder import temporary_folder
from demo.training import Progress

from .data_stores import Stores
from .load_balancer import served, started_nginx
from .restartable import RestartableServer

# The processes of each action server.
WORKERS = (1, 2)
# How long Rasa's lock of a conversation lasts if its server was killed. The longest turn has a
# transfer of ten seconds in it.
LOCK_SECONDS = 20


@dataclass(frozen=True)
class Cluster(Surroundings):
    """The running servers; each of them can be killed, paused and started again.

    Attributes:
        rasa: The Rasa servers.
        actions: The action servers; the second has two workers.
        redis: The state store, and Rasa's locks.
        postgresql: Rasa's trackers.
        nginx: Passes each request to the next Rasa server or the next action server.
        folder: The folder with each program's files.
    """

    rasa: list[RestartableServer]
    actions: list[RestartableServer]
    redis: RestartableServer
    postgresql: RestartableServer
    nginx: RestartableServer
    folder: Path

    @property
    def servers(self) -> list[RestartableServer]:
        """All servers, in the order in which they start."""
        return [self.redis, self.postgresql, *self.actions, *self.rasa, self.nginx]

    def served(self) -> Counter[int]:
        """Return how many requests each server has answered through nginx, by its port."""
        return served(self.folder / "nginx")

    def description(self) -> list[str]:
        """Say where everything listens."""
        return [
            f"nginx passes messages in turn to Rasa at {_ports(self.rasa)}, and Rasa's calls to "
            f"the action servers at {_ports(self.actions)}, the last with {WORKERS[-1]} workers.",
            f"Conversations are in PostgreSQL at {self.postgresql.port}; Rasa's locks, and what "
            f"the servers must know together, are in Redis at {self.redis.port}.",
        ]

    def summary(self) -> list[str]:
        """Say how often each server has served."""
        counts = self.served()
        names = {"Rasa": self.rasa, "the action server": self.actions}
        return [
            f"nginx has passed {counts[each.port]} requests to {name} at {each.port}."
            for name, servers in names.items()
            for each in servers
        ]

    @contextmanager
    def started(self, progress: Progress) -> Iterator[None]:
        """Run the servers until the block ends."""
        with ExitStack() as running:
            for server in self.servers:
                running.callback(server.end)
            running.callback(self._terminate)
            progress("Redis and PostgreSQL")
            _start(self.redis, self.postgresql)
            # The others need these two, and can start at the same time.
            for server in (*self.actions, *self.rasa, self.nginx):
                server.start()
            progress("nginx")
            self.nginx.wait_until_ready()
            for name, servers in (("the action servers", self.actions), ("Rasa", self.rasa)):
                progress(name)
                for server in servers:
                    server.wait_until_ready()
            yield

    def _terminate(self) -> None:
        for server in reversed(self.servers):
            server.terminate()


@contextmanager
def running_cluster(
    root: Path,
    model: Path,
    ports: Ports | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
    rasa: str = "rasa",
    **overrides: Any,
) -> Iterator[Cluster]:
    """Run all servers until the block ends.

    Args:
        root: The bot's folder.
        model: The trained model.
        ports: Where nginx listens for Rasa and for the action servers, and the sandbox; any free
            ports by default.
        folder: The folder for files, logs and data; by default it is removed at the end.
        progress: Called with the names of the servers that are waited for.
        rasa: The module that runs Rasa's command line.
        overrides: Changes to the bot's `human_handoff.yml`; see `write_settings`.
    """
    rasa_port, actions_port, redis_port, postgresql_port, *behind = (free_port() for _ in range(8))
    ports = ports or Ports(rasa_port, actions_port, sandbox=0)
    with ExitStack() as running:
        folder = folder or running.enter_context(temporary_folder())
        # Each program has a folder of its own in it; some of them run as other users.
        folder.chmod(0o711)
        logs = folder / "bot"
        logs.mkdir(mode=0o700)
        stores = Stores(folder, redis_port, postgresql_port)
        around = running.enter_context(
            surroundings(root, ports, logs, stores.state_url, **overrides)
        )
        passed_on = {ports.rasa: behind[:2], ports.actions: behind[2:]}
        cluster = Cluster(
            **vars(around),
            rasa=[_rasa(root, port, model, around, stores, rasa) for port in behind[:2]],
            actions=[_action_server(root, *each, around) for each in zip(behind[2:], WORKERS)],
            redis=RestartableServer(redis_port, stores.started_redis),
            postgresql=RestartableServer(postgresql_port, stores.started_postgresql),
            nginx=RestartableServer(
                ports.rasa, partial(started_nginx, folder / "nginx", passed_on)
            ),
            folder=folder,
        )
        running.enter_context(cluster.started(progress or (lambda _: None)))
        yield cluster


def _action_server(root: Path, port: int, workers: int, around: Surroundings) -> RestartableServer:
    environment = {"ACTION_SERVER_SANIC_WORKERS": str(workers)}
    started = partial(started_action_server, environment=environment)
    return RestartableServer(port, partial(started, root, port, around.config, around.logs))


def _rasa(
    root: Path, port: int, model: Path, around: Surroundings, stores: Stores, module: str
) -> RestartableServer:
    url, sections = around.sandbox.urls["actions"], stores.endpoints
    environment = {"TICKET_LOCK_LIFETIME": str(LOCK_SECONDS)}
    started = partial(
        started_rasa,
        environment=environment,
        credentials=around.credentials,
        module=module,
        **sections,
    )
    return RestartableServer(port, partial(started, root, port, model, url, around.logs))


def _start(*servers: RestartableServer) -> None:
    for server in servers:
        server.start()
    for server in servers:
        server.wait_until_ready()


def _ports(servers: list[RestartableServer]) -> str:
    return " and ".join(str(server.port) for server in servers)
