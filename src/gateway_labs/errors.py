"""The one error for bad input: it names the file, what was expected, and what to do."""


class CourseError(Exception):
    """Something outside our code is not as it should be: a file, an argument, a port, a program.

    The command line prints its text without a traceback and exits with 2; the site's build fails
    with it. `where` is a path or an argument as the reader knows it.
    """

    def __init__(self, where: object, expected: str, do: str = "") -> None:
        self.where = str(where)
        self.expected = expected
        self.do = do
        super().__init__(f"{self.where}: {expected}" + (f"\n  {do}" if do else ""))
