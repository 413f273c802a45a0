"""Django finds a command by the name of its file here."""
