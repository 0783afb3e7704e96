"""Customers' conversations and their transfers to agents, the same for every vendor."""
