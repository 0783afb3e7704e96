"""What there is to see and to switch: services, channels, shifts, the bot's desks, failures."""

from sandbox.vendors import MANIFESTS
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.liveperson.driver import LivePerson

SERVICES = [*(service for manifest in MANIFESTS for service in manifest.services)]
SERVICES += ["actions", "tickets"]


def test_urls_name_every_service(control: Driver) -> None:
    urls = control.sandbox.urls

    assert control.urls() == {"control": control.sandbox.control, **urls}
    assert list(urls) == SERVICES


def test_calls_to_control_are_not_among_the_calls(liveperson: LivePerson) -> None:
    liveperson.state()
    liveperson.log_in()

    assert [call["service"] for call in liveperson.calls()] == ["login"]
    assert liveperson.calls("domain") == []


def test_the_end_of_a_shift_has_no_time_at_which_the_next_begins(control: Driver) -> None:
    control.liveperson.set_skill("2438093750", on_shift=False, next_on=1)
    control.set_shift("liveperson", "Human", on=False)

    assert control.liveperson.skills()["2438093750"]["next_on"] is None


def test_whoever_starts_the_bot_tells_its_desks_and_a_reset_leaves_them(control: Driver) -> None:
    control.set_desks(["cm", "a desk of one's own"])
    control.reset()

    assert control.setup()["desks"] == ["cm", "a desk of one's own"]
    control.set_desks([])


def test_another_default_channel_is_told_and_the_same_is_not(control: Driver) -> None:
    setup = control.setup()
    assert (setup["channel"], setup["channels"]) == ("rest", ["rest", "liveperson", "cm", "parley"])

    for _ in range(2):
        control.set_bot(control.bot.url, channel="cm")

    assert control.setup()["channel"] == "cm"
    assert len(control.happened("setup_changed")) == 1


def test_the_queues_of_a_vendor_are_what_its_service_tells_the_bot(liveperson: LivePerson) -> None:
    nothing_set = {"people": 0, "seconds": None}
    shown = liveperson.setup()["vendors"]
    assert shown["liveperson"]["queues"]["Human"] == nothing_set
    assert shown["cm"]["queues"] is shown["parley"]["queues"] is None

    liveperson.set_queues("liveperson", people=7, seconds=1500)
    liveperson.liveperson.set_queue("2438093710", people=-1)

    queues = liveperson.setup()["vendors"]["liveperson"]["queues"]
    assert queues["Human"] == {"people": 7, "seconds": 1500}
    assert queues["Billing"] == {"people": None, "seconds": 1500}
    told = liveperson.queue_health().json()["skillsMetrics"]["2438093750"]
    assert told["unassignedConversations"] == 7
    assert told["avgWaitTimeForAgentAssignment_AfterTransfer"] == 1_500_000
    liveperson.liveperson.set_queue_health(has_data=False)
    queues = liveperson.setup()["vendors"]["liveperson"]["queues"]
    assert queues["Human"] == {"people": None, "seconds": None}


def test_faults_and_failures_to_come_are_told(control: Driver) -> None:
    control.fault("login", "hang")
    control.clear_faults()
    control.fail_transfers_later(times=3)

    faults, cleared, failing = control.happened("faults_changed", "failing_changed")
    assert faults["type"] == cleared["type"] == "faults_changed"
    assert (failing["type"], failing["times"]) == ("failing_changed", 3)
