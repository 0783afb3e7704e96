"""The connections of the HTTP client; test_client.py shows how they behave over sockets."""

import logging
import ssl

import pytest
import requests
from urllib3.exceptions import (
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from actions.human_handoff.vendor_http.connections import (
    POOL_SIZE,
    Connections,
    cannot_be_sent,
    never_connected,
)


def wrapped(reason):
    return requests.ConnectionError(MaxRetryError(None, "/way", reason))


@pytest.mark.parametrize(
    ("error", "never"),
    [
        (requests.ConnectTimeout(), True),
        (wrapped(NewConnectionError(None, "refused")), True),
        (wrapped(ProxyError("no proxy", OSError())), True),
        (wrapped(SSLError(ssl.SSLCertVerificationError(1, "not trusted"))), True),
        (wrapped(SSLError(ssl.SSLError(1, "bad record mac"))), False),
        (wrapped(SSLError(ssl.SSLEOFError(8, "unexpected end"))), False),
        (wrapped(SSLError()), False),
        (wrapped(None), False),
        (wrapped(ProtocolError("reset")), False),
        (requests.ConnectionError(ProtocolError("reset")), False),
        (requests.ReadTimeout(ReadTimeoutError(None, "/way", "late")), False),
        (requests.ConnectionError(), False),
        (OSError(5, "Input/output error"), False),
    ],
)
def test_only_what_is_sure_to_come_before_the_call_was_never_connected(error, never):
    assert never_connected(error) is never


@pytest.mark.parametrize(
    ("error", "cannot"),
    [
        (requests.exceptions.InvalidURL("http:///way"), True),
        (requests.exceptions.InvalidHeader("a line break"), True),
        (requests.exceptions.InvalidJSONError("nan"), True),
        (UnicodeEncodeError("latin-1", "ключ", 0, 4, "no header"), True),
        (requests.exceptions.InvalidHeader(InvalidHeader("of the answer")), False),
        (requests.ConnectionError(), False),
        (OSError(5, "Input/output error"), False),
    ],
)
def test_what_cannot_be_sent_is_distinguished_from_what_cannot_be_read(error, cannot):
    assert cannot_be_sent(error) is cannot


def test_fifty_customers_share_one_pool_and_only_a_get_goes_again():
    adapter = Connections()._session.get_adapter("https://vendor.test")

    assert adapter._pool_maxsize == POOL_SIZE >= 50
    assert adapter.max_retries.allowed_methods == ["GET"]
    assert adapter.max_retries.total == 1


def test_the_environment_is_looked_up_once_for_each_server_and_scheme(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    connections = Connections()

    found = connections._proxies_for("https://vendor.test/way")

    assert found["https"] == "http://proxy.test:3128"
    monkeypatch.delenv("HTTPS_PROXY")
    assert connections._proxies_for("https://vendor.test/other") == found
    assert "https" not in connections._proxies_for("https://other.test/way")


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_are_those_that_the_environment_names(monkeypatch, variable):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    assert Connections()._session.verify is True

    monkeypatch.setenv(variable, "/etc/ssl/our-own.pem")
    assert Connections()._session.verify == "/etc/ssl/our-own.pem"


def test_many_connections_filter_a_log_record_once():
    logger = logging.getLogger("urllib3.connectionpool")
    Connections()
    before = list(logger.filters)

    Connections()

    assert logger.filters == before
