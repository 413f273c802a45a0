"""A pack: many files as one, in the form that the worker reads.

    4 bytes      the length of the header, little-endian
    header       JSON: {"django/__init__.pyc": [offset, length], …}, offsets from the header's end
    contents     one after the other

Two paths may share one content. In the cache and on the site it is gzip data (RFC 1952).
"""

import gzip
import json
import struct
from collections.abc import Mapping
from pathlib import PurePosixPath

Files = dict[str, bytes]
"""Contents by path; the parts of a path are joined by "/"."""


def _beside_its_like(path: str) -> tuple[str, str]:
    """gzip looks back 32 kB only: files of a kind stand together."""
    found = PurePosixPath(path)
    return found.suffix, path


def write_pack(files: Mapping[str, bytes]) -> bytes:
    index: dict[str, list[int]] = {}
    places: dict[bytes, int] = {}
    contents: list[bytes] = []
    offset = 0
    for path in sorted(files, key=_beside_its_like):
        content = files[path]
        if content not in places:
            places[content] = offset
            contents.append(content)
            offset += len(content)
        index[path] = [places[content], len(content)]
    header = json.dumps(index, separators=(",", ":")).encode()
    return b"".join([struct.pack("<I", len(header)), header, *contents])


def read_pack(data: bytes) -> Files:
    (length,) = struct.unpack_from("<I", data)
    start = 4 + length
    index = json.loads(data[4:start])
    return {path: data[start + at : start + at + size] for path, (at, size) in index.items()}


def compress(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=9, mtime=0)
