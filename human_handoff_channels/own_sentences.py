"""What a channel itself says to a customer, in the language of the conversation."""

from __future__ import annotations

from .credentials import Sentence
from .plugin import named_language
from .tracker import TrackerReader

# Between the languages, where nobody knows which one the customer reads.
BETWEEN_LANGUAGES = " / "


class OwnSentence:
    """A sentence of a channel, in one language or in several."""

    def __init__(self, written: Sentence, slot: str) -> None:
        """Take what `credentials.yml` has, and the slot that names a conversation's language."""
        self._texts = {"": written} if isinstance(written, str) else written
        self._slot = slot

    def text(self, tracker: TrackerReader | None) -> str:
        """Return the sentence in the conversation's language.

        The slot of the conversation chooses; an empty one, or one that names another language,
        means the first language. All are said, one after the other, where Rasa's tracker cannot be
        read or does not know the conversation yet, and where the bot has no such slot.

        Args:
            tracker: What Rasa knows of the conversation, if it was read.
        """
        if tracker is None or not tracker.has_slot(self._slot):
            return BETWEEN_LANGUAGES.join(self._texts.values())
        first = next(iter(self._texts.values()))
        return self._texts.get(named_language(tracker.slot(self._slot)) or "", first)
