"""Conversations word for word on the customer's side, field for field on the vendor's."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from sandbox import Control
from sandbox.client.control import is_event

from .conftest import Bot, Customer, at_once

HUMAN, BILLING = "2438093750", "2438093710"
ON_HOLD = "Hold on while I transfer you to a colleague."
FAILED = "Sorry, I could not transfer you. You can ask me again in a moment."
GAVE_UP = "Not able to transfer to Agent at this time. Please try later."
UNKNOWN = "Sorry, I cannot reach my colleagues right now. Please try again later."
UNCONFIRMED = (
    "Sorry, I could not confirm that a colleague received your chat. If nobody writes to you "
    "in a few minutes, ask me again."
)
BACK = "I am back. What else can I do for you?"
HELLO = "Hello, this is Northwind Mobile. What can I do for you?"
ASK_NAME = "What is your name?"
ASK_EMAIL = "And your e-mail address, in case we lose each other?"


def fields(customer: Customer, skill_id: str = HUMAN, name: str = "Human", message: str = ON_HOLD):
    return {
        "userPlatformId": customer.conversation,
        "chatBotId": "sandbox-chat-bot",
        "message": message,
        "conversationId": customer.conversation,
        "agentSkillName": name,
        "agentSkillId": skill_id,
        "agentId": "",
    }


def sent(control: Control) -> list[dict[str, object]]:
    return [transfer["fields"] for transfer in control.transfers()]


class TestOnShift:
    def test_the_customer_is_transferred_and_the_bot_falls_silent(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        assert customer.says("hello") == [HELLO]
        assert customer.asks_for_a_human() == []

        control.wait_for(is_event("agent_joined", conversation=customer.conversation))
        control.agent_says(customer.conversation, "Kim here, hello Jane.")
        assert customer.says("hello", "when are you open?", "human!!") == []
        assert sent(control) == [fields(customer)]
        assert customer.has_read() == [
            ("bot", HELLO),
            ("bot", ASK_NAME),
            ("bot", ASK_EMAIL),
            ("vendor", ON_HOLD),
            ("agent", "Kim here, hello Jane."),
        ]
        slots = bot.slots(customer.conversation)
        assert slots["human_handoff_state"] == "requested"
        assert slots["human_handoff_desk"] == "liveperson"
        assert slots["human_handoff_name"] == "Jane Doe"
        assert slots["human_handoff_email"] == "jane@example.org"

    def test_the_agent_gives_back_and_the_bot_answers_no_backlog_and_remembers(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        customer.asks_for_a_human()
        assert customer.says("what are your opening hours?") == []

        answers = control.agent_returns(customer.conversation)

        assert [answer["text"] for answer in answers] == [BACK]
        assert bot.slots(customer.conversation)["human_handoff_state"] == "none"
        assert customer.says("hello") == [HELLO]
        assert customer.says("I want to talk to a person") == []
        assert len(control.transfers()) == 2, "name and e-mail are known, nothing is asked again"

    def test_the_agent_gives_back_in_the_platforms_own_words(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        customer.asks_for_a_human()

        answers = control.agent_returns(customer.conversation, "__agent_returned__")

        assert [answer["text"] for answer in answers] == [BACK]
        assert customer.says("hello") == [HELLO]

    def test_a_topic_chooses_the_skill(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        customer.says("I want to talk to a person about my invoice")
        customer.says("Jane Doe", "jane@example.org")

        assert sent(control) == [fields(customer, BILLING, "Billing")]

    def test_two_customers_at_once_are_two_transfers(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        other = Customer(control, f"{customer.conversation}-other")
        at_once(customer.asks_for_a_human, other.asks_for_a_human)

        by_conversation = {each["conversationId"]: each for each in sent(control)}
        assert by_conversation == {
            customer.conversation: fields(customer),
            other.conversation: fields(other),
        }
        assert len(control.transfers()) == 2

    def test_the_same_message_three_times_makes_one_transfer(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        customer.says("I want to talk to a person", "my name is Jane Doe")
        at_once(*[lambda: customer.says("jane@example.org")] * 3)

        assert sent(control) == [fields(customer)]
        assert customer.has_read().count(("vendor", ON_HOLD)) == 1

    def test_on_a_channel_without_liveperson_the_bot_says_the_last_words_once(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        assert bot.rasa is not None
        said: list[str] = []
        for text in ("I want to talk to a person", "my name is Jane Doe", "jane@example.org"):
            message = {"sender": customer.conversation, "message": text, "input_channel": "web"}
            answer = httpx.post(
                f"{bot.rasa.url}/webhooks/rest/webhook", json=message, timeout=60, trust_env=False
            )
            said += [each["text"] for each in answer.json()]

        assert said == [ASK_NAME, ASK_EMAIL, ON_HOLD]
        assert sent(control) == [fields(customer, message="BLANK_MESSAGE")]

    def test_the_platforms_ids_travel_in_the_messages_metadata(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        ids = {
            "human_handoff_conversation_id": "lp-conversation-9",
            "human_handoff_user_id": "lp-bot-user-3",
        }
        for text in ("I want to talk to a person", "my name is Jane Doe", "jane@example.org"):
            control.customer_says(customer.conversation, text, metadata=ids)

        (given,) = sent(control)
        assert given["conversationId"] == "lp-conversation-9"
        assert given["userPlatformId"] == "lp-bot-user-3"


class TestTheForm:
    def test_it_survives_real_people(self, bot: Bot, control: Control, customer: Customer) -> None:
        customer.says("I want to talk to a person")

        assert customer.says("human!!") == [
            "You will get a colleague, I only need this first.",
            ASK_NAME,
        ]
        assert customer.says("what are your opening hours?") == [
            "Our shops are open from Monday to Saturday, 9:00 to 18:00.",
            ASK_NAME,
        ]
        assert customer.says("jane@example.org") == [
            "Thank you, I have noted your e-mail address.",
            ASK_NAME,
        ]
        assert customer.says("مريم") == []
        slots = bot.slots(customer.conversation)
        assert (slots["human_handoff_name"], slots["human_handoff_email"]) == (
            "مريم",
            "jane@example.org",
        )
        assert sent(control) == [fields(customer)]

    def test_a_refusal_is_honoured(self, bot: Bot, control: Control, customer: Customer) -> None:
        customer.says("I want to talk to a person")

        assert customer.says("I'd rather not say") == ["All right, we can do without.", ASK_EMAIL]
        assert customer.says("I'd rather not say") == ["All right, we can do without."]
        assert sent(control) == [fields(customer)]

    def test_a_refusal_is_explained_where_the_configuration_wants_an_answer(
        self, running_bot: Bot, control: Control, customer: Customer
    ) -> None:
        running_bot.configure(contact={"may_refuse": False})
        customer.says("I want to talk to a person")

        assert customer.says("I'd rather not say") == [
            "My colleagues need a name to start a chat.",
            ASK_NAME,
        ]
        assert customer.says("my name is Jane Doe") == [ASK_EMAIL]

    def test_after_three_bad_addresses_the_customer_is_transferred_without(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        customer.says("I want to talk to a person", "my name is Jane Doe")
        bad = ["That does not look like an e-mail address.", ASK_EMAIL]

        assert customer.says("jane at example") == bad
        assert customer.says("jane@") == bad
        assert customer.says("@example.org") == ["All right, we can do without."]
        assert sent(control) == [fields(customer)]

    def test_or_is_told_why_not(
        self, running_bot: Bot, control: Control, customer: Customer
    ) -> None:
        running_bot.configure(contact={"after_bad_emails": "stop"})
        customer.says("I want to talk to a person", "my name is Jane Doe")

        answers = customer.says("jane at example", "jane@", "@example.org")

        assert answers == ["Sorry, without an e-mail address I cannot transfer you."]
        assert control.transfers() == []
        assert running_bot.loop(customer.conversation) is None
        assert customer.says("hello") == [HELLO]

    def test_cancel_leaves_it(self, bot: Bot, control: Control, customer: Customer) -> None:
        customer.says("I want to talk to a person")

        assert customer.says("never mind") == ["All right, no transfer. How can I help?"]
        assert customer.says("hello") == [HELLO]
        assert control.transfers() == []
        assert customer.asks_for_a_human() == []
        assert sent(control) == [fields(customer)]


class TestAnswersThatAskForAHuman:
    def test_an_answer_with_the_trigger_event_starts_the_handoff(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        answers = customer.says("I forgot my password and cannot log in")

        assert answers == [
            "You can set a new password on the log-in page. I will get a colleague, they can "
            "look into your account.",
            ASK_NAME,
        ]
        customer.says("my name is Jane Doe", "jane@example.org")
        assert sent(control) == [fields(customer, "2438093720", "Account")]


class TestOffShift:
    def test_the_customer_hears_when_somebody_is_back(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        amsterdam = ZoneInfo("Europe/Amsterdam")
        tomorrow = datetime.now(amsterdam) + timedelta(days=1)
        opens_at = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)
        milliseconds = int(opens_at.timestamp() * 1000)
        control.liveperson.set_skill(HUMAN, on_shift=False, next_on=milliseconds)

        assert customer.says("I want to talk to a person") == [
            "Sorry, none of my colleagues is at work right now. They are back "
            f"{opens_at:%A} at 09:00."
        ]
        assert bot.slots(customer.conversation)["human_handoff_shift_status"] == "off_shift"
        control.liveperson.set_skill(HUMAN, on_shift=True)
        assert customer.asks_for_a_human() == []
        assert sent(control) == [fields(customer)]

    def test_without_a_time_none_is_promised(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        control.liveperson.set_skill(HUMAN, on_shift=False, next_on=None)

        answers = customer.says("I want to talk to a person")

        assert answers == ["Sorry, none of my colleagues is at work right now."]


class TestAVendorThatFails:
    @pytest.mark.parametrize(
        "fault", [{"kind": "status", "status": 503}, {"kind": "reset"}, {"kind": "html"}]
    )
    def test_vendor_down_means_nobody_is_promised_and_then_it_recovers(
        self, bot: Bot, control: Control, customer: Customer, fault: dict[str, object]
    ) -> None:
        control.fault("shift_status", times=None, **fault)

        assert customer.says("I want to talk to a person") == [UNKNOWN]
        assert bot.slots(customer.conversation)["human_handoff_shift_status"] == "unknown"
        assert control.transfers() == []
        control.clear_faults()
        assert customer.asks_for_a_human() == []

    def test_a_hanging_vendor_ends_in_a_sentence_and_holds_up_nobody_else(
        self, running_bot: Bot, control: Control, customer: Customer
    ) -> None:
        running_bot.configure(deadline_seconds=3)
        control.fault("escalate", "hang")
        answers: list[str] = []
        waiting = threading.Thread(target=lambda: answers.extend(customer.asks_for_a_human()))
        waiting.start()
        control.wait_for(is_event("fault", call="escalate"), timeout=30)
        other = Customer(control, f"{customer.conversation}-other")

        assert other.asks_for_a_human() == []

        assert waiting.is_alive(), "the other customer was served while this one waited"
        waiting.join(30)
        assert answers == [UNCONFIRMED]
        assert running_bot.slots(customer.conversation)["human_handoff_state"] == "failed"

    def test_a_transfer_of_unknown_fate_is_not_made_twice(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        control.fault("escalate", "reset_after")

        assert customer.asks_for_a_human() == [UNCONFIRMED]

        assert sent(control) == [fields(customer)]
        assert len(control.calls("escalate")) == 1

    def test_an_old_board_stands_in_for_a_vendor_that_fails_and_then_no_longer(
        self, running_bot: Bot, control: Control, customer: Customer
    ) -> None:
        running_bot.configure(shift_cache={"fresh_minutes": 0, "usable_minutes": 0.05})
        customer.says("I want to talk to a person", "never mind")
        control.fault("shift_status", "status", times=None)

        assert customer.says("I want to talk to a person") == [ASK_NAME], "three seconds old"

        customer.says("never mind")
        answers = [ASK_NAME]
        while answers == [ASK_NAME]:  # until the three seconds are over
            answers = customer.says("I want to talk to a person")
            customer.says("never mind")
        assert answers == [UNKNOWN]
        control.clear_faults()
        assert customer.says("I want to talk to a person") == [ASK_NAME]

    def test_a_wrong_skill_id_is_the_fallback_message_and_nothing_is_sent(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        bot.set_slots(customer.conversation, human_handoff_skill="not a number")

        assert customer.says("I want to talk to a person") == [FAILED]
        assert control.calls() == []
        bot.set_slots(customer.conversation, human_handoff_skill=None)
        assert customer.asks_for_a_human() == []
        assert sent(control) == [fields(customer)]

    def test_a_refused_transfer_is_said_at_once(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        control.fault("escalate", "status", status=400)

        assert customer.asks_for_a_human() == [FAILED]
        assert bot.slots(customer.conversation)["human_handoff_state"] == "failed"
        assert bot.loop(customer.conversation) is None
        assert customer.says("hello") == [HELLO]
        assert customer.says("I want to talk to a person") == []
        assert sent(control) == [fields(customer)]


class TestATransferThatFailsLater:
    def test_once_the_customer_is_told_and_may_ask_again(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        control.fail_transfers_later(1)
        customer.asks_for_a_human()

        assert self.heard(control, customer) == FAILED
        assert customer.has_read()[-2:] == [("vendor", ON_HOLD), ("bot", FAILED)]
        assert bot.slots(customer.conversation)["human_handoff_attempts"] == 1
        assert customer.says("hello") == [HELLO]
        assert customer.says("I want to talk to a person") == []
        assert bot.slots(customer.conversation)["human_handoff_state"] == "requested"
        assert sent(control) == [fields(customer)] * 2

    def test_four_times_is_the_last(self, bot: Bot, control: Control, customer: Customer) -> None:
        control.fail_transfers_later(4)
        customer.asks_for_a_human()
        heard = [self.heard(control, customer)]
        for _ in range(3):
            assert customer.says("I want to talk to a person") == []
            heard.append(self.heard(control, customer))

        assert heard == [FAILED, FAILED, FAILED, GAVE_UP]
        assert bot.slots(customer.conversation)["human_handoff_state"] == "gave_up"
        calls = len(control.calls())
        assert customer.says("I want to talk to a person") == [GAVE_UP]
        assert len(control.calls()) == calls, "no further vendor call in this session"
        assert customer.says("hello") == [HELLO]

    def test_the_fallback_skill_takes_it_without_another_word(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        control.fail_transfers_later(1)
        customer.says("I want to talk to a person about my invoice")
        customer.says("Jane Doe", "jane@example.org")

        control.wait_for(is_event("agent_joined", conversation=customer.conversation), 20)
        assert sent(control) == [
            fields(customer, BILLING, "Billing"),
            fields(customer, message="BLANK_MESSAGE"),
        ]
        assert [text for who, text in customer.has_read() if who == "vendor"] == [ON_HOLD]
        assert customer.says("hello") == []
        assert bot.slots(customer.conversation)["human_handoff_state"] == "requested"

    def test_a_failure_that_concerns_nothing_changes_nothing(
        self, bot: Bot, control: Control, customer: Customer
    ) -> None:
        before = bot.slots(customer.conversation)

        assert customer.says("__agent_escalation_failed__") == [
            "No transfer is under way. How can I help?"
        ]
        assert bot.slots(customer.conversation) == before
        assert control.calls() == []

    def heard(self, control: Control, customer: Customer) -> str:
        """What the bot says when the next failure arrives."""
        number = len(control.transfers())
        event = control.wait_for(is_event("transfer_failed", serial=number), 20)

        def from_the_bot(each: dict) -> bool:
            return each["type"] == "message" and each["message"]["from"] == "bot"

        said = control.wait_for(from_the_bot, 20, after=event["id"])
        return str(said["message"]["text"])


class TestTheWholeProcess:
    def test_rasas_own_command_runs_the_actions_too(
        self, running_bot: Bot, control: Control, customer: Customer
    ) -> None:
        running_bot.configure(with_rasa=True)

        assert customer.asks_for_a_human() == []
        assert sent(control) == [fields(customer)]

    def test_values_of_the_vendors_answer_fill_slots(
        self, running_bot: Bot, control: Control, customer: Customer
    ) -> None:
        results = {"human_handoff_conversation_id": "ticket.number"}
        running_bot.configure(liveperson={"escalation": {"results": results}})
        control.liveperson.set_escalation(status=200, body={"ticket": {"number": "T-17"}})

        customer.asks_for_a_human()

        slots = running_bot.slots(customer.conversation)
        assert slots["human_handoff_conversation_id"] == "T-17"

    def test_no_log_holds_a_name_an_address_or_a_secret(
        self, running_bot: Bot, control: Control, customer: Customer
    ) -> None:
        control.fault("escalate", "status", status=400)
        running_bot.configure()
        customer.asks_for_a_human()
        running_bot.stop()
        written = (running_bot.logs / "actions.all").read_text(encoding="utf-8")

        assert "transfer failed" in written
        private = ["Jane", "jane@", "مريم", "sandbox-client-secret", "sandbox-api-key"]
        assert [word for word in private if word in written] == []
