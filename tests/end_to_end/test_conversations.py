"""Conversations with one desk, LivePerson's, message for message and field for field."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from actions.human_handoff import Contact
from sandbox import Control
from sandbox.client.control import is_event
from tests import bot_responses as bot
from tests.end_to_end.customer import EMAIL, INVOICE, NAME, PERSON, Customer

REFUSAL = "I'd rather not say"
WITHOUT = "All right, we can do without."


class TestOnShift:
    def test_the_agent_gives_back_by_the_platforms_own_message(self, customer: Customer) -> None:
        customer.asks_for_a_person()

        assert customer.is_given_back("__agent_returned__") == [bot.BACK]
        assert customer.says("hello") == [bot.HELLO]

    def test_on_a_channel_without_liveperson_the_bot_sends_the_transfer_message_once(
        self, customer: Customer
    ) -> None:
        customer.bot.configure(liveperson={"channels": ["web"]})
        assert customer.bot.rasa is not None
        url, texts = f"{customer.bot.rasa.url}/webhooks/rest/webhook", []
        for text in (PERSON, NAME, EMAIL):
            message = {"sender": customer.conversation, "message": text, "input_channel": "web"}
            response = httpx.post(url, json=message, timeout=60, trust_env=False)
            texts += [each["text"] for each in response.json()]

        assert texts == [bot.ASK_NAME, bot.ASK_EMAIL, bot.ON_HOLD]
        assert customer.desk.received() == [customer.transfer(message=None)]

    def test_the_platforms_ids_travel_in_the_messages_metadata(self, customer: Customer) -> None:
        ids = {
            "human_handoff_conversation_id": "lp-conversation-9",
            "human_handoff_user_id": "lp-bot-user-3",
        }
        for text in (PERSON, NAME, EMAIL):
            customer.control.customer_says(customer.conversation, text, metadata=ids)

        (fields,) = customer.desk.received()
        assert [fields["conversationId"], fields["userPlatformId"]] == list(ids.values())


class TestTheForm:
    def test_it_survives_real_people(self, customer: Customer) -> None:
        customer.says(PERSON)

        answers = {
            "human!!": "I will ask for a colleague, I only need this first.",
            "what are your opening hours?": "Our shops are open from Monday to Saturday, 9:00 to "
            "18:00.",
            EMAIL: "Thank you, I have noted your e-mail address.",
        }
        for text, response in answers.items():
            assert customer.says(text) == [response, bot.ASK_NAME]
        assert customer.says("مريم") == []
        assert (customer.slot("name"), customer.slot("email")) == ("مريم", EMAIL)
        assert customer.desk.received() == [customer.transfer()]

    def test_names_that_look_like_words_and_a_second_request_are_told_apart(
        self, customer: Customer
    ) -> None:
        assert customer.says(PERSON, "I just want an agent!!") == [
            "I will ask for a colleague, I only need this first.",
            bot.ASK_NAME,
        ]
        assert customer.says("Hope Skipper") == [bot.ASK_EMAIL]
        assert customer.says("jane at example dot org") == []
        assert (customer.slot("name"), customer.slot("email")) == ("Hope Skipper", EMAIL)

    def test_a_dutch_refusal_and_a_dutch_cancellation(self, customer: Customer) -> None:
        assert customer.says(PERSON, "zeg ik liever niet") == [WITHOUT, bot.ASK_EMAIL]
        assert customer.says("laat maar zitten") == [bot.CANCELLED]
        assert customer.desk.received() == []
        assert customer.says("hello") == [bot.HELLO]
        assert customer.says(PERSON, "/human_handoff_cancel") == [bot.CANCELLED]
        customer.assert_transferred()

    def test_stop_and_help_outside_the_form_are_the_bots_own(self, customer: Customer) -> None:
        assert customer.says("stop") == ["All right."]
        assert customer.says("help")[0].startswith("I am a bot.")
        assert customer.slot("shift_status") is None

    def test_a_refusal_is_honoured(self, customer: Customer) -> None:
        assert customer.says(PERSON, REFUSAL) == [WITHOUT, bot.ASK_EMAIL]
        assert customer.says(REFUSAL) == [WITHOUT]
        assert customer.desk.received() == [customer.transfer(contact=Contact())]

    def test_a_refusal_is_explained_where_the_configuration_wants_an_answer(
        self, customer: Customer
    ) -> None:
        customer.bot.configure(contact={"may_refuse": False})

        needs_name = "My colleagues ask for a name, to know who writes to them."
        assert customer.says(PERSON, REFUSAL) == [needs_name, bot.ASK_NAME]
        assert customer.says(NAME) == [bot.ASK_EMAIL]

    def test_after_three_bad_addresses_the_customer_is_transferred_without(
        self, customer: Customer
    ) -> None:
        bad = ["That does not look like an e-mail address.", bot.ASK_EMAIL]

        assert customer.says(PERSON, NAME, "jane at example") == bad
        assert customer.says("jane@") == bad
        assert customer.says("@example.org") == [WITHOUT]
        assert customer.desk.received() == [customer.transfer()]

    def test_or_the_bot_explains_why_not(self, customer: Customer) -> None:
        customer.bot.configure(contact={"after_bad_emails": "stop"})

        responses = customer.says(PERSON, NAME, "jane at example", "jane@", "@example.org")

        assert responses == ["Sorry, without an e-mail address I cannot transfer you."]
        assert customer.desk.received() == []
        assert customer.bot.loop(customer.conversation) is None
        assert customer.says("hello") == [bot.HELLO]


class TestAnswersThatAskForAHuman:
    def test_an_answer_with_the_trigger_event_chooses_its_topic(self, customer: Customer) -> None:
        customer.says("I forgot my password and cannot log in", NAME, EMAIL)

        assert customer.desk.received() == [customer.transfer("account")]


class TestOffShift:
    def test_the_customer_reads_when_somebody_is_back(self, customer: Customer) -> None:
        tomorrow = datetime.now(ZoneInfo("Europe/Amsterdam")) + timedelta(days=1)
        opens_at = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)
        customer.desk.set_shift(False, int(opens_at.timestamp() * 1000))

        assert customer.says(PERSON) == [f"{bot.OFF_SHIFT} They are back tomorrow at 09:00."]
        assert customer.slot("shift_status") == "off_shift"
        customer.desk.set_shift(True)
        customer.assert_transferred()


class TestAVendorThatFails:
    def test_an_old_report_stands_in_for_a_vendor_that_fails_and_then_no_longer(
        self, customer: Customer
    ) -> None:
        customer.bot.configure(shift_cache={"fresh_minutes": 0, "usable_minutes": 10 / 60})
        customer.says(PERSON, "never mind")
        customer.control.fault(customer.desk.shift_call, "status", times=None)

        assert customer.says(PERSON) == [bot.ASK_NAME], "less than ten seconds old"

        customer.says("never mind")
        responses = [bot.ASK_NAME]
        while responses == [bot.ASK_NAME]:  # until the ten seconds are over
            responses = customer.says(PERSON)
            customer.says("never mind")
        assert responses == [bot.UNKNOWN]
        customer.control.clear_faults()
        assert customer.says(PERSON) == [bot.ASK_NAME]


class TestATransferThatFailsLater:
    def test_once_the_customer_gets_a_response_and_may_ask_again(self, customer: Customer) -> None:
        customer.control.fail_transfers_later(1)
        customer.asks_for_a_person()

        assert failure_response(customer.control) == bot.FAILED
        assert customer.has_read()[-2:] == [("vendor", bot.ON_HOLD), ("bot", bot.FAILED)]
        assert customer.slot("attempts") == 1
        assert customer.says("hello") == [bot.HELLO]
        assert customer.says(PERSON) == []
        assert customer.slot("state") == "requested"
        assert customer.desk.received() == [customer.transfer()] * 2

    def test_four_times_is_the_last(self, customer: Customer) -> None:
        customer.control.fail_transfers_later(4)
        customer.asks_for_a_person()
        responses = [failure_response(customer.control)]
        for _ in range(3):
            assert customer.says(PERSON) == []
            responses.append(failure_response(customer.control))

        assert responses == [bot.FAILED, bot.FAILED, bot.FAILED, bot.GAVE_UP]
        assert customer.slot("state") == "gave_up"
        calls = len(customer.control.calls())
        assert customer.says(PERSON) == [bot.GAVE_UP]
        assert len(customer.control.calls()) == calls, "no further vendor call in this session"
        assert customer.says("hello") == [bot.HELLO]

    def test_the_fallback_skill_takes_it_without_another_message(self, customer: Customer) -> None:
        customer.control.fail_transfers_later(1)
        customer.says(INVOICE, "Jane Doe", EMAIL)

        customer.control.wait_for(is_event("agent_joined", conversation=customer.conversation), 20)
        blank = customer.transfer(message=None)
        assert customer.desk.received() == [customer.transfer("billing"), blank]
        assert customer.has_read()[-1] == ("vendor", bot.ON_HOLD)
        assert customer.times_read(bot.ON_HOLD) == 1
        assert customer.says("hello") == []
        assert customer.slot("state") == "requested"

    def test_a_failure_that_concerns_nothing_changes_nothing(self, customer: Customer) -> None:
        before = customer.bot.slots(customer.conversation)

        response = "No transfer is under way. How can I help?"
        assert customer.says("__agent_escalation_failed__") == [response]
        assert customer.bot.slots(customer.conversation) == before
        assert customer.control.calls() == []


def failure_response(control: Control) -> str:
    """Wait until the latest transfer has failed; return what the bot sends then."""
    failed = is_event("transfer_failed", serial=len(control.transfers()))
    event = control.wait_for(failed, 20)

    def from_the_bot(event: dict[str, Any]) -> bool:
        return event["type"] == "message" and event["message"]["from"] == "bot"

    return str(control.wait_for(from_the_bot, 20, after=event["id"])["message"]["text"])


class TestTheWholeProcess:
    def test_rasas_own_command_runs_the_actions_too(self, customer: Customer) -> None:
        customer.bot.configure(with_rasa=True)

        customer.assert_transferred()

    def test_values_of_the_vendors_answer_fill_slots(self, customer: Customer) -> None:
        results = {"human_handoff_conversation_id": "ticket.number"}
        customer.bot.configure(liveperson={"escalation": {"results": results}})
        customer.control.liveperson.set_escalation(status=200, body={"ticket": {"number": "T-17"}})

        customer.asks_for_a_person()

        assert customer.slot("conversation_id") == "T-17"

    def test_no_log_holds_a_name_an_address_or_a_secret(self, customer: Customer) -> None:
        customer.desk.refuse_transfer()
        customer.asks_for_a_person()
        customer.bot.stop()
        written = customer.bot.actions_log.read_text(encoding="utf-8")

        assert "transfer failed" in written
        private = ["Jane", "jane@", "مريم", "sandbox-client-secret", "sandbox-api-key"]
        assert [word for word in private if word in written] == []
