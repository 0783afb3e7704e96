"""Start nginx, which passes each request to the next server in turn."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from demo.child_process import running_process
from demo.ports import LOOPBACK
from demo.servers import HTTPCheck, Server

from .programs import as_user, program

NGINX_USER = "www-data"
READY_PATH = "/nginx-is-ready"
CONFIGURATION = """\
daemon off;
pid {folder}/nginx.pid;
# One process, so that there is one turn. Its errors would name paths, which have ids.
worker_processes 1;
error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  # Which server has answered what, without paths, headers and addresses of customers.
  log_format served '$upstream_addr $status';
  access_log {folder}/served.txt served;
  client_body_temp_path {folder}/bodies;
  proxy_temp_path {folder}/proxied;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  # Rasa sends a conversation's whole tracker to the action server.
  client_max_body_size 16m;
  proxy_http_version 1.1;
  # A connection that is kept could be closed by the server just when a request is sent.
  proxy_set_header Connection close;
  proxy_set_header Host $http_host;
  proxy_connect_timeout 5s;
  # LivePerson waits 60 s for an answer.
  proxy_read_timeout 75s;
  proxy_send_timeout 75s;
  # The next server gets a request only if no connection could be made. A POST that was sent may
  # have been handled; nginx repeats none, unless `non_idempotent` is written here.
  proxy_next_upstream error;
{servers}}}
"""
SERVER = """\
  upstream to_{port} {{
{addresses}  }}
  server {{
    listen {host}:{port};
    location / {{ proxy_pass http://to_{port}; }}
    location = {ready} {{ access_log off; return 204; }}
  }}
"""
# After a failure a server is left out for so long.
ADDRESS = "    server {host}:{port} max_fails=1 fail_timeout=2s;\n"


@contextmanager
def started_nginx(folder: Path, ports: Mapping[int, Sequence[int]]) -> Iterator[Server]:
    """Start nginx; call `wait_until_ready` before using it.

    Args:
        folder: For its configuration and its log.
        ports: Where nginx listens, and the ports of the servers to which it passes that on.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    configuration = folder / "nginx.conf"
    servers = "".join(_server(port, behind) for port, behind in ports.items())
    configuration.write_text(CONFIGURATION.format(folder=folder, servers=servers))
    # "-e": otherwise it opens the log of the machine's nginx before it reads the configuration.
    command = [*as_user(NGINX_USER, folder), program("nginx"), "-e", "stderr"]
    command += ["-p", str(folder), "-c", str(configuration)]
    with running_process("nginx", command, folder / "nginx.log", folder) as process:
        url = f"http://{LOOPBACK}:{next(iter(ports))}"
        yield Server(url, process, HTTPCheck(url + READY_PATH))


def served(folder: Path) -> Counter[int]:
    """Return how many requests each server has answered, by its port."""
    counts: Counter[int] = Counter()
    for line in (folder / "served.txt").read_text().splitlines():
        # "HOST:PORT STATUS", or "HOST:PORT, HOST:PORT STATUS" where the first did not answer. The
        # last one is "to_PORT" where no server was left.
        last = line.rpartition(" ")[0].rpartition(", ")[2]
        _, is_address, port = last.rpartition(":")
        if is_address:
            counts[int(port)] += 1
    return counts


def _server(port: int, behind: Sequence[int]) -> str:
    addresses = "".join(ADDRESS.format(host=LOOPBACK, port=each) for each in behind)
    return SERVER.format(port=port, addresses=addresses, host=LOOPBACK, ready=READY_PATH)
