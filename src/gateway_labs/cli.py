"""The `labs` command."""


def main() -> None: ...
