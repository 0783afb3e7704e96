"""The imitated escalation call."""

from sandbox.client.control import is_event
from tests.sandbox.vendors.liveperson.driver import LivePerson

CONVERSATION = LivePerson.subject


def test_an_escalation_is_accepted_and_recorded(liveperson: LivePerson) -> None:
    response = liveperson.escalate()

    assert (response.status_code, response.json()["success"]) == (200, True)
    (transfer,) = liveperson.transfers()
    expected = {"serial": 1, "skill_name": "Human", "state": "with_agent"}
    assert expected.items() <= transfer.items()
    assert transfer["fields"] == {**liveperson.escalation, "agentId": ""}


def test_the_customer_reads_the_message_and_an_agent_joins(liveperson: LivePerson) -> None:
    liveperson.escalate()

    conversation = liveperson.conversation(CONVERSATION)
    assert liveperson.messages(CONVERSATION) == [("vendor", "customer", "One moment, please.")]
    assert conversation["messages"][0]["name"] == "LivePerson"
    assert conversation["with"] == "agent"
    liveperson.wait_for(is_event("agent_joined", conversation=CONVERSATION))


def test_a_blank_message_is_not_shown(liveperson: LivePerson) -> None:
    liveperson.escalate(message="BLANK_MESSAGE")

    assert liveperson.messages(CONVERSATION) == []
    assert len(liveperson.transfers()) == 1
    assert liveperson.wait_for(is_event("transfer_accepted"))["announced"] is False


def test_an_agent_may_be_named(liveperson: LivePerson) -> None:
    assert liveperson.escalate(agentId="4129463410").status_code == 200

    assert liveperson.transfers()[0]["fields"]["agentId"] == "4129463410"


def test_an_escaped_line_break_is_accepted(liveperson: LivePerson) -> None:
    assert liveperson.escalate(message="One moment,\\nplease.").status_code == 200


def test_a_skill_that_was_added_can_be_named(liveperson: LivePerson) -> None:
    liveperson.admin.set_skill("77", name="Returns")

    assert liveperson.escalate(agentSkillId="77").status_code == 200
    assert liveperson.transfers()[0]["skill_name"] == "Returns"
