"""Which close codes an application can send, and for which ones the server raises."""

import asyncio
from itertools import groupby

from live import Live, frames_until_close, how_it_closed, measure

CODES = [*range(999, 1017), 2000, 2999, 3000, 3999, 4000, 4999, 5000]


# --8<-- [start:app]
async def application(scope, receive, send):
    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})
    code = int(scope["path"].strip("/"))
    try:
        await send({"type": "websocket.close", "code": code})
    except Exception:
        await send({"type": "websocket.send", "text": "the server raised"})
        raise


# --8<-- [end:app]


async def one(server: Live, code: int) -> str:
    async with server.socket(f"/{code}/") as client:
        raised = await frames_until_close(client)
        closed = await how_it_closed(client)
    if raised:
        return f"send() raises; {closed.partition(', reason')[0]}"
    return "arrives" if closed.startswith(f"close frame {code},") else closed


async def probe(server: Live) -> dict[int, str]:
    answers = await asyncio.gather(*(one(server, code) for code in CODES))
    return dict(zip(CODES, answers, strict=True))


def ranges(codes: list[int]) -> str:
    """Write neighbours as one range: 1000, 1001, 1002, 2000 is "1000-1002, 2000"."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][-1] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def main() -> None:
    for name, answers in measure("codes_to_send:application", probe).items():
        print(f"{name}:")
        for answer, codes in groupby(answers, key=answers.get):
            print(f"  {ranges(list(codes))}: {answer}")


if __name__ == "__main__":
    main()
