"""A customer of each vendor, through nginx and every server behind it."""

from __future__ import annotations

from cluster.cluster import Cluster
from tests.bot_responses import BACK, HELLO
from tests.end_to_end.customer import Customer
from tests.end_to_end.desks import ON_OWN_CHANNEL


@ON_OWN_CHANNEL
def test_a_customer_is_transferred_once_while_all_servers_serve(
    cluster: Cluster, customer: Customer
) -> None:
    before = cluster.served()

    assert customer.says("hello") == [HELLO]
    customer.assert_transferred()
    assert customer.slot("state") == customer.desk.state
    assert [*customer.is_given_back(), *customer.says("hello")] == [BACK, HELLO]

    served = cluster.served() - before
    assert all(served[server.port] for server in (*cluster.rasa, *cluster.actions)), served
    assert len(customer.desk.received()) == 1


@ON_OWN_CHANNEL
def test_no_log_of_nginx_names_a_customer(cluster: Cluster, customer: Customer) -> None:
    customer.says("hello")
    customer.slot("state")

    written = [path.read_text() for path in (cluster.folder / "nginx").glob("*.*")]
    assert len(written) > 2
    assert [text for text in written if customer.conversation in text or "webhooks" in text] == []
