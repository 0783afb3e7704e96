"""The words by which customers name a time for a call, in English and Dutch."""

from __future__ import annotations

from collections.abc import Mapping

from .answer_phrases import words_of


def _numbered(*words: str) -> Mapping[str, int]:
    """Return the number of each word's place; words in one place have blanks between them."""
    return {word: place for place, words in enumerate(words) for word in words.split()}


# As `datetime.weekday()` counts them. The Dutch "do" and "zo" are other words as well.
WEEKDAYS = _numbered(
    "monday mon maandag ma",
    "tuesday tue tues dinsdag di",
    "wednesday wed woensdag wo",
    "thursday thu thur thurs donderdag",
    "friday fri vrijdag vr",
    "saturday sat zaterdag za",
    "sunday sun zondag",
)
MONTHS = _numbered(
    "",  # months are counted from 1
    "january jan januari",
    "february feb februari",
    "march mar maart mrt",
    "april apr",
    "may mei",
    "june jun juni",
    "july jul juli",
    "august aug augustus",
    "september sep sept",
    "october oct oktober okt",
    "november nov",
    "december dec",
)
# How many days ahead of today. A Dutch "morgen" after a weekday is its morning.
DAYS_AHEAD = _numbered("today vandaag tonight", "tomorrow morgen tomorow tommorow", "overmorgen")
# The hours of a part of the day.
PARTS = {
    **dict.fromkeys(words_of("morning mornings early ochtend ochtends voormiddag vroeg"), (0, 12)),
    **dict.fromkeys(words_of("afternoon afternoons middag middags namiddag"), (12, 18)),
    **dict.fromkeys(words_of("evening evenings avond avonds night tonight"), (18, 24)),
}
# "vanmiddag", "maandagochtend", "morgenavond": taken apart before they are read.
DUTCH_PARTS = "ochtend|morgen|voormiddag|namiddag|middag|avond|vroeg"
# The hours in words.
ENGLISH_HOURS = _numbered(
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
DUTCH_HOURS = _numbered(
    "", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
    "twaalf",
)  # fmt: skip
AFTER = words_of("after na vanaf from later starting")
BEFORE = words_of("before voor until till tot by")
# Before a number that is an hour.
AT = words_of("at om rond around about")
BETWEEN = words_of("between tussen and en to tot until till through")
PLACES = _numbered(
    "1st first eerste 1e", "2nd second tweede 2e", "3rd third derde 3e",
    "4th fourth vierde 4e", "5th fifth vijfde 5e", "6th sixth zesde 6e",
)  # fmt: skip
# Before a number that is the place of an offered time.
PLACE_WORDS = words_of("option number nr no optie nummer keuze choice")
# Whole answers that leave the time open.
ANY_TIME = (
    r"(as soon as possible|asap|soonest|zo snel mogelijk|zsm|any ?time|whenever|always|altijd"
    r"|(it )?(doesnt|does not) matter|i dont (mind|care)|maakt (me |mij )?niet uit|whatever"
    r"|whichever|any|any of (these|them)|earliest)"
)
# Words that change nothing beside these.
BESIDE = words_of(
    "i id im ill would like want prefer please on in the a an of for me my to be call called ring "
    "phone you can could will is it its that this one works good best fine ok okay yes sure great "
    "suits if possible then thanks thank time times oclock or something maybe perhaps just "
    "preferably let do rather "
    "ik wil zou graag liefst bel bellen gebeld op de het een s ongeveer van of ja prima goed "
    "kan kunt je u mij maar dan alsjeblieft aub bedankt dank tijd best schikt komt uit doe uur "
    "misschien eventueel worden"
)
