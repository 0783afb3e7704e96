"""Faults on demand: which call goes wrong next, and what each kind of fault does to it."""
