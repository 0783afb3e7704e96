"""Redelivery, crashes and hangs in the whole cluster: no double transfer, no lie, nobody stuck."""
