"""How real people answer the form's two questions."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.human_handoff.handoff_logic.contact_answers import (
    MAX_ANSWER_LENGTH,
    ContactAnswer,
    find_email,
    find_name,
    read_answer,
)
from actions.human_handoff.handoff_settings.contact_settings import ContactSettings
from tests.unit.cases import cases

PLAIN = ContactSettings(interruptions=["faq"])
STRICT = ContactSettings(may_refuse=False, after_bad_emails="stop", bad_emails=2)
UNSURE = ("nlu_fallback", 0.3)
ASKED = pytest.mark.parametrize("asked", ["name", "email"])

INTENTS = st.sampled_from(
    ["", "human_handoff", "human_handoff_cancel", "human_handoff_refuse", "deny", "faq", "greet"]
)
QUESTIONS = st.sampled_from(["name", "email"])
CERTAINTY = st.floats(0, 1)

# First and last letter of each script, and what else belongs into its words.
SCRIPTS = {
    "Latin": ("À", "ɏ", ""),
    "Greek": ("Ά", "ώ", ""),
    "Cyrillic": ("Ѐ", "ӿ", ""),
    "Armenian": ("Ա", "և", ""),
    "Hebrew": ("א", "ת", "\u05b8\u05b0"),
    "Arabic": ("ا", "ي", "\u064e\u0651"),
    "Persian": ("آ", "ی", "\u200c"),
    "Devanagari": ("अ", "ह", "\u093e\u094d"),
    "Bengali": ("অ", "হ", "\u09be\u200d"),
    "Tamil": ("அ", "ஹ", "\u0bbe\u0bcd"),
    "Sinhala": ("අ", "ෆ", "\u0dca\u200d"),
    "Thai": ("ก", "ฮ", "\u0e34\u0e48"),
    "Georgian": ("ა", "ჰ", ""),
    "Hangul": ("가", "힣", ""),
    "Ethiopic": ("ሀ", "ፚ", ""),
    "Cherokee": ("Ꭰ", "Ᏼ", ""),
    "Hiragana": ("ぁ", "ゖ", ""),
    "Katakana": ("ァ", "ヺ", "ー"),
    "Han": ("一", "鿋", ""),
}


def read(text, asked="name", intent=UNSURE, settings=PLAIN, bad=0):
    """Return what a text means as the answer to a question of the form."""
    return read_answer(asked, text, intent, settings, bad)


@st.composite
def names(draw: st.DrawFn) -> str:
    """Draw a name in one script."""
    first, last, marks = SCRIPTS[draw(st.sampled_from(sorted(SCRIPTS)))]
    letters = st.characters(
        min_codepoint=ord(first), max_codepoint=ord(last), categories=("Lu", "Ll", "Lt", "Lo")
    )
    others = st.one_of(letters, st.sampled_from(marks)) if marks else letters
    words = [
        draw(letters) + draw(st.text(others, max_size=8)) + draw(letters)
        for _ in range(draw(st.integers(1, 4)))
    ]
    between = draw(st.sampled_from([" ", "-", "’", "'", ". "]))
    return between.join(words)


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, str]:
    """Draw an address as it may be typed, and as it is kept."""
    part = st.text(string.ascii_letters + string.digits, min_size=1, max_size=9)
    local = draw(part)
    for _ in range(draw(st.integers(0, 2))):
        local += draw(st.sampled_from("._+-'")) + draw(part)
    domain = draw(
        st.sampled_from(["x.nl", "Example.COM", "mail.example.org", "bücher.de", "a-b.fr"])
    )
    return f"{local}@{domain}", f"{local}@{domain.lower()}"


@given(
    QUESTIONS, st.text(), INTENTS, CERTAINTY, st.integers(0, 9), st.sampled_from([PLAIN, STRICT])
)
@example("name", "\ud800@\ud800", "", 0.0, 0, PLAIN)
@example("email", "@" * 400, "", 0.0, 0, PLAIN)
@example("name", "my name is", "", 0.0, 0, PLAIN)
def test_every_answer_moves_on_or_says_something_or_lets_something_else_answer(
    asked, text, intent, certainty, bad_answers, settings
):
    answer = read(text, asked, (intent, certainty), settings, bad_answers)

    moves_on = answer.name or answer.email or answer.withheld
    assert moves_on or answer.say or answer.interrupts
    if answer.interrupts:
        assert answer == ContactAnswer(interrupts=True)
    if answer.stops:
        assert answer.say in ("stopped", "cancelled")
        assert answer.withheld is None
    if asked == "email" and not answer.email:
        assert answer.name is None


@given(
    QUESTIONS,
    addresses(),
    INTENTS,
    CERTAINTY,
    st.sampled_from(["", "my email is ", "Jan Jansen, ", "<", "“", "'", "it's: ", "no! "]),
    st.sampled_from(["", ".", "!", ">", "”", " thanks", ", Jan", "?"]),
)
def test_an_email_typed_at_any_question_is_taken_and_normalised(
    asked, address, intent, certainty, before, after
):
    typed, kept = address

    answer = read(f"{before}{typed}{after}", asked, (intent, certainty), STRICT)

    assert answer.email == kept
    assert answer in (
        ContactAnswer(email=kept, name=answer.name),
        ContactAnswer(email=kept, say="got_email"),
    )


@given(names())
def test_a_name_in_any_script_is_kept_as_typed(name):
    kept = unicodedata.normalize("NFC", name)

    assert read(name) == read(f"  My name is {name}! ") == ContactAnswer(name=kept)


@pytest.mark.parametrize(
    "name",
    [
        "Jan", "Bo", "O", "李", "Anne-Marie", "O'Brien", "O’Brien", "J.R.R. Tolkien", "Dr.Jansen",
        "Sinéad Ní Bhriain", "Jan van der Berg", "María José de la Cruz", "Martin Luther King, Jr",
        "Nguyễn Thị Minh Khai", "علی‌رضا", "ශ්‍රී", "ʻOkina", "Soyoung Kim", "Imke", "Namechecker",
        "Ikbal", "Icham Diallo", "Weller", "José",
    ],
)  # fmt: skip
def test_a_real_name_is_kept_as_typed(name):
    assert find_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Ada Lovelace", "Ada Lovelace"),
        ("Hi, I’m Ada", "Ada"),
        ("I'm Ada.", "Ada"),
        ("You can call me Ada", "Ada"),
        ("Name: Ada", "Ada"),
        ("My name’s Ada", "Ada"),
        ("mijn naam is Piet de Vries", "Piet de Vries"),
        ("Hoi, ik heet Piet", "Piet"),
        ("ik ben Piet", "Piet"),
        ("Mein Name ist Jürgen", "Jürgen"),
        ("Ich heiße Jürgen", "Jürgen"),
        ("ich heisse Jürgen", "Jürgen"),
        ("je m'appelle Zoé", "Zoé"),
        ("Je m’appelle Zoé", "Zoé"),
        ("mon nom est Zoé", "Zoé"),
        ("me llamo Íñigo", "Íñigo"),
        ("mi nombre es Íñigo Montoya", "Íñigo Montoya"),
        # A word that fills a pause may be part of a name.
        ("my name is Ok", "Ok"),
        ("Ok Taecyeon", "Ok Taecyeon"),
        ("Hiro", "Hiro"),
        ("Sure Ann", "Sure Ann"),
        # A name that is typed with loose accents is kept in one form.
        ("Jose\u0301", "Jos\u00e9"),
        # The longest names.
        ("x" * 80, "x" * 80),
        ("a b c d e f", "a b c d e f"),
    ],
)
def test_a_name_is_found_in_an_answer_and_after_my_name_is_in_five_languages(text, name):
    assert read(text) == ContactAnswer(name=name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jan Jansen jan@x.nl", "Jan Jansen"),
        ("jan@x.nl, Jan Jansen", "Jan Jansen"),
        ("jan jansen, jan@x.nl", "jan jansen"),
        ("Jan Jansen <jan@x.nl>", "Jan Jansen"),
        ("I'm Jan, my e-mail is jan@x.nl", "Jan"),
        ("My name is Jan and you can reach me at jan@x.nl.", "Jan"),
        ("my email is jan@x.nl and my name is Jan", "Jan"),
        ("mijn naam is Jan en mijn mailadres is jan@x.nl", "Jan"),
        ("Mein Name ist Jan und meine E-Mail-Adresse ist jan@x.nl", "Jan"),
        ("je m’appelle Jan et mon courriel est jan@x.nl", "Jan"),
        ("me llamo Jan y mi correo es jan@x.nl", "Jan"),
        ("jan@x.nl - Jan", "Jan"),
    ],
)
@ASKED
def test_both_in_one_answer_are_both_taken(asked, text, name):
    assert read(text, asked) == ContactAnswer(name=name, email="jan@x.nl")


@pytest.mark.parametrize(
    "text",
    [
        "jan@x.nl", "my email is jan@x.nl", "my e-mail address: jan@x.nl", "mailto:jan@x.nl",
        "It’s jan@x.nl!", "mail me at jan@x.nl please", "you can reach me at jan@x.nl",
        "sure: jan@x.nl", "mijn e-mailadres is jan@x.nl", "'jan@x.nl'", "12 jan@x.nl 34",
        "Hello! jan@x.nl", "Hoi, jan@x.nl",
    ],
)  # fmt: skip
def test_an_email_alone_is_no_name(text):
    assert read(text, "name") == ContactAnswer(email="jan@x.nl", say="got_email")
    assert read(text, "email") == ContactAnswer(email="jan@x.nl")


def test_an_apostrophe_belongs_to_the_address_and_quotes_do_not():
    assert find_email("o'brien@x.ie") == ("o'brien@x.ie", ("", ""))
    assert find_email("‘jan@x.nl’ ok") == ("jan@x.nl", ("", "’ ok"))


def test_the_first_address_that_can_be_one_is_taken():
    assert find_email("jan@x, or jan@x.nl") == ("jan@x.nl", ("jan@x, or ", ""))
    assert find_email("jan@x jan@@x.nl") == (None, ("jan@x jan@@x.nl", ""))


@given(
    st.text(),
    st.sampled_from(["@", "1", "٣", "Ⅷ", "/", "€", "\x00", "?", "\\", "_"]),
    st.text(),
)
def test_no_address_no_digit_and_no_sign_is_part_of_a_name(before, sign, after):
    assert find_name(f"Jan{before}x{sign}x{after}Jan") is None


@cases(
    "answer name",
    {
        "an emoji after the name": ("Jane 😊", "Jane"),
        "an emoji of several characters": ("👩‍💻 Jane Doe ❤️", "Jane Doe"),
        "an emoji between the names": ("Jane😊Doe", "Jane Doe"),
        "pronouns": ("Jane Doe (she/her)", "Jane Doe"),
        "pronouns and an introduction": ("I'm called Jane Doe (they / them).", "Jane Doe"),
        "particles": (
            "Maria da Conceição dos Santos e Silva",
            "Maria da Conceição dos Santos e Silva",
        ),
        "a direction mark": ("\u200eJane Doe\u200f", "Jane Doe"),
        "a zero-width space": ("Jane\u200b Doe\ufeff", "Jane Doe"),
        "an embedding": ("\u202bדנה כהן\u202c", "דנה כהן"),
    },
)
def test_what_people_add_to_their_name_is_not_a_part_of_it(answer, name):
    assert read(answer).name == name


@pytest.mark.parametrize(
    "answer", ["jane@x.nl 😊", "jane@x.nl😊", "jane@x.nl…", "jane@x.nl...", "\u200ejane@x.nl\u200f"]
)
def test_what_people_add_to_their_address_is_not_a_part_of_it(answer):
    assert read(answer, "email").email == "jane@x.nl"


@pytest.mark.parametrize(
    "piece",
    [
        "a", "a@", "a.", "(", "my name is ", "@a", "😊", "a b ", "12-", "\u200c", "www.", " at ",
        " dot ", "no ", "i dont want to ", "nee ik wil niet ", "an agent ", "stop ", "hi ",
    ],
)  # fmt: skip
@ASKED
def test_no_pattern_sees_more_than_the_beginning_of_an_answer(piece, asked):
    long_answer = piece * 1_000_000

    assert read(long_answer, asked) == read(long_answer[:MAX_ANSWER_LENGTH], asked)
    assert read("Jane" + " " * MAX_ANSWER_LENGTH + long_answer).name == "Jane"


LABELS = st.text(string.ascii_lowercase, min_size=2, max_size=8)


@given(
    st.sampled_from(["", "http://", "https://", "www.", "HTTPS://WWW."]),
    st.lists(LABELS, min_size=1, max_size=3),
    st.sampled_from(["nl", "com", "example", "museum"]),
    st.sampled_from(["", "/", "/shop", ".", " "]),
    st.booleans(),
)
@example(scheme="", labels=["ja"], ending="nl", path="", upper=False)
@example(scheme="", labels=["hi"], ending="nl", path="", upper=True)
def test_no_page_address_is_a_name(scheme, labels, ending, path, upper):
    page = f"{scheme}{'.'.join([*labels, ending])}{path}"

    assert find_name(page.upper() if upper else page) is None


@pytest.mark.parametrize(
    "text",
    ["", " ", "...", "!!!", "-", "👍", "my name is", "+31 6 12345678", "x" * 81, "a b c d e f g"],
)
def test_what_cannot_be_a_name_is_asked_for_again(text):
    assert read(text) == ContactAnswer(say="bad_name", bad=True)


@pytest.mark.parametrize("word", ["ok", "okay", "yes", "sure", "hello", "hi", "hallo", "hoi"])
@pytest.mark.parametrize("typed", ["{}", "{}!", " {}. ", "“{}…”"])
def test_a_word_that_fills_a_pause_is_no_name(word, typed):
    for text in (typed.format(word), typed.format(word.upper()), typed.format(word.title())):
        assert read(text) == ContactAnswer(say="bad_name", bad=True)


@ASKED
@pytest.mark.parametrize(
    "text", ["this is useless, get me a supervisor", "human!!", "I am tired of robots", "a person"]
)
def test_a_request_for_a_human_is_not_a_name_and_not_a_bad_address(asked, text):
    assert read(text, asked, ("human_handoff", 0.9)) == ContactAnswer(say="still_asking")


def test_a_text_that_is_no_name_is_a_request_only_where_rasa_is_sure():
    unsure, sure = (
        read("this is taking ages", intent=("human_handoff", rate)) for rate in (0.79, 0.8)
    )

    assert unsure == ContactAnswer(say="bad_name", bad=True)
    assert sure.say == "still_asking"


@pytest.mark.parametrize("intent", ["human_handoff", "human_handoff_cancel", "deny", "faq"])
def test_a_name_is_a_name_whatever_rasa_makes_of_it(intent):
    for name in ("Linda", "linda green", "Anna Maria Josefa van der Berg", "Bill Order"):
        assert read(name, intent=(intent, 1.0)) == ContactAnswer(name=name)


def test_a_sentence_in_a_language_that_we_do_not_know_is_what_rasa_is_sure_of():
    sentence = "kiedy przyjdzie moja paczka"

    assert read(sentence, intent=("faq", 0.8)) == ContactAnswer(interrupts=True)
    assert read(sentence, intent=("faq", 0.79)) == ContactAnswer(name=sentence)


@ASKED
@pytest.mark.parametrize("text", ["/{}", "EXTERNAL: {}", '/{}{{"reason": "stop"}}'])
def test_a_button_means_its_intent_and_not_its_words(asked, text):
    means = {
        "human_handoff": ContactAnswer(say="still_asking"),
        "human_handoff_cancel": ContactAnswer(say="cancelled", stops=True),
        "human_handoff_refuse": ContactAnswer(withheld=asked, say="without"),
        "faq": ContactAnswer(interrupts=True),
        "never_mind": ContactAnswer(say=f"bad_{asked}", bad=True),
    }

    for intent, answer in means.items():
        assert read(text.format(intent), asked, (intent, 1.0)) == answer, intent


def test_a_refusal_may_be_about_the_other_question():
    assert read("I don't have an email", "name").withheld == "email"
    assert read("my name is none of your business", "email").withheld == "name"
    only_name = ContactSettings(ask=["name"])
    assert read("I don't have an email", "name", settings=only_name).withheld == "name"
    strict = read("I don't have an email", "name", settings=STRICT)
    assert strict == ContactAnswer(say="needs_email", bad=True)


def test_a_clear_introduction_is_a_name_whatever_rasa_makes_of_it():
    assert read("my name is Faq", intent=("faq", 1.0)) == ContactAnswer(name="Faq")


@ASKED
@pytest.mark.parametrize("intent", ["human_handoff_refuse", "deny"])
def test_a_refusal_is_honoured_where_it_is_allowed(asked, intent):
    answer = read("rather not say", asked, (intent, 0.9))

    assert answer == ContactAnswer(withheld=asked, say="without")


@ASKED
def test_a_refusal_is_explained_where_it_is_not_allowed(asked):
    answer = read("rather not say", asked, ("human_handoff_refuse", 0.9), STRICT)

    assert answer == ContactAnswer(say=f"needs_{asked}", bad=True)


@ASKED
def test_a_question_makes_the_form_step_aside(asked):
    assert read("so, what is it?", asked, ("faq", 0.9)) == ContactAnswer(interrupts=True)


@ASKED
def test_a_certain_question_of_the_host_that_mentions_a_person_is_the_hosts_to_answer(asked):
    question = "does a person have to be at home for the delivery"

    assert read(question, asked, ("faq", 0.99)) == ContactAnswer(interrupts=True)


def test_an_intent_that_is_no_interruption_is_read_as_an_answer():
    assert read("is it open?", "name", ("faq", 0.9), STRICT).say == "bad_name"
    assert read("is it open?", "email", ("faq", 0.9), STRICT).say == "bad_email"


@ASKED
def test_the_third_bad_answer_is_done_without(asked):
    answers = [read("??", asked, bad=bad) for bad in range(4)]

    again = ContactAnswer(say=f"bad_{asked}", bad=True)
    without = ContactAnswer(withheld=asked, say="without", bad=True)
    assert answers == [again, again, without, without]


def test_the_last_bad_address_ends_the_request_if_so_configured():
    answers = [read("jan at x", "email", settings=STRICT, bad=bad) for bad in range(3)]

    again = ContactAnswer(say="bad_email", bad=True)
    stopped = ContactAnswer(say="stopped", stops=True, bad=True)
    assert answers == [again, stopped, stopped]


def test_no_name_never_ends_a_request():
    without = ContactAnswer(withheld="name", say="without", bad=True)

    assert read("??", settings=STRICT, bad=5) == without


def test_who_the_customer_is_is_not_in_the_repr():
    answer = read("Ada Lovelace ada@x.nl")

    assert (answer.name, answer.email) == ("Ada Lovelace", "ada@x.nl")
    assert "Ada" not in repr(answer)
    assert "ada@" not in repr(answer)
