"""Faults on demand: which calls fail next, and what each kind of fault does to a call."""
