"""What is decided, without Rasa and without a vendor: who is asked, in which order, and what a result means."""
