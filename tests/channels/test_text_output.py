"""Whatever the bot says, the customer reads it as text, and never an empty one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_channels.plugin import VendorError
from human_handoff_channels.text_output import BestEffortOutput, TextOutputChannel

BUTTONS = [{"title": "Yes", "payload": "/affirm"}, {"title": " No ", "payload": "/deny"}]
TITLES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
BUTTON = st.fixed_dictionaries({}, optional={"title": st.text(max_size=9) | st.none(), "url": JSON})
TEXTS = st.none() | st.text(max_size=9)
ELEMENT = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXTS,
        "subtitle": TEXTS,
        "image_url": TEXTS,
        "buttons": st.none() | st.lists(BUTTON, max_size=3),
    },
)
# What `dispatcher.utter_message` and the domain's responses can hold; `text` is always there.
MESSAGES = st.fixed_dictionaries(
    {"text": TEXTS},
    optional={
        "buttons": st.lists(BUTTON | JSON, max_size=3),
        "quick_replies": st.lists(BUTTON, max_size=3),
        "custom": JSON | st.fixed_dictionaries({"text": JSON}),
        "image": TEXTS,
        "attachment": JSON | st.fixed_dictionaries({"payload": JSON}),
        "elements": st.lists(ELEMENT, max_size=3),
    },
)


class Recorder(TextOutputChannel):
    """Keeps what is sent; it can fail."""

    channel = "words"

    def __init__(self):
        self.texts, self.failures = [], 0

    async def send_text(self, recipient_id, text):
        assert recipient_id == "customer"
        if self.failures:
            self.failures -= 1
            raise VendorError("CM.com", "refused (503)")
        self.texts.append(text)


async def texts_of(message):
    output = Recorder()
    await output.send_response("customer", dict(message))
    return output.texts


@pytest.mark.parametrize(
    ("message", "texts"),
    [
        ({"text": " Hello.\nHow are you? "}, ["Hello.\nHow are you?"]),
        ({"text": " \n"}, []),
        ({"text": "Sure?", "buttons": BUTTONS}, ["Sure?\n- Yes\n- No"]),
        ({"text": None, "buttons": BUTTONS}, ["- Yes\n- No"]),
        ({"text": "Sure?", "buttons": [{"payload": "/a"}, {"title": ""}, "no button"]}, ["Sure?"]),
        ({"text": "Sure?", "quick_replies": BUTTONS}, ["Sure?\n- Yes\n- No"]),
        ({"image": "https://example.com/a.png"}, ["https://example.com/a.png"]),
        ({"attachment": "https://example.com/a.pdf"}, ["https://example.com/a.pdf"]),
        (
            {"attachment": {"type": "video", "payload": {"src": "https://example.com/v"}}},
            ["https://example.com/v"],
        ),
        ({"attachment": {"type": "template", "payload": {"elements": []}}}, []),
        ({"attachment": {"type": "template"}}, []),
        ({"attachment": ["https://example.com"]}, []),
        (
            {
                "elements": [
                    {"title": "Shoes", "subtitle": "Red", "image_url": "https://example.com/s"},
                    {"title": "Hats", "buttons": BUTTONS},
                    {"subtitle": " "},
                ]
            },
            ["Shoes\nRed\nhttps://example.com/s", "Hats\n- Yes\n- No"],
        ),
        ({"custom": {"text": "In my own words."}}, ["In my own words."]),
        (
            {"text": "One", "custom": {"text": "two"}, "image": "three", "attachment": "four"},
            ["One", "two", "three", "four"],
        ),
    ],
)
async def test_each_kind_of_message_is_said_as_text(message, texts):
    assert await texts_of(message) == texts


@pytest.mark.parametrize("custom", [{"text": 7}, {"blocks": ["text"]}, ["text"], "text"])
async def test_a_custom_message_without_a_text_is_dropped_with_a_line(custom, caplog):
    assert await texts_of({"custom": custom, "image": "a picture"}) == ["a picture"]
    assert caplog.messages == ["dropped: a custom message that this channel cannot show"]


@given(message=MESSAGES)
def test_whatever_the_bot_says_no_text_is_empty_and_nothing_fails(loop, message):
    for text in loop.run_until_complete(texts_of(message)):
        assert isinstance(text, str)
        assert text == text.strip() != ""


@given(text=TITLES, titles=st.lists(TITLES, min_size=1, max_size=5))
def test_every_button_has_a_line_of_its_own(loop, text, titles):
    message = {"text": text, "buttons": [{"title": title, "payload": "/a"} for title in titles]}

    (sent,) = loop.run_until_complete(texts_of(message))

    assert sent.split("\n") == [text, *(f"- {title}" for title in titles)]


async def test_what_the_platform_does_not_take_is_the_turns_failure():
    output = Recorder()
    output.failures = 1

    with pytest.raises(VendorError, match="503"):
        await output.send_response("customer", {"text": "Hello."})
    await output.send_response("customer", {"text": "Hello again."})

    assert output.texts == ["Hello again."]


async def test_where_nothing_may_fail_a_sentence_that_is_not_taken_is_a_line(caplog):
    output = Recorder()
    output.failures = 1
    best_effort = BestEffortOutput(output)

    await best_effort.send_response("customer", {"text": "I am back."})
    await best_effort.send_response("customer", {"text": "Ask me."})

    assert output.texts == ["Ask me."]
    assert caplog.messages == ["a message was not sent: CM.com: refused (503)"]


def test_an_output_that_does_not_fail_is_the_same_channel_to_rasa():
    assert BestEffortOutput(Recorder()).name() == "words"
