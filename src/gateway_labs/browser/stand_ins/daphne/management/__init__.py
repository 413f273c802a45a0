"""Commands that the app brings."""
