"""The cups of the kitchen. Whoever takes a cup puts it back."""

from itertools import count

in_use = set()
history = []
_numbers = count(1)


def take():
    """Take a clean cup; gives its number."""
    cup = next(_numbers)
    in_use.add(cup)
    history.append("taken")
    return cup


def put_back(cup):
    """Put the cup with that number back."""
    in_use.remove(cup)
    history.append("put back")
