"""One interpreter as a browser's worker is: it reads jobs, a line each, and answers with lines.

    python tests/browser_side/one_interpreter.py

A line in is JSON [function of gateway_labs.browser.worker, argument, …]. Lines out are
{"posted": message} and at last {"returned": value} or {"raised": traceback}.
"""

import json
import traceback

from gateway_labs.browser import worker
from gateway_labs.trace.streams import take_streams


def main() -> None:
    answers, jobs = take_streams()

    def say(**content: object) -> None:
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    worker.warm()
    say(returned=None)
    for line in jobs:
        name, *arguments = json.loads(line)
        if name in ("check", "open_session"):
            arguments.append(lambda message: say(posted=json.loads(message)))
        try:
            say(returned=getattr(worker, name)(*arguments))
        except BaseException:
            say(raised=traceback.format_exc())


if __name__ == "__main__":
    main()
