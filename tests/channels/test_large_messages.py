"""A large message holds up nobody: the event loop goes on while it is read."""

import asyncio
import json
import time

import pytest

SIZE = 250_000
# The longest time for which a message may hold up the event loop, in seconds of processor time of
# its thread, so that other programs of a busy machine do not count.
LONGEST = 0.1
TEXTS = {
    "letters": "a" * 110_000,
    "spaces": " " * 110_000 + "x",
    "slashes": "/" * 110_000,
    "addresses": "a@a." * 27_000,
    "colons": ": " * 55_000,
}
BODIES = {
    "depth": b"[" * SIZE,
    "objects": b'{"a":' * (SIZE // 5),
    "colons": b'{"chatId":"1","a":' + b":  " * (SIZE // 3) + b"}",
    "names": json.dumps({str(number): number for number in range(15_000)}).encode(),
}


async def longest_pause(awaitable):
    """How long the event loop stood still at most while this was done."""
    task, longest = asyncio.ensure_future(awaitable), 0.0
    while not task.done():
        before = time.thread_time()
        await asyncio.sleep(0)
        longest = max(longest, time.thread_time() - before)
    await task
    return longest


async def least_pause(bot, bodies, *request):
    """The machine may be busy with something else once or twice."""
    return min([await longest_pause(bot.send(body, *request)) for body in bodies])


@pytest.mark.parametrize("name", TEXTS)
async def test_a_message_of_any_size_holds_up_no_other_customer(bot, name):
    def body(number):
        return json.dumps(bot.payload(TEXTS[name], number)).encode()

    await bot.open_conversation()
    bodies = [body(number) for number in (1, 2, 3)]
    assert await least_pause(bot, bodies) < LONGEST

    assert (await bot.write("Hi", 9)).status_code == bot.accepted
    assert bot.rasa.texts[-1] == "Hi"


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_of_any_kind_holds_up_no_other_customer(bot, name):
    for method, path in bot.requests:
        assert await least_pause(bot, [BODIES[name]] * 3, path, method) < LONGEST

    assert (await bot.write("Hi", 9)).status_code == bot.accepted
