"""Rasa input channels through which LivePerson, CM.com and Parley talk to the bot.

They run inside the Rasa server (Rasa 3.6); the actions run in the action server.
"""
