"""The closed lists of words that say what became of a request; `docs/events.md` explains them.

Reports, events, slots and spans use no other words. A word never changes its meaning.
"""

from __future__ import annotations

from enum import Enum

# Stands for a desk, a skill or a channel that is not configured, or not any more.
OTHER = "other"


class Step(str, Enum):
    """What happened: each step of a request is one event."""

    REQUESTED = "requested"  # somebody wanted a person, and the shift was checked
    ATTEMPTED = "attempted"  # a desk was asked for the transfer, or could not be asked
    FAILED_LATER = "failed_later"  # the platform reported that an accepted transfer failed
    CANCELLED = "cancelled"  # the customer left the contact form
    MESSAGE_NOTED = "message_noted"  # the customer left a message, and it is in the store
    MESSAGE_NOT_NOTED = "message_not_noted"  # it is not in the store, or nobody knows
    CALLBACK_NOTED = "callback_noted"  # the customer asked to be called, and it is in the store
    CALLBACK_NOT_NOTED = "callback_not_noted"  # that is not in the store, or nobody knows
    CHOSEN = "chosen"  # the customer was asked whether to wait, and answered
    OFFERED = "offered"  # the bot has offered a person by itself
    OFFER_DECLINED = "offer_declined"  # the customer does not want that person
    SOLVED = "solved"  # back with the bot, the customer says that it was solved
    NOT_SOLVED = "not_solved"  # the customer says that it was not
    ENDED = "ended"  # the conversation is the bot's again


class Decision(str, Enum):
    """What was decided although no step of a request follows from it: a line in the log alone."""

    WITH_AGENTS = "with_agents"  # agents have the conversation already; the bot stays silent
    NOTHING_REQUESTED = "nothing_requested"  # no transfer is under way; nothing was done
    REPEATED_REPORT = "repeated_report"  # a failure was reported again, or too late
    NO_ROUTE_LEFT = "no_route_left"  # no other desk or skill can be tried for this request
    NOT_TAKEN_BACK = "not_taken_back"  # the bot wanted the conversation back; agents keep it
    WITH_AGENTS_AGAIN = "with_agents_again"  # an agent wrote meanwhile, so the desk was asked again


class RequestReason(str, Enum):
    """Why a request was made."""

    ASKED = "asked"  # the customer asked for a person
    TRIGGER_EVENT = "trigger_event"  # a response of the bot has the trigger event
    MISUNDERSTOOD = "misunderstood"  # the bot's fallback began it
    OFFERED = "offered"  # the customer accepted what the bot had offered


class Because(str, Enum):
    """Why the shift status of a request is what it is."""

    REPORTED = "reported"  # the vendor reported it, recently enough
    OUT_OF_DATE = "out_of_date"  # an older report; the vendor could not be reached
    VENDOR_ERROR = "vendor_error"  # the vendor could not be reached, and there is no usable report
    OPENING_HOURS = "opening_hours"  # outside the configured hours; the vendor was not asked
    SKILL_NOT_FOUND = "skill_not_found"  # no desk has the skill, or the vendor does not list it
    NO_DESK = "no_desk"  # no desk takes customers of this channel
    GAVE_UP = "gave_up"  # too many transfers have failed; nobody was asked
    ERROR = "error"  # the check itself failed


class Outcome(str, Enum):
    """What became of a request or of an attempt: exactly one for each."""

    ACCEPTED = "accepted"  # the vendor accepted the transfer
    REFUSED = "refused"  # the vendor refused it
    UNREACHABLE = "unreachable"  # the request did not reach the vendor
    UNCONFIRMED = "unconfirmed"  # the vendor may have transferred, but did not confirm it
    FAILED_LATER = "failed_later"  # the vendor accepted, and reported afterwards that it failed
    NOT_POSSIBLE = "not_possible"  # the desk has no such skill, or no id of this customer
    CANCELLED = "cancelled"  # the customer changed their mind before the transfer
    GAVE_UP = "gave_up"  # too many transfers have failed; nobody was asked
    OFF_SHIFT = "off_shift"  # nobody was on shift
    UNKNOWN = "unknown"  # nobody could tell whether somebody was on shift


class Occasion(str, Enum):
    """Why the customer was asked whether to wait, or whether to talk to a person."""

    LONG_WAIT = "long_wait"  # before a transfer: those who are in the queue wait for long
    NOBODY_CAME = "nobody_came"  # after a transfer: no agent has written
    MISUNDERSTANDINGS = "misunderstandings"  # the bot has not understood several messages in a row
    REPEATED_QUESTION = "repeated_question"  # the customer has asked the same again
    SCOLDING = "scolding"  # the customer has scolded the machine


class Choice(str, Enum):
    """What the customer chose."""

    WAIT = "wait"  # to wait for a person
    MESSAGE = "message"  # to leave a message
    CALLBACK = "callback"  # to be called
    GO_ON = "go_on"  # to go on with the bot
    SOMETHING_ELSE = "something_else"  # the customer wrote about something else


class Ending(str, Enum):
    """How the conversation became the bot's again."""

    RETURNED = "returned"  # an agent gave it back
    EXPIRED = "expired"  # nobody gave it back within `handed_over_hours`
    NOBODY_CAME = "nobody_came"  # no agent wrote within `nobody_came_after`; the bot took it back
    LEFT = "left"  # the customer did not want to wait any more, and no agent had written
    CROSSED = "crossed"  # an agent wrote while the bot took it back, and could not get it again
