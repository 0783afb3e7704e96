"""The record of what happened: events and calls, with credentials and personal data masked."""
