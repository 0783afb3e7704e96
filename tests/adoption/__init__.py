"""Strangers' bots: init, train, a transfer, remove."""
