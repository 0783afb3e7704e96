"""Which host was asked inside a block."""

import contextvars
import threading

import pytest

from actions.human_handoff.vendor_http.asked_host import asked_host, host_of, note_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.example.com/users/0612345678/owner?key=s3cret", "api.example.com"),
        ("http://127.0.0.1:8443/x", "127.0.0.1:8443"),
        ("https://robot:s3cret@proxy.example.com/x", "proxy.example.com"),
        ("nothing", None),
    ],
)
def test_nothing_but_host_and_port_of_a_url_is_told(url, host):
    assert host_of(url) == host


def test_the_last_host_of_the_block_counts_also_one_of_a_thread():
    with asked_host() as host:
        assert host.name is None
        note_host("login.example.com")
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(note_host, "api.example.com"))
        thread.start()
        thread.join()
        note_host(None)
    note_host("later.example.com")

    assert host.name == "api.example.com"


def test_a_block_inside_another_one_has_a_host_of_its_own():
    with asked_host() as outer, asked_host() as inner:
        note_host("inner.example.com")

    assert (outer.name, inner.name) == (None, "inner.example.com")
