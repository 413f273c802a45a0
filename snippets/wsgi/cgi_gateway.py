"""One WSGI application behind a CGI gateway: each request gets a process of its own."""

import os
import subprocess
import sys
from wsgiref.handlers import CGIHandler


# --8<-- [start:app]
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    run_once = environ["wsgi.run_once"]
    return [f"{os.getpid()} run_once={run_once} path={environ['PATH_INFO']}".encode()]


# --8<-- [end:app]
# --8<-- [start:gateway]
def one_request(path):
    """Do a web server's part of CGI: set variables, start a program, read it."""
    variables = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "SERVER_NAME": "example.org",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    program = [sys.executable, __file__, "as-cgi-program"]
    environment = {**os.environ, **variables}
    return subprocess.check_output(program, env=environment, text=True)


# --8<-- [end:gateway]
def requests(paths):
    """Return (process id, rest of the body, head of the output) for each path."""
    found = []
    for path in paths:
        head, _, body = one_request(path).replace("\r\n", "\n").partition("\n\n")
        pid, _, rest = body.partition(" ")
        found.append((int(pid), rest, head.splitlines()[0]))
    return found


def main():
    found = requests(["/first", "/second"])
    for _, rest, status in found:
        print(status, "|", rest)
    pids = {pid for pid, _, _ in found}
    print("requests:", len(found), "| processes:", len(pids))
    print("one of them is this process:", os.getpid() in pids)


if __name__ == "__main__":
    if "as-cgi-program" in sys.argv:
        CGIHandler().run(application)
    else:
        main()
