"""The form of a pack, which the worker reads too."""

import gzip
import json
import struct

from gateway_labs.vendor.pack import compress, read_pack, write_pack


def test_what_is_packed_comes_out_again():
    files = {"a/__init__.pyc": b"", "a/b.pyc": b"\x00\xff" * 9, "a/ü.html": "<p>ü</p>".encode()}
    assert read_pack(write_pack(files)) == files


def test_nothing_is_a_pack_too():
    assert read_pack(write_pack({})) == {}


def test_its_form_is_a_length_an_index_and_the_contents():
    pack = write_pack({"a.pyc": b"one", "b.pyc": b"three"})
    (length,) = struct.unpack("<I", pack[:4])
    assert json.loads(pack[4 : 4 + length]) == {"a.pyc": [0, 3], "b.pyc": [3, 5]}
    assert pack[4 + length :] == b"onethree"


def test_equal_contents_are_there_once():
    pack = write_pack({"a/__init__.pyc": b"same" * 100, "b/__init__.pyc": b"same" * 100})
    assert pack.count(b"same" * 100) == 1
    assert len(read_pack(pack)) == 2


def test_the_order_of_the_files_does_not_matter():
    files = {"a.pyc": b"1", "b.html": b"2", "c.pyc": b"3"}
    assert write_pack(files) == write_pack(dict(reversed(files.items())))


def test_it_is_compressed_as_gzip_without_a_time():
    data = compress(b"a" * 1000)
    assert data[:2] == b"\x1f\x8b"
    assert data[4:8] == bytes(4)
    assert gzip.decompress(data) == b"a" * 1000
