"""Ways beside a transfer, at the channel of every vendor, and at a desk of one's own."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Control
from tests import bot_responses as said
from tests.end_to_end.customer import EMAIL, NAME, PERSON, Customer
from tests.end_to_end.desks import ON_OWN_CHANNEL, OWN_DESK, Desk
from tests.end_to_end.test_messages import reference_in, steps
from tests.end_to_end.test_unanswered import LEFT, endings
from tests.mail_server import Certificate, MailServer, email_settings
from tests.real_bot import Bot

GIBBERISH = ("qwrtz plmk vfx", "zxcv bnmq wrtp")
WHEN = "tomorrow after two, please"


@pytest.fixture
def ways_out(mail: MailServer, tls: Certificate) -> dict[str, Any]:
    """The settings of a bot that takes messages and callbacks, and offers a person."""
    return {
        "messages": {
            "receivers": {"mailbox": {"email": email_settings(mail, tls)}},
            "default": "mailbox",
            "callback": {"region": "NL"},
        },
        "offers": {"misunderstandings": 2},
    }


class AtADesk:
    """What must be so at every desk; a subclass says which one it is."""

    def test_off_shift_a_message_is_noted_and_arrives(
        self, away: Customer, mail: MailServer
    ) -> None:
        away.set_slots(name="Jane Doe", email="jane@example.org")
        assert away.says(PERSON)[0] == said.OFF_SHIFT
        assert away.says("a message please") == [said.ASK_MESSAGE]
        reference = reference_in(away.says("My parcel has not come."))

        (arrived,) = mail.wait_for(1)
        assert reference in arrived["Subject"]
        assert steps(away) == ["requested", "message_noted"]

    def test_off_shift_a_call_is_noted_and_arrives(self, away: Customer, mail: MailServer) -> None:
        away.set_slots(name="Jane Doe")
        away.says(PERSON)
        away.says("call me back please")
        away.says("About my parcel", "020 624 1111", "yes")
        answers = away.says(WHEN)

        assert away.slot("message_reference") in "".join(answers)
        assert WHEN in mail.wait_for(1)[0].get_content()
        assert steps(away) == ["requested", "callback_noted"]

    def test_a_person_is_offered_after_misunderstandings(self, present: Customer) -> None:
        assert present.says(*GIBBERISH)[0] == said.NOT_UNDERSTOOD
        assert present.says("yes please") == [said.ASK_NAME]
        assert present.says(NAME) == [said.ASK_EMAIL]
        present.says(EMAIL)
        assert steps(present) == ["offered", "requested", "attempted"]
        assert present.slot("state") in ("requested", "with_agent")


@ON_OWN_CHANNEL
class TestOnTheVendorsChannel(AtADesk):
    """LivePerson, CM.com and Parley, over their own protocols."""

    @pytest.fixture
    def desk(
        self, bot: Bot, control: Control, route: tuple[str, str], ways_out: dict[str, Any]
    ) -> Desk:
        """The vendor's desk."""
        desk = Desk(route[0], control, route[1])
        bot.configure(**desk.settings(**ways_out))
        return desk

    @pytest.fixture
    def present(self, customer: Customer) -> Customer:
        """A customer while agents are on shift."""
        return customer

    @pytest.fixture
    def away(self, customer: Customer) -> Customer:
        """A customer while nobody is on shift."""
        customer.desk.set_shift(False)
        return customer


class TestAtADeskOfOnesOwn(AtADesk):
    """A desk that is no vendor's of this package, on Rasa's REST channel."""

    def at(self, bot: Bot, control: Control, name: str, **settings: Any) -> Customer:
        """Return a customer of a bot with this desk; `settings` are its script and the bot's."""
        script = settings.pop("script", {})
        own = {"desk": OWN_DESK, "channels": ["rest"], **script}
        bot.configure(desks=["own"], skills={"default": "human"}, own=own, **settings)
        return Customer(bot, name, Desk("liveperson", control))

    @pytest.fixture
    def present(self, bot: Bot, control: Control, ways_out: dict[str, Any]) -> Customer:
        """A customer while agents are on shift."""
        return self.at(bot, control, "own-present", **ways_out)

    @pytest.fixture
    def away(
        self,
        bot: Bot,
        control: Control,
        ways_out: dict[str, Any],
        request: pytest.FixtureRequest,
    ) -> Customer:
        """A customer while nobody is on shift."""
        script = {"shift": "off_shift"}
        return self.at(bot, control, request.node.name, script=script, **ways_out)

    def test_the_waiting_time_is_told(self, bot: Bot, control: Control) -> None:
        script = {"waiting_minutes": 5}
        customer = self.at(bot, control, "own-waits", script=script, waiting={"tell": True})
        told, question = customer.says(PERSON)
        assert "about 5 minutes" in told
        assert question == said.ASK_NAME

    def test_who_waits_may_leave(self, bot: Bot, control: Control) -> None:
        store = {"url": f"sqlite:///{(bot.logs / 'own.db').resolve()}"}
        customer = self.at(
            bot,
            control,
            "own-leaves",
            script={"takes_back": True},
            state=store,
            unanswered={"agents_heard_on": ["rest"]},
        )
        customer.asks_for_a_person()
        assert customer.says("I don't want to wait") == [LEFT]
        assert endings(customer) == ["left"]

    def test_the_bot_is_back_with_what_it_remembers(self, bot: Bot, control: Control) -> None:
        customer = self.at(bot, control, "own-back", return_to_bot={"tell_duration": True})
        customer.asks_for_a_person()
        assert customer.says("are you there?") == []
        assert customer.says("__agent_returned__") == [said.BACK]
        memory = customer.slot("last_handoff")
        assert (memory["desk"], memory["ending"]) == ("own", "returned")
        assert memory["customer_messages"][-1] == "are you there?"
