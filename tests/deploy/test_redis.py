"""Redis with the settings and the command of the deployment: it keeps what it has confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from actions.human_handoff.state_store import StateSettings, open_state_store
from demo.child_process import ChildProcess
from demo.ports import free_port
from tests.deploy.files import DEPLOY, KUBERNETES, documents, kustomized, pod_templates
from tests.state_stores.servers import PASSWORD, running

COMMAND = documents(DEPLOY / "compose.yaml")[0]["services"]["redis"]["command"][-1]


@contextmanager
def deployed_redis(
    folder: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ChildProcess]:
    """Run the container's command with this machine's folders, and another port."""
    settings = (DEPLOY / "configuration" / "redis.conf").read_text(encoding="utf-8")
    mounted = folder / "mounted.conf"
    own = settings.replace("bind * -::*", f"bind 127.0.0.1\nport {port}")
    mounted.write_text(own.replace("dir /data", f"dir {folder}"), encoding="utf-8")
    command = COMMAND.replace("$$", "$").replace("/etc/redis.conf", str(mounted))
    command = command.replace("/tmp/redis.conf", str(folder / "redis.conf"))  # noqa: S108
    monkeypatch.setenv("REDIS_PASSWORD", PASSWORD)
    client = Redis(port=port, password=PASSWORD)
    with running(["sh", "-c", command], folder / "redis.log", client) as process:
        yield process


def test_a_record_outlives_a_redis_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    settings = StateSettings(url=f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
    with deployed_redis(tmp_path, port, monkeypatch) as process:
        store = open_state_store(settings, tmp_path, "state")
        assert store.set_if_absent("transfer/1", "first", 60) is None
        process.kill()
    with deployed_redis(tmp_path, port, monkeypatch):
        store = open_state_store(settings, tmp_path, "state")
        assert store.set_if_absent("transfer/1", "second", 60) == "first"


def test_redis_has_a_password_and_never_throws_a_record_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with deployed_redis(tmp_path, port, monkeypatch):
        with Redis(port=port) as stranger, pytest.raises(AuthenticationError):
            stranger.ping()
        with Redis(port=port, password=PASSWORD, decode_responses=True) as client:
            used = {**client.config_get("append*"), **client.config_get("maxmemory-policy")}
            used |= client.config_get("save")
            pid = client.info("server")["process_id"]
        arguments = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")

    assert used["appendonly"] == "yes"
    assert used["appendfsync"] == "always"
    assert used["maxmemory-policy"] == "noeviction"
    assert used["save"] == ""
    assert PASSWORD not in arguments
    # Nobody else may read the file with the password.
    assert (tmp_path / "redis.conf").stat().st_mode & 0o077 == 0


def test_the_cluster_starts_redis_as_compose_does() -> None:
    pod = pod_templates(kustomized(KUBERNETES / "example"))["redis"]["spec"]

    assert pod["containers"][0]["command"] == ["sh", "-c", COMMAND.replace("$$", "$")]
