"""The choice of the ports, and the sentence when one is taken."""

import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from demo.ports import (
    FREE_PORT_RANGE,
    SANDBOX_PORTS,
    PortError,
    Ports,
    free_port,
    free_ports_in_a_row,
    is_free,
    next_free,
)

FREE = {"RASA_PORT": "0", "ACTIONS_PORT": "0", "SANDBOX_PORT": "0"}


def refusal(**environment: str) -> str:
    """Return the sentence with which these values are refused; the others are free ports."""
    with pytest.raises(PortError) as error:
        Ports.from_environment({**FREE, **environment})
    return str(error.value)


def test_the_environment_names_the_ports() -> None:
    rasa, actions = free_port(), free_port()

    ports = Ports.from_environment(
        {"RASA_PORT": str(rasa), "ACTIONS_PORT": f" {actions} ", "SANDBOX_PORT": "0"}
    )

    assert ports == Ports(rasa, actions, 0)


def test_0_takes_free_ports() -> None:
    ports = Ports.from_environment(FREE)

    assert is_free(ports.rasa)
    assert is_free(ports.actions)
    assert ports.sandbox == 0


@pytest.mark.parametrize(
    ("variable", "owner"), [("RASA_PORT", "Rasa"), ("ACTIONS_PORT", "the action server")]
)
@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - what others listen on
def test_a_port_in_use_is_named_with_one_that_is_free(
    variable: str, owner: str, address: str
) -> None:
    with socket.create_server((address, 0)) as other:
        taken = other.getsockname()[1]
        sentence = refusal(**{variable: str(taken)})
        free = next_free(taken + 1, 1)

    assert sentence == (
        f"Port {taken} is in use ({owner}). Stop the program that uses it, or run make demo "
        f"{variable}={free}."
    )
    assert is_free(free)


def test_each_of_the_sandboxes_ports_counts() -> None:
    first = free_ports_in_a_row(SANDBOX_PORTS)
    taken = first + SANDBOX_PORTS - 1
    with socket.create_server(("127.0.0.1", taken)):
        sentence = refusal(SANDBOX_PORT=str(first))

    assert sentence.startswith(f"Port {taken} is in use (the sandbox). ")


@pytest.mark.parametrize("wrong", ["http", "-1", "65536", "5005.0", "५"])
def test_what_is_no_port_is_said(wrong: str) -> None:
    sentence = f"RASA_PORT={wrong} is not a port. Write a number such as 5005."

    assert refusal(RASA_PORT=wrong) == sentence


def test_no_port_is_given_twice_to_those_who_ask_at_the_same_time() -> None:
    with ThreadPoolExecutor(8) as programs:
        rows = list(programs.map(free_ports_in_a_row, [1, SANDBOX_PORTS] * 40))

    ports = {
        port
        for first, count in zip(rows, [1, SANDBOX_PORTS] * 40, strict=True)
        for port in range(first, first + count)
    }
    assert len(ports) == 40 + 40 * SANDBOX_PORTS


@pytest.mark.parametrize("named", [True, False], ids=["make's folder", "temporary"])
@pytest.mark.parametrize("last", ["", "no number", str(FREE_PORT_RANGE.stop - 2)])
def test_after_the_last_port_the_first_ones_are_given_again(
    last: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if named:
        monkeypatch.setenv("HANDOFF_ENVS", str(tmp_path))
    else:
        monkeypatch.delenv("HANDOFF_ENVS", raising=False)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    free_port()
    (file,) = tmp_path.iterdir()
    file.write_text(last)

    first = free_ports_in_a_row(3)

    assert first in FREE_PORT_RANGE
    assert free_port() == next_free(first + 3, 1)
