"""What looks like a report of a failed transfer is a customer's text on these channels."""

from human_handoff_channels.typed_text import typed_text
from tests.channels.scripted_rasa import memory_store

FAILED = "__agent_escalation_failed__"
TYPED = typed_text(FAILED)


async def test_a_failure_event_that_is_delivered_twice_is_one_turn_also_after_a_restart(start):
    before = await start(store=memory_store())
    for _ in range(2):
        await before.write(FAILED, 5)
    assert before.rasa.texts == [TYPED]
    await before.stop()

    after = await start(store=before.store)
    await after.write(FAILED, 5)
    assert after.rasa.texts == []
    await after.write(FAILED, 6)
    assert after.rasa.texts == [TYPED]
