"""The one action that a reply may have."""

import pytest

from tests.channels.liveperson.bot import public_texts

TRANSFER = {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}}


def action(name):
    return {"custom": {"liveperson": {"type": "ACTION", "data": {"name": name}}}}


@pytest.mark.parametrize("name", ["CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR"])
@pytest.mark.parametrize("is_first", [True, False])
async def test_a_transfer_wins_over_another_action_in_the_same_reply(
    bot, log_lines, name, is_first
):
    replies = [action(name), TRANSFER] if is_first else [TRANSFER, action(name)]
    items = await bot.reply_to_hi({"text": "Hold on."}, *replies)

    assert public_texts(items) == ["Hold on."]
    assert items[-1]["data"] == {"name": "TRANSFER", "parameters": {"skillName": "Human"}}
    assert log_lines() == [f"dropped: a second action in one answer ({name})"]


async def test_of_two_other_actions_the_first_is_kept(bot):
    items = await bot.reply_to_hi(action("CHANGE_TTR"), action("CLOSE_CONVERSATION"))

    assert [item["data"]["name"] for item in items] == ["CHANGE_TTR"]


async def test_a_late_transfer_wins_over_the_action_of_the_next_reply(bot):
    await bot.say("Hi", 1)
    await bot.rasa.messages[0].output_channel.send_response(bot.customer, dict(TRANSFER))
    bot.rasa.replies("Bye", action("CLOSE_CONVERSATION"))
    items = await bot.say("Bye", 2)

    assert [item["data"]["name"] for item in items] == ["TRANSFER"]
