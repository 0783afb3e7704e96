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
BACK = "I am back. What else can I do for you?"
HELLO = "Hello, this is Northwind Mobile. What can I do for you?"
ASK_NAME = "What is your name?"
ASK_EMAIL = "And your e-mail address, in case we lose each other?"
CANCELLED = "All right, no transfer. How can I help?"
