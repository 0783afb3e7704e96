"""`make demo`: a Rasa server, an action server and the sandbox, and a chat in the terminal.

`stack` runs the same servers for end-to-end tests and benchmarks.
"""
