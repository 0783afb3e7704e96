"""A bot's folder, read without Rasa and without its code, and what of the plugin's it gets."""

from .bot import Bot, is_bot, read_bot
from .python_actions import ActionDefinition
from .training_data import Story
from .yaml_file import FileProblem

__all__ = ["ActionDefinition", "Bot", "FileProblem", "Story", "is_bot", "read_bot"]
