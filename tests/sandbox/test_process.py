"""The sandbox as a process of its own, and as a thread of this one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict

import httpx
import pytest

from demo.ports import SANDBOX_PORTS, Ports, free_ports_in_a_row
from sandbox import Control, running_sandbox
from sandbox.client.control import is_event
from sandbox.serving.server import PortTakenError
from sandbox.vendors import MANIFESTS
from tests import ROOT
from tests.sandbox.driver import NOBODY

SERVICES = [
    "control",
    *(name for manifest in MANIFESTS for name in manifest.services),
    *("actions", "tickets"),
]


@contextmanager
def process(*arguments: str, **variables: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "sandbox", *arguments]
    started = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb", **variables},
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def lines_until_ready(started: "subprocess.Popen[str]") -> dict[str, str]:
    assert started.stdout is not None
    urls: dict[str, str] = {}
    for line in started.stdout:
        if line == "ready\n":
            return urls
        if "http://" in line:
            name, url = line.split()
            urls[name] = url
    raise AssertionError("the sandbox ended before it was ready")


@contextmanager
def hanging_call(control_url: str, login_url: str) -> Iterator[None]:
    """Let a call hang while the sandbox is ended, which must not wait for the call."""
    with Control(control_url) as control, ThreadPoolExecutor() as threads:
        control.fault("login", "hang")
        url = f"{login_url}/api/account/12345678/login"
        hanging = threads.submit(httpx.post, url, json={}, timeout=60, trust_env=False)
        control.wait_for(is_event("fault", kind="hang"))
        stopped = time.monotonic()
        yield
        assert time.monotonic() - stopped < 20
        assert isinstance(hanging.exception(20), httpx.TransportError)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_ends_at_once_when_told_even_while_calls_hang(number: signal.Signals) -> None:
    with process("--port", "0") as sandbox:
        urls = lines_until_ready(sandbox)
        assert list(urls) == SERVICES
        with hanging_call(urls["control"], urls["login"]):
            sandbox.send_signal(number)
            assert sandbox.wait(20) == 0

        assert sandbox.stderr is not None
        assert sandbox.stderr.read() == ""


def test_a_sandbox_in_a_thread_ends_at_once_even_while_calls_hang() -> None:
    with ExitStack() as running:
        sandbox = running.enter_context(running_sandbox())
        with hanging_call(sandbox.control, sandbox.urls["login"]):
            running.close()


def test_the_services_follow_the_control_port() -> None:
    first = free_ports_in_a_row(SANDBOX_PORTS)

    with running_sandbox(port=first) as sandbox:
        urls = [sandbox.control, *sandbox.urls.values()]

    expected = [f"http://127.0.0.1:{first + place}" for place in range(len(SERVICES))]
    assert urls == expected


def test_the_demo_reserves_a_port_for_every_service() -> None:
    assert len(SERVICES) == SANDBOX_PORTS


def test_a_busy_port_is_named_with_what_to_do() -> None:
    first = free_ports_in_a_row(SANDBOX_PORTS)
    with socket.create_server(("127.0.0.1", first + 2)), process("--port", str(first)) as sandbox:
        output, complaint = sandbox.communicate(timeout=60)

    assert sandbox.returncode == 1
    assert output == ""
    assert complaint == (
        f"Port {first + 2} is taken: end the program that listens there, or choose another"
        " with --port or SANDBOX_PORT (0 takes free ones).\n"
    )


def test_make_sandbox_takes_another_port_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = free_ports_in_a_row(SANDBOX_PORTS)
    monkeypatch.setenv("SANDBOX_PORT", str(first))
    with process() as sandbox:
        assert lines_until_ready(sandbox)["control"] == f"http://127.0.0.1:{first}"


def test_where_the_bots_servers_are_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for addresses in (("http://127.0.0.1:5005", "http://127.0.0.1:5055"), (NOBODY, NOBODY)):
        with process("--port", "0") as sandbox:
            control = Control(lines_until_ready(sandbox)["control"])
            with control:
                state = control.state()
        assert (state["bot"], state["actions"]) == addresses
        monkeypatch.setenv("SANDBOX_BOT", NOBODY)
        monkeypatch.setenv("SANDBOX_ACTIONS", NOBODY)


def test_the_page_of_the_sandbox_names_every_port_of_make_demo() -> None:
    text = (ROOT / "sandbox" / "README.md").read_text(encoding="utf-8")
    for name, default in asdict(Ports()).items():
        assert f"| `{name.upper()}_PORT` | {default} |" in text


def test_an_address_of_another_machine_is_named_with_what_to_do() -> None:
    with process("--port", "0", "--host", "192.0.2.1") as sandbox:
        _, complaint = sandbox.communicate(timeout=60)

    assert sandbox.returncode == 1
    assert complaint.startswith("The sandbox cannot listen on 192.0.2.1")


def test_a_busy_port_is_an_error_in_process_too_and_the_others_are_free_again() -> None:
    first = free_ports_in_a_row(SANDBOX_PORTS)
    with (
        socket.create_server(("127.0.0.1", first + 2)),
        pytest.raises(PortTakenError) as taken,
        running_sandbox(port=first),
    ):
        pass

    assert taken.value.port == first + 2
    with running_sandbox(port=first):
        pass


def test_two_sandboxes_live_beside_each_other() -> None:
    with running_sandbox() as one, running_sandbox() as other, Control(one.control) as control:
        assert one.control != other.control
        control.liveperson.remove_skill("2438093750")
        with Control(other.control) as untouched:
            assert "2438093750" in untouched.liveperson.skills()


def test_it_listens_on_ipv6_too() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with running_sandbox(host="::1") as sandbox:
        path = "/api/account/12345678/service/agentVep/baseURI.json?version=1.0"
        answer = httpx.get(sandbox.urls["domain"] + path, trust_env=False)

        assert f"http://{answer.json()['baseURI']}" == sandbox.urls["login"]
