"""Which token opens which endpoint of the channels that CM.com and Parley call."""

import json

import pytest

from tests.channels.bot_under_test import RETURN_TOKEN
from tests.channels.cm.bot import TOKEN as CM_TOKEN
from tests.channels.cm.bot import CMBot, delivery, handover, session_end
from tests.channels.parley.bot import TOKEN as PARLEY_TOKEN
from tests.channels.parley.bot import ParleyBot, message
from tests.channels.vendors import cases

OWN = "X-Handoff-Token"
CM_GOOD = {OWN: CM_TOKEN}
CM_RETURN = CMBot.return_path
# Path, headers, status.
TOKENS = {
    "cm": [
        ("/message", CM_GOOD, 201),
        ("/message", {OWN.lower(): CM_TOKEN}, 201),
        ("/message", {}, 401),
        ("/message", {OWN: ""}, 401),
        ("/message", {OWN: CM_TOKEN[:-1]}, 401),
        ("/message", {OWN: CM_TOKEN + "x"}, 401),
        ("/message", {OWN: CM_TOKEN.upper()}, 401),
        ("/message", {OWN: f"Bearer {CM_TOKEN}"}, 401),
        ("/message", {OWN: RETURN_TOKEN}, 401),
        ("/message", {OWN: "ü".encode() * 20}, 401),
        ("/message", {"Authorization": f"Bearer {CM_TOKEN}"}, 401),
        (f"/message?token={CM_TOKEN}", {}, 401),
        ("/event", CM_GOOD, 201),
        (f"/event?token={CM_TOKEN}", {}, 201),
        (f"/event?token={CM_TOKEN}", {OWN: "another"}, 401),
        ("/event", {}, 401),
        ("/event?token=", {}, 401),
        ("/event?token=another", {}, 401),
        ("/event?token=%FF%FE", {}, 401),
        (f"/event?Token={CM_TOKEN}", {}, 401),
        (f"/event?token=another&token={CM_TOKEN}", {}, 401),
        (f"/event?token={RETURN_TOKEN}", {}, 401),
        ("/handover", CM_GOOD, 201),
        ("/handover", {}, 401),
        (f"/handover?token={CM_TOKEN}", {}, 401),
        (CM_RETURN, {"Authorization": f"Bearer {RETURN_TOKEN}"}, 200),
        (CM_RETURN, {"Authorization": f"Bearer {CM_TOKEN}"}, 401),
        (CM_RETURN, {"Authorization": RETURN_TOKEN}, 401),
        (CM_RETURN, {"Authorization": f"Basic {RETURN_TOKEN}"}, 401),
        (CM_RETURN, {"Authorization": "Bearer"}, 401),
        (CM_RETURN, {OWN: RETURN_TOKEN}, 401),
        (CM_RETURN, {}, 401),
        (f"{CM_RETURN}?token={RETURN_TOKEN}", {}, 401),
    ],
    "parley": [
        *(
            (path, headers, 401)
            for path in (ParleyBot.message_path, ParleyBot.return_path)
            for headers in (
                {},
                {"Authorization": ""},
                {"Authorization": "Bearer"},
                {"Authorization": "wrong"},
                {"Authorization": PARLEY_TOKEN[:-1]},
                {"Authorization": f"{PARLEY_TOKEN}x"},
                {"Authorization": PARLEY_TOKEN.upper()},
                {"Authorization": f"Basic {PARLEY_TOKEN}"},
                {"Authorization": f"Bearer Bearer {PARLEY_TOKEN}"},
                {OWN: PARLEY_TOKEN},
                {"Cookie": f"Authorization={PARLEY_TOKEN}"},
            )
        ),
        (ParleyBot.return_path, {"Authorization": PARLEY_TOKEN}, 200),
        (ParleyBot.return_path, {"Authorization": f"bearer  {PARLEY_TOKEN}"}, 200),
    ],
}
SETTINGS = {"cm": {"return_token": RETURN_TOKEN, "handover_means": "return"}, "parley": {}}
BODIES = {"cm": delivery("Hi") | session_end(), "parley": message("Hi")}


@pytest.mark.parametrize(**cases("row", TOKENS))
async def test_only_who_has_the_token_is_heard(start, vendor, caplog, row, log_lines):
    path, headers, status = row
    name = vendor.Input.name()
    bot = await start(**SETTINGS[name])
    await bot.hand_over_and_return()
    body = json.dumps(BODIES[name]).encode()
    content = handover() if path.startswith("/handover") else body
    response = await bot.post(path, None, headers, content=content)

    assert response.status_code == status
    assert bool(bot.rasa.messages) == (status != 401)
    if status == 401:
        assert response.json() == {"message": "Unauthorized"}
        assert await bot.state() == "with_agent"
        assert (len(log_lines()), bot.control.calls("owner")) == (1, [])
        assert (await bot.write("Hello")).status_code == bot.accepted
        assert bot.rasa.texts[-1] == "Hello"
    assert not any(token in caplog.text for token in (CM_TOKEN, PARLEY_TOKEN, RETURN_TOKEN))
