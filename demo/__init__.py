"""`make demo`: start the sandbox, Rasa and the action server, and chat in the terminal.

The module `stack` starts the same servers for end-to-end tests and benchmarks. The package
`cluster` uses these modules to start several of each.
"""
