"""What the demo's bot sends to customers, word for word."""

ON_HOLD = "Hold on while I transfer you to a colleague."
FAILED = "Sorry, I could not transfer you. You can ask me again in a moment."
GAVE_UP = "Not able to transfer to Agent at this time. Please try later."
UNKNOWN = "Sorry, I cannot reach my colleagues right now. Please try again later."
OFF_SHIFT = "Sorry, none of my colleagues is at work right now."
UNCONFIRMED = (
    "Sorry, I could not confirm that a colleague received your chat. If nobody writes to you "
    "in a few minutes, ask me again."
)
GAVE_UP_UNCONFIRMED = (
    "Sorry, I could not confirm that a colleague received your chat. If nobody writes to you, "
    "please try later: I cannot ask again right now."
)
BACK = "I am back. What else can I do for you?"
HELLO = "Hello, this is Northwind Mobile. What can I do for you?"
ASK_NAME = "What is your name?"
ASK_EMAIL = "And your e-mail address, in case we lose each other?"
CANCELLED = "All right, no transfer. How can I help?"
OFFER_MESSAGE = "Would you like to leave a message for my colleagues?"
ASK_MESSAGE = "What is it about? Please write it in one message."
ASK_EMAIL_FOR_MESSAGE = "At which e-mail address can my colleagues reach you?"
NO_MESSAGE = "All right, no message. How can I help?"
NOT_NOTED = "Sorry, I cannot say for certain that your message was noted. Please try again later."
CANNOT_TAKE_MESSAGE = "Sorry, I cannot take a message here."
OFFER_MESSAGE_OR_CALL = (
    "Would you like to leave a message for my colleagues, or ask them to call you?"
)
MESSAGE_OR_CALL = "Gladly. Which of the two?"
ASK_PHONE = "On which telephone number would you like to be called?"
BAD_PHONE = "I cannot read a telephone number in that that I can note."
NEEDS_PHONE = "Without a telephone number I can only note it as a message."
ASK_CALL_TIME = "When would you like to be called? All times are Coordinated Universal Time."
ASK_WHEN = "When would you like to be called? I will note it in your words."
NO_CALL = "All right, no call. How can I help?"
CANNOT_NOTE_CALL = "Sorry, I cannot note here that you would like to be called."
CALL_NOT_NOTED = (
    "Sorry, I cannot say for certain that it was noted that you would like to be called. "
    "Please try again later."
)
CHOOSE = "Would you like to wait for a colleague, leave a message, or go on with me?"
CHOOSE_OR_CALL = (
    "Would you like to wait for a colleague, leave a message, be called, or go on with me?"
)
CHOOSE_WITHOUT_MESSAGE = "Would you like to wait for a colleague, or go on with me?"
OFFER_PERSON = "Shall I see whether one of my colleagues can help you?"
OFFER_DECLINED = "All right. You can ask for a colleague at any time."
SORRY = "I am sorry that I am no help."
JUST_ASK = "I am sorry that I am no help. If you want a colleague, just ask for one."
NOT_UNDERSTOOD = "Sorry, I did not understand that. You can ask for a colleague at any time."
WELCOME = "You are welcome."
