"""Who could take a conversation, as of when: opening hours, shift status and its cache."""
