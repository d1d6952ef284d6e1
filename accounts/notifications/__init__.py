"""The messages that this app sends, one class each."""
