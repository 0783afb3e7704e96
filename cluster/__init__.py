"""`make cluster`: several Rasa and action servers behind nginx, with Redis and PostgreSQL.

The module `cluster` starts the same servers for tests, which can kill, pause and restart each.
"""
