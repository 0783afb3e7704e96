"""Rasa input channels: the vendors' own platforms talk to the bot.

They run inside the Rasa server (Rasa 3.6) and import nothing of the actions.
"""
