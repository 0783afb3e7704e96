"""The message with which a platform tells that a transfer has failed."""

from tests.channels.scripted_rasa import memory_store

FAILED = "__agent_escalation_failed__"


async def test_a_failure_event_that_is_delivered_twice_is_one_turn_also_after_a_restart(start):
    before = await start(store=memory_store())
    for _ in range(2):
        await before.write(FAILED, 5)
    assert before.rasa.texts == [FAILED]
    await before.stop()

    after = await start(store=before.store)
    await after.write(FAILED, 5)
    assert after.rasa.texts == []
    await after.write(FAILED, 6)
    assert after.rasa.texts == [FAILED]
