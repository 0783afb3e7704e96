"""Serving HTTP: ports, JSON bodies, refusals, responses that are not sent yet."""
