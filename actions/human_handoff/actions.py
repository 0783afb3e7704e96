"""Every action of the plugin, so that one import registers them all with rasa-sdk.

It also lets rasa-sdk's server answer `GET /ready`.
"""

from .rasa_side.before_transfer import Announce, CheckShiftStatus, FollowTrigger
from .rasa_side.callback_form import ValidateCallbackForm
from .rasa_side.callback_questions import AskCallTime, AskPhoneCheck
from .rasa_side.choice_form import AskChoice, ValidateChoiceForm
from .rasa_side.forms import ValidateHandoffForm, ValidateWithAgentLoop
from .rasa_side.message_form import AskMessageOffer, LeaveMessage, ValidateMessageForm
from .rasa_side.note_message import NoteCallback, NoteMessage
from .rasa_side.noting_start import CallBack
from .rasa_side.offer_form import ValidateOfferForm
from .rasa_side.offers import Misunderstood, OfferPerson
from .rasa_side.readiness import register
from .rasa_side.return_to_bot import Returned, SessionStart
from .rasa_side.silent_step import AskNothing, ValidateSilence
from .rasa_side.solved_form import AskIfSolved, ValidateSolvedForm
from .rasa_side.take_back import LeaveQueue, NobodyCame
from .rasa_side.transfer import Escalate, TransferFailed

__all__ = [
    "Announce",
    "AskCallTime",
    "AskChoice",
    "AskIfSolved",
    "AskMessageOffer",
    "AskNothing",
    "AskPhoneCheck",
    "CallBack",
    "CheckShiftStatus",
    "Escalate",
    "FollowTrigger",
    "LeaveMessage",
    "LeaveQueue",
    "Misunderstood",
    "NobodyCame",
    "NoteCallback",
    "NoteMessage",
    "OfferPerson",
    "Returned",
    "SessionStart",
    "TransferFailed",
    "ValidateCallbackForm",
    "ValidateChoiceForm",
    "ValidateHandoffForm",
    "ValidateMessageForm",
    "ValidateOfferForm",
    "ValidateSilence",
    "ValidateSolvedForm",
    "ValidateWithAgentLoop",
]

register()
