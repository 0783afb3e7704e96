"""A bot's folder, read without Rasa and without running the bot's code."""

from .bot import Bot, is_bot, read_bot
from .python_actions import ActionDefinition
from .training_data import Story
from .yaml_file import FileProblem

__all__ = ["ActionDefinition", "Bot", "FileProblem", "Story", "is_bot", "read_bot"]
