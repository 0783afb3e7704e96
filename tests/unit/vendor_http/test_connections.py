"""The connections of the HTTP client; test_client.py shows how they behave over sockets."""

import logging

import pytest

from actions.human_handoff.vendor_http.connections import POOL_SIZE, Connections


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
