"""The bot under test: its servers, the channels that reach it, and its tracker."""
