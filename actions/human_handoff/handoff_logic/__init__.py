"""The decisions: which desk is asked, in which order, and what a result means."""
