"""The record of all calls, with credentials and personal data masked."""
